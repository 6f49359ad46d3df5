import { describe, expect, it } from 'vitest';
import { callIn } from '../../support/model.ts';

const JOB = 'await (await fetch(`${base}/services/data/v60.0/jobs/ingest/${id}`)).json()';
const SLEEP = 'await sleep(2_000);';
const ENDS = "if (['JobComplete', 'Failed', 'Aborted'].includes(job.state)) return job;";

const pollingIn = (body: string, more = '') => {
  const fact = callIn(`${more}\nasync function wait(id) { ${body} }`).facts.polling;
  if (fact.state !== 'present') return fact.state;
  const { pauses, limited, onlySuccess } = fact.value;
  return { pauses, limited, only: onlySuccess?.name };
};

describe('a poll', () => {
  it.each([
    ['attempts', `for (let i = 0; i < 9; i++) { const job = ${JOB}; ${ENDS} ${SLEEP} }`],
    ['a counter', `let n = 0; while (n < 9) { const job = ${JOB}; ${ENDS} ${SLEEP} n += 1; }`],
    ['a deadline', `for (;;) { const job = ${JOB}; ${ENDS} if (Date.now() > end) throw job; ${SLEEP} }`],
    [
      'the signal of all polls',
      `for (;;) { const job = await (await fetch(\`\${base}/services/data/v60.0/jobs/ingest/\${id}\`, { signal })).json(); ${ENDS} ${SLEEP} }`,
    ],
    ['a signal', `while (!signal.aborted) { const job = ${JOB}; ${ENDS} ${SLEEP} }`],
  ])('is limited by %s', (_, body) => {
    expect(pollingIn(body)).toEqual({ pauses: true, limited: true, only: undefined });
  });

  it.each([
    ['is limited by nothing', `for (;;) { const job = ${JOB}; ${ENDS} ${SLEEP} }`, { pauses: true, limited: false }],
    [
      'is limited by nothing but what it retrieves',
      `let retrieved; while (!retrieved) { const job = ${JOB}; ${ENDS} ${SLEEP} }`,
      { pauses: true, limited: false },
    ],
    ['does not wait', `for (;;) { const job = ${JOB}; ${ENDS} }`, { pauses: false, limited: false }],
    [
      'sees a success only',
      `for (let i = 0; i < 9; i++) { const job = ${JOB}; if (job.state === 'JobComplete') return job; ${SLEEP} }`,
      { pauses: true, limited: true, only: 'JobComplete' },
    ],
    [
      'sees a success only, of a job that the request names',
      `for (;;) { const job = await (await fetch(\`\${base}/services/data/v60.0/jobs/ingest/\${job.id}\`)).json(); if (job.state === 'JobComplete') return job; ${SLEEP} }`,
      { pauses: true, limited: false, only: 'JobComplete' },
    ],
    [
      'is not limited by what ends a single poll',
      `for (;;) { const job = await (await fetch(\`\${base}/services/data/v60.0/jobs/ingest/\${id}\`, { signal: AbortSignal.timeout(9) })).json(); ${ENDS} ${SLEEP} }`,
      { pauses: true, limited: false },
    ],
    [
      'may wait in a function that is not at hand',
      `for (;;) { const job = ${JOB}; ${ENDS} await next(); }`,
      { pauses: true, limited: false },
    ],
    [
      'looks at the states in which a job goes on',
      `let job; do { ${SLEEP} job = ${JOB}; } while (job.state === 'InProgress');`,
      { pauses: true, limited: false },
    ],
  ])('%s', (_, body, expected) => {
    expect(pollingIn(body)).toEqual({ only: undefined, ...expected });
  });

  it('is not known where a helper of the project runs it', () => {
    const helper = 'async function until(look) { const job = await look(); return job.done ? job : until(look); }';
    expect(pollingIn(`return until(async () => ${JOB});`, helper)).toBe('unknown');
  });

  it.each([
    ['a single look', `return ${JOB};`],
    ['a loop over jobs', `for (const id of ids) console.log(${JOB});`],
    ['another endpoint', 'for (;;) { await fetch(`${base}/services/data/v60.0/limits`); }'],
  ])('is not %s', (_, body) => {
    expect(pollingIn(body)).toBe('absent');
  });
});
