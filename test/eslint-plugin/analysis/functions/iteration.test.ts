import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

const SENT = "fetch(base + '/services/data/v60.0/query', options)";
const ON = `try { const r = await ${SENT}; if (!r.ok) throw new Error(r.status); use(r); } catch (e) { if (!goOn) throw e; log(e); }`;

describe('a loop over items that sets what is sent', () => {
  it.each([
    ['on an object from before', `const options = {}; for (const one of all) { options.body = one.body; ${ON} }`],
    ['deeper in it', `const options = { headers: {} }; for (const one of all) { options.headers.id = one.id; ${ON} }`],
    ['by a name from before', `let options; for (const one of all) { options = { body: one.body }; ${ON} }`],
    [
      'by a name within the loop',
      `for (const one of all) { let options = {}; if (one.body) options = { body: one.body }; ${ON} }`,
    ],
    [
      'from the place of the item',
      `const options = {}; for (let i = 0; i < all.length; i++) { options.body = bodyAt(i); ${ON} }`,
    ],
    [
      'up to a length by name',
      `const options = {}; const length = all.length; for (let i = 0; i < length; i++) { options.body = bodyAt(i); ${ON} }`,
    ],
    [
      'by way of another name',
      `const options = {}; for (const one of all) { const { body } = one; options.body = body; ${ON} }`,
    ],
  ])('sends another request each time: %s', (_, body) => {
    expect(verdict(`async function f(all) { ${body} }`)).toBe('absent');
  });

  it.each([
    [
      'a count of attempts is sent along',
      `const options = { headers: {} }; for (let i = 0; i < 5; i++) { options.headers.attempt = i; ${ON} }`,
    ],
    [
      'there is a pause for each attempt',
      `const options = { headers: {} }; for (const ms of [1000, 2000]) { options.headers.token = await token(); await sleep(ms); ${ON} }`,
    ],
    ['it was set before', `const options = {}; options.body = all[0]; for (const one of all) { ${ON} }`],
  ])('sends the same again where %s', (_, body) => {
    expect(verdict(`async function f(all) { ${body} }`)).toMatch(/^loop/);
  });
});
