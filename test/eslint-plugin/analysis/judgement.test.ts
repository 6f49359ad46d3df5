import { describe, expect, it } from 'vitest';
import { callIn } from '../../support/model.ts';

/** What is known of a retry loop that goes round unless `test` leaves it, for a read or for another request. */
function judgementIn(test: string, { options = '', more = '', path = 'limits' } = {}): unknown {
  const { judgement } = callIn(`
    ${more}
    async function load() {
      for (let n = 0; n < 3; n += 1) {
        const response = await fetch(base + '/services/data/v60.0/${path}'${options});
        ${test}
        await sleep(n);
      }
    }`).facts;
  return judgement.state === 'present' ? [judgement.value.missed, judgement.value.blind] : judgement.state;
}

describe('the judgement of a retry', () => {
  it.each([
    ['one status', 'if (response.status !== 503) return response;', [429, 500, 502, 504]],
    ['a list', 'if (![502, 503, 504].includes(response.status)) return response;', [429, 500]],
    ['a set', 'if (!new Set([429, 503]).has(response.status)) return response;', [500, 502, 504]],
    ['a range', 'if (response.status < 500) return response;', [429]],
    ['a switch', 'switch (response.status) { case 500: case 503: break; default: return response; }', [429, 502, 504]],
  ])('misses statuses with %s', (_, test, missed) => {
    expect(judgementIn(test)).toEqual([missed, []]);
  });

  it.each([
    ['success', 'if (response.ok) return response;'],
    ['a number of attempts as well', 'if (response.ok || n === 2) return response;'],
    ['a moment', 'if (response.ok) return response; if (Date.now() > end) throw new Error();'],
  ])('is blind where only %s ends it', (_, test) => {
    expect(judgementIn(test)).toEqual([[], [400, 403, 404]]);
  });

  it('is blind for what it lets through', () => {
    expect(judgementIn('if (response.ok || response.status === 404) return response;')).toEqual([[], [400, 403]]);
  });

  it.each([
    ['an imported test', 'if (response.ok || final(response)) return response;', "import { final } from './final.js';"],
    [
      'an imported list',
      'if (response.ok || FINAL.includes(response.status)) return response;',
      "import { FINAL } from './final.js';",
    ],
    [
      'a look at the body',
      'if (response.ok) return response; const [{ errorCode }] = await response.json(); if (errorCode === LOCKED) continue; if (response.status < 500) return response;',
      '',
    ],
  ])('is not called blind with %s', (_, test, more) => {
    expect(judgementIn(test, { more })).toEqual([[], []]);
  });

  it.each([
    ['a create', { path: 'sobjects/Lead', options: ", { method: 'POST', body }" }],
    ['a request of which that is not known', { path: 'actions/standard/x', options: ", { method: 'POST', body }" }],
  ])('asks of %s only for what is not carried out', (_, around) => {
    expect(judgementIn('if (response.status !== 503) return response;', around)).toEqual([[429], []]);
  });

  it('is unknown for a loop that polls, and absent without a list of the user', () => {
    expect(judgementIn('if ((await response.json()).done) return response;')).toBe('unknown');
    expect(callIn("import got from 'got'; got(base + '/services/data/v60.0/limits');").facts.judgement.state).toBe(
      'absent',
    );
  });

  it('is that of the list which a library is given', () => {
    const call = callIn(
      "import ky from 'ky'; ky(base + '/services/data/v60.0/limits', { retry: { statusCodes: [404, 429, 503] } });",
    );
    expect(call.facts.judgement).toMatchObject({ value: { missed: [500, 502, 504], blind: [404] } });
  });
});
