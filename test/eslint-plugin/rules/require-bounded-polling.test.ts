import { testRule } from '../../support/rule-cases.ts';

const JOB = 'await (await fetch(`${base}/services/data/v60.0/jobs/ingest/${id}`)).json()';
const SLEEP = 'await new Promise((resolve) => setTimeout(resolve, 5_000));';
const LIMIT = 'const deadline = Date.now() + 30 * 60_000;\n';
const GIVE_UP = "if (Date.now() > deadline) throw new Error('The job has not ended within 30 minutes.');\n";
const FAIL = "\nif (['Failed', 'Aborted'].includes(job.state)) throw new Error(`The job has ended as ${job.state}.`);";

const wait = (body: string): string => `async function wait(id) { ${body} }`;
const valid = (name: string, body: string) => ({ name, code: wait(body) });
const mended = (name: string, messageId: string, title: string, body: string, fixed: string) => ({
  name,
  code: wait(body),
  errors: [{ messageId, suggestions: [{ messageId: title, output: wait(fixed) }] }],
});

testRule('require-bounded-polling', {
  valid: [
    { name: 'another service', code: 'for (;;) { await fetch(`https://example.com/jobs/ingest/1`); }' },
    {
      name: 'a single look in TypeScript',
      filename: 'wait.ts',
      code: `export const look = async (id: string): Promise<unknown> => ${JOB};`,
    },
    valid('a single look', `return ${JOB};`),
    valid(
      'attempts, a pause and every end',
      `for (let i = 0; i < 60; i += 1) { const job = ${JOB}; if (job.state === 'JobComplete') return job; if (job.state === 'Failed' || job.state === 'Aborted') throw job; ${SLEEP} }`,
    ),
    valid(
      'a deadline',
      `const deadline = Date.now() + 1e6; while (Date.now() < deadline) { const job = ${JOB}; if (['JobComplete', 'Failed', 'Aborted'].includes(job.state)) return job; ${SLEEP} }`,
    ),
    valid(
      'the states in a constant',
      `const ENDS = new Set(['JobComplete', 'Failed', 'Aborted']); for (let i = 0; i < 60; i++) { const job = ${JOB}; if (ENDS.has(job.state)) return job; ${SLEEP} }`,
    ),
    valid(
      'the states in which it goes on',
      `for (let i = 0; i < 60; i++) { const job = ${JOB}; if (job.state === 'JobComplete') return job; if (job.state !== 'InProgress') throw job; ${SLEEP} }`,
    ),
    valid(
      'a function that judges the state',
      `for (let i = 0; i < 60; i++) { const job = ${JOB}; if (isDone(job.state)) return job; ${SLEEP} }`,
    ),
    valid('the jobs of a list', `for (const id of ids) { const job = ${JOB}; log(job.state); }`),
    valid(
      'a retry, which is no poll',
      'for (;;) { const response = await fetch(`${base}/services/data/v60.0/jobs/ingest/${id}`); if (response.ok) return response.json(); }',
    ),
    valid(
      'a pause of a library',
      `while (!signal.aborted) { const job = ${JOB}; if (job.state === 'Failed' || job.state === 'JobComplete') return job; await clock.tick(); }`,
    ),
  ],
  invalid: [
    {
      name: 'no pause',
      code: wait(`let job; do { job = ${JOB}; } while (job.state === 'InProgress');`),
      errors: [
        {
          message:
            'This poll asks again at once: it sends requests as fast as Salesforce answers them, each counts against the limit of the day, and the job is done no sooner.',
          suggestions: [
            {
              messageId: 'pause',
              output: wait(`let job; do { job = ${JOB};\n${SLEEP} } while (job.state === 'InProgress');`),
            },
          ],
        },
      ],
    },
    mended(
      'only a success ends it, and nothing limits it',
      'blindForever',
      'failAndLimit',
      `for (;;) { const job = ${JOB}; if (job.state === 'JobComplete') return job; ${SLEEP} }`,
      `${LIMIT}for (;;) { ${GIVE_UP}const job = ${JOB}; if (job.state === 'JobComplete') return job;${FAIL} ${SLEEP} }`,
    ),
    mended(
      'only a success ends it before the attempts do',
      'blind',
      'fail',
      `for (let i = 0; i < 60; i++) { const job = ${JOB}; if (job.state === 'JobComplete') return job; ${SLEEP} }`,
      `for (let i = 0; i < 60; i++) { const job = ${JOB}; if (job.state === 'JobComplete') return job;${FAIL} ${SLEEP} }`,
    ),
    mended(
      'only a success ends it, in the test of the loop',
      'blindForever',
      'failAndLimit',
      `let job = ${JOB}; while (job.state !== 'JobComplete') { ${SLEEP} job = ${JOB}; }`,
      `let job = ${JOB}; ${LIMIT}while (job.state !== 'JobComplete') { ${GIVE_UP}${SLEEP} job = ${JOB};${FAIL} }`,
    ),
    mended(
      'nothing limits it',
      'endless',
      'limit',
      `for (;;) { const job = ${JOB}; if (['JobComplete', 'Failed', 'Aborted'].includes(job.state)) return job; ${SLEEP} }`,
      `${LIMIT}for (;;) { ${GIVE_UP}const job = ${JOB}; if (['JobComplete', 'Failed', 'Aborted'].includes(job.state)) return job; ${SLEEP} }`,
    ),
    {
      name: 'more than once a second',
      code: wait(
        `for (let i = 0; i < 9000; i++) { const job = ${JOB}; if (['JobComplete', 'Failed'].includes(job.state)) return job; ${SLEEP.replace('5_000', '200')} }`,
      ),
      errors: [
        {
          message:
            'This poll asks every 200 ms, which is 18,000 requests an hour: each counts against the limit of the day, and the job is done no sooner.',
          suggestions: [
            {
              messageId: 'pause',
              output: wait(
                `for (let i = 0; i < 9000; i++) { const job = ${JOB}; if (['JobComplete', 'Failed'].includes(job.state)) return job; ${SLEEP} }`,
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'a function that asks, and one that waits',
      code: `async function read(id) { const response = await fetch(\`\${base}/services/data/v60.0/jobs/ingest/\${id}\`); return response.json(); }\nasync function wait(id) { for (;;) { const job = await read(id); if (job.state === 'JobComplete') return job; ${SLEEP} } }`,
      errors: [{ messageId: 'blindForever', line: 1, suggestions: 1 }],
    },
    mended(
      'a function that calls itself',
      'blindForever',
      'fail',
      `const job = ${JOB}; if (job.state === 'JobComplete') return job; ${SLEEP} return wait(id);`,
      `const job = ${JOB}; ${FAIL.slice(1)}\nif (job.state === 'JobComplete') return job; ${SLEEP} return wait(id);`,
    ),
  ],
});
