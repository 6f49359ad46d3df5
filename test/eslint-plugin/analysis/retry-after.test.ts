import { describe, expect, it } from 'vitest';
import { callIn } from '../../support/model.ts';

/** What is known of Retry-After in a retry loop that computes its pause with `pause`. */
function retryAfterIn(pause: string, more = ''): ReturnType<typeof callIn>['facts']['retryAfter'] {
  return callIn(`
    const FALLBACK = 1000;
    ${more}
    async function load() {
      for (let attempt = 0; attempt < 5; attempt++) {
        const response = await fetch(base + '/services/data/v60.0/limits');
        if (response.status !== 503) return response;
        ${pause}
      }
    }`).facts.retryAfter;
}

const summary = (fact: ReturnType<typeof retryAfterIn>): unknown =>
  fact.state === 'present' ? `${[...fact.value.forms].sort().join('+')} ${fact.value.longWait}` : fact.state;

const HEADER = "response.headers.get('Retry-After')";

describe('Retry-After', () => {
  it.each([
    ['parseInt', `await sleep(parseInt(${HEADER}, 10) * 1000);`],
    ['Number', `await sleep(Number(${HEADER}) * 1000);`],
    ['Number.parseInt', `await sleep(Number.parseInt(${HEADER}) * 1000);`],
    ['a plus sign', `await sleep(+${HEADER} * 1000);`],
    ['a multiplication', `await sleep(${HEADER} * 1000);`],
    [
      'a variable',
      `const header = ${HEADER}; const seconds = parseInt(header ?? '1', 10); await sleep(seconds * 1000);`,
    ],
    ['an assignment', `let seconds; seconds = Number(${HEADER}); await sleep(seconds * 1000);`],
    ['a fallback', `await sleep(parseInt(${HEADER} || '0', 10) * 1000 || FALLBACK);`],
    ['a header object', "await sleep(Number(response.headers['retry-after']) * 1000);"],
    ['a comparison with zero', `const s = Number(${HEADER}); await sleep(s > 0 ? s * 1000 : FALLBACK);`],
  ])('is read as seconds by %s', (_, pause) => {
    expect(summary(retryAfterIn(pause))).toBe('seconds unbounded');
  });

  it.each([
    [
      'a function that is given the answer',
      'await sleep(wait(response));',
      `function wait(r) { return Number(r.headers.get('retry-after')) * 1000; }`,
    ],
    [
      'a function that is given the header',
      `await sleep(wait(${HEADER}));`,
      'const wait = (header) => parseInt(header, 10) * 1000;',
    ],
    [
      'a function that gives the header',
      'await sleep(Number(header(response)) * 1000);',
      "const header = (r) => { return r.headers.get('Retry-After'); };",
    ],
  ])('is followed through %s', (_, pause, more) => {
    expect(summary(retryAfterIn(pause, more))).toBe('seconds unbounded');
  });

  it.each([
    ['Date.parse', `await sleep(Date.parse(${HEADER}) - Date.now());`],
    ['new Date', `await sleep(new Date(${HEADER}).getTime() - Date.now());`],
  ])('is read as a date by %s', (_, pause) => {
    expect(summary(retryAfterIn(pause))).toBe('date unbounded');
  });

  const both = `const h = ${HEADER} ?? ''; const ms = /^\\d+$/.test(h) ? Number(h) * 1000 : Date.parse(h) - Date.now();`;

  it.each([
    ['unbounded', `${both} await sleep(ms);`],
    ['clamped', `${both} await sleep(Math.min(ms, 60_000));`],
    ['refused', `${both} if (ms > 60_000) throw new Error('too long'); await sleep(ms);`],
    ['refused', `${both} if (ms > 60_000) { log(ms); return response; } await sleep(ms);`],
  ])('is %s in both forms', (longWait, pause) => {
    expect(summary(retryAfterIn(pause))).toBe(`date+seconds ${longWait}`);
  });

  it('is absent where nobody reads it', () => {
    expect(retryAfterIn('await sleep(FALLBACK * 2 ** attempt);')).toEqual({ state: 'absent' });
  });

  it.each([
    [
      'an imported function that reads it',
      "import { retryAfterOf } from './http.js';",
      'await sleep(retryAfterOf(response));',
    ],
    ['an imported function that takes it apart', "import { toMs } from './http.js';", `await sleep(toMs(${HEADER}));`],
  ])('is unknown behind %s', (_, more, pause) => {
    const [imports, code] = [more, pause];
    const call = callIn(
      `${imports}\nasync function load() { for (;;) { const response = await fetch(base + '/services/data/v60.0/limits'); if (response.ok) return response; ${code} } }`,
    );
    expect(call.facts.retryAfter).toMatchObject({ state: 'unknown' });
  });

  it('is honoured by the resilient client', () => {
    const call = callIn(
      "function createSalesforceFetch() {}\nconst f = createSalesforceFetch(); f(base + '/services/data/v60.0/limits');",
    );
    expect(summary(call.facts.retryAfter)).toBe('date+seconds refused');
  });
});
