import { describe, expect, it } from 'vitest';
import { callIn } from '../../../support/model.ts';
import { expanded, verdict } from '../../../support/retry-verdict.ts';

const AXIOS = "import axios from 'axios'; ";

/** What becomes of a failure of the only call in a piece of code. */
const handling = (code: string): string => callIn(expanded(AXIOS + code)).facts.failureHandling.state;

describe('a promise that is returned out of a try', () => {
  it.each([
    ['of the request', 'async function load() { try { return AXIOS; } catch { return null; } }'],
    [
      'of what is chained on it',
      'function load() { try { return AXIOS.then((r) => r.data); } catch { return null; } }',
    ],
    [
      'of one of two requests',
      'async function load(known) { try { return known ? known.get() : AXIOS; } catch { return null; } }',
    ],
  ])('%s is rejected after its catch has gone', (_, code) => {
    expect(handling(code)).toBe('absent');
  });

  it.each([
    ['with await', 'async function load() { try { return await AXIOS; } catch { return null; } }'],
    ['in what is returned', 'async function load() { try { return use(await AXIOS); } catch { return null; } }'],
    ['out of no try', 'async function load() { try { const r = await AXIOS; return r; } catch { return null; } }'],
  ])('%s is caught', (_, code) => {
    expect(handling(code)).toBe('present');
  });

  it('is nothing in Apps Script, where the answer comes at once', () => {
    const { state } = callIn(
      expanded('function load() { try { return UrlFetchApp.fetch(URL); } catch (e) { return null; } }'),
    ).facts.failureHandling;
    expect(state).toBe('present');
  });

  it.each([
    [
      'is not seen by a loop in the same function',
      'absent',
      'async function load() { for (let n = 0; n < 3; n += 1) { try { return AXIOS; } catch { await sleep(1); } } }',
    ],
    [
      'is not seen by a loop around an async function',
      'absent',
      'async function once() { return AXIOS; } async function load() { for (let n = 0; n < 3; n += 1) { try { return once(); } catch { await sleep(1); } } }',
    ],
    [
      'is seen by a loop that waits for the function',
      'loop any',
      'async function once() { try { return AXIOS; } catch { return null; } } async function load() { for (let n = 0; n < 3; n += 1) { try { return await once(); } catch { await sleep(1); } } }',
    ],
    [
      'is seen by a loop that waits for it',
      'loop any',
      'async function load() { for (let n = 0; n < 3; n += 1) { try { return await AXIOS; } catch { await sleep(1); } } }',
    ],
  ])('%s', (_, expected, code) => {
    expect(verdict(AXIOS + code)).toBe(expected);
  });
});
