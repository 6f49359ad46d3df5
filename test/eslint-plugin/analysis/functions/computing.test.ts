import { describe, expect, it } from 'vitest';
import { callsIn } from '../../../support/model.ts';

/** After which statuses the request in `send` is repeated, and whether every way was followed, where `use` comes between an answer and the next round. */
function retryWith(functions: string, use: string): unknown {
  const loop = `for (let i = 0; i < 3; i++) { const r = await fetch(base + '/services/data/v60.0/limits', { headers }); ${use} }`;
  const [call] = callsIn(`${functions} export async function send() { ${loop} throw new Error(); }`);
  const { retry } = call!.facts;
  if (retry.state !== 'present') return retry.state;
  return [retry.value.whole ? 'every way' : 'some ways', ...retry.value.statuses];
}

const FAILURES = ['every way', 429, 500, 502, 503, 504];

describe('a function that only computes how long to wait', () => {
  const delays = {
    'by a header': `function delay(r) { const asked = parseInt(r.headers.get('Retry-After') || '0', 10); if (asked > 0) return asked * 1000; return 100; }`,
    'in one expression': `const delay = (r) => (r.headers.get('Retry-After') ? 5000 : Math.random() * 1000);`,
    'in a variable': `function delay(r) { let ms = 100; if (r.headers['retry-after']) ms = Number(r.headers['retry-after']) * 1000; return ms; }`,
  };

  it.each(Object.entries(delays))('is passed over, so that many of them leave few ways to follow: %s', (_, delay) => {
    const waits = 'await sleep(delay(r)); '.repeat(7);
    expect(retryWith(delay, `if (r.ok) return r; ${waits}`)).toEqual(FAILURES);
  });
});

describe('a function with branches that is followed, since it', () => {
  it.each([
    [
      'asks for the status',
      'const again = (r) => (r.status === 503 ? true : false);',
      'if (!again(r)) return r;',
      [503],
    ],
    [
      'is told the status',
      'const again = (s) => (s === 503 ? true : s === 429);',
      'if (!again(r.status)) return r;',
      [429, 503],
    ],
    [
      'takes it apart',
      'const again = ({ status: s }) => (s === 503 ? true : false);',
      'if (!again(r)) return r;',
      [503],
    ],
    [
      'hands the answer on',
      'function same(r, b) { if (b) return r; return r; }',
      'const one = same(r, i); if (one.ok) return one;',
      [429, 500, 502, 503, 504],
    ],
    ['throws', 'function check(r) { if (r.redirected) return; throw new Error(); }', 'check(r); return r;', []],
    [
      'sets what is looked at',
      'let bad; function look(r) { if (r.redirected) bad = 1; else bad = r.ok; }',
      'look(r); if (bad === true) return r;',
      [429, 500, 502, 503, 504],
    ],
  ])('%s', (_, functions, use, statuses) => {
    expect(retryWith(functions, use)).toEqual(statuses.length > 0 ? ['every way', ...statuses] : 'absent');
  });
});
