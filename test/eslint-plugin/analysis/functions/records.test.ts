import { describe, expect, it } from 'vitest';
import { callsIn } from '../../../support/model.ts';

/** What repeats the request in code in which FETCH stands for one, and after which statuses. */
function retryIn(code: string): unknown {
  const [call] = callsIn(code.replaceAll('FETCH', "fetch(base + '/services/data/v60.0/limits', { headers })"));
  const { retry } = call!.facts;
  if (retry.state !== 'present') return retry.state;
  return [retry.value.kind, ...retry.value.statuses];
}

const LOOP = (check: string): string =>
  `export async function f() { for (let i = 0; i < 3; i++) { const answer = await send(); ${check} await sleep(i); } throw new Error(); }`;

describe('an object that a wrapper hands out in place of the answer', () => {
  it.each([
    [
      'its status',
      'const send = async () => { const r = await FETCH; return { status: r.status, text: await r.text() }; };',
      'if (answer.status < 300) return answer;',
    ],
    [
      'whether it is ok, by the body of an arrow function',
      'const send = () => FETCH.then((r) => ({ ok: r.ok, r }));',
      'if (answer.ok) return answer;',
    ],
    [
      'the answer itself',
      'const send = async () => { const response = await FETCH; return { response }; };',
      'if (answer.response.ok) return answer;',
    ],
    [
      'what is taken out of it at once',
      'const send = async () => { const { status } = await FETCH; return { status }; };',
      'const { status } = answer; if (status === 200) return answer;',
    ],
    [
      'true or false, by what was met',
      'const send = async () => { const r = await FETCH; if (!r.ok) return { done: false }; return { done: true, r }; };',
      'if (answer.done) return answer;',
    ],
    [
      'what is spread into it',
      'const read = async () => { const r = await FETCH; return { status: r.status }; }; const send = async () => ({ at: 1, ...(await read()) });',
      'if (answer.status < 400) return answer;',
    ],
    [
      'what a promise is resolved with',
      'const send = () => new Promise((resolve, reject) => { FETCH.then((r) => resolve({ status: r.status }), reject); });',
      'if (answer.status < 300) return answer;',
    ],
  ])('tells its caller %s', (_, wrapper, check) => {
    expect(retryIn(`${wrapper} ${LOOP(check)}`)).toEqual(['loop', 429, 500, 502, 503, 504]);
  });

  it('tells a caller that repeats after one status only of that one', () => {
    const wrapper = 'const send = async () => { const r = await FETCH; return { status: r.status }; };';
    expect(retryIn(`${wrapper} ${LOOP('if (answer.status !== 429) return answer;')}`)).toEqual(['loop', 429]);
    expect(retryIn(`${wrapper} ${LOOP('if (answer.status !== 401) return answer;')}`)).toBe('absent');
  });

  it.each([
    [
      'that is given another value before it is handed out',
      'const send = async () => { const r = await FETCH; const told = { done: false }; told.done = r.ok; return told; };',
    ],
    [
      'that something behind it may overwrite',
      'const send = async () => { const r = await FETCH; return { done: false, ...more, status: r.status }; };',
    ],
    ['that nobody knows', 'const send = async () => { const r = await FETCH; return { status: r.status, ...more }; };'],
  ])('says nothing by a member %s', (_, wrapper) => {
    // Taken for false it would never be repeated.
    expect(retryIn(`${wrapper} ${LOOP('if (!answer.done) return answer;')}`)).toBe('unknown');
  });
});

describe('a list that a wrapper hands out in place of the answer', () => {
  it.each([
    [
      'its status first',
      'const send = async () => { const r = await FETCH; return [r.status, await r.text()]; };',
      'const [status] = answer; if (status < 300) return answer;',
    ],
    [
      'an error first, or none',
      'const send = async () => { try { const r = await FETCH; if (!r.ok) throw new Error(); return [null, r]; } catch (error) { return [error]; } };',
      'const [error, data] = answer; if (!error) return data;',
    ],
    [
      'an error second',
      'const send = async () => { const r = await FETCH; return r.ok ? [r, undefined] : [undefined, new Error()]; };',
      'const [, error] = answer; if (!error) return answer;',
    ],
    [
      'a member by its place',
      'const send = async () => { const r = await FETCH; return [r.ok, r]; };',
      'if (answer[0]) return answer[1];',
    ],
    [
      'what a function makes of the promise that it is given',
      'const to = (promise) => promise.then((r) => [null, r]).catch((error) => [error]); const send = async () => await to(FETCH.then((r) => { if (!r.ok) throw new Error(); return r; }));',
      'const [error, data] = answer; if (!error) return data;',
    ],
    [
      'what a function that waits makes of it',
      'async function to(promise) { try { return [undefined, await promise]; } catch (error) { return [error]; } } const check = async () => { const r = await FETCH; if (!r.ok) throw new Error(); return r; }; const send = async () => { const told = await to(check()); return told; };',
      'const [error, data] = answer; if (!error) return data;',
    ],
    [
      'what several requests came to',
      "const send = () => Promise.all([FETCH, fetch('https://example.com')]);",
      'const [first] = answer; if (first.ok) return answer;',
    ],
  ])('tells its caller %s', (_, wrapper, check) => {
    expect(retryIn(`${wrapper} ${LOOP(check)}`)).toEqual(['loop', 429, 500, 502, 503, 504]);
  });

  it.each([
    ['what follows others that nobody knows', 'return [...others, r.status];', 'const [, status] = answer;'],
    ['what it is filled with later', 'const told = []; told.push(r.status); return told;', 'const [status] = answer;'],
  ])('says nothing of %s', (_, body, taken) => {
    const wrapper = `const send = async () => { const r = await FETCH; ${body} };`;
    // Taken for undefined it would be repeated after a success as well.
    expect(retryIn(`${wrapper} ${LOOP(`${taken} if (status) return answer;`)}`)).toBe('unknown');
  });

  describe.each([
    ['where the request is', 'async () => { const told = await to(SENT); return told; }', 'await send()'],
    ['as it is returned', '() => { return to(SENT); }', 'await send()'],
    ['as it is given back', '() => to(SENT)', 'await send()'],
    ['by whoever asks for the request', '() => SENT', 'await to(send())'],
  ])('may come of a package that is given the promise, %s', (_, send, asked) => {
    const program = (from: string): string =>
      `import to from '${from}'; import axios from 'axios'; const send = ${send.replace('SENT', "axios.get(base + '/services/data/v60.0/limits')")};
      export async function f() { for (let i = 0; i < 3; i++) { const [error, answer] = ${asked}; if (!error) return answer; await sleep(i); } throw new Error(); }`;

    it('which is known', () => {
      expect(retryIn(program('await-to-js'))).toEqual(['loop', 429, 500, 502, 503, 504]);
    });

    it('which may do anything', () => {
      expect(retryIn(program('./to.js'))).toBe('unknown');
    });
  });
});
