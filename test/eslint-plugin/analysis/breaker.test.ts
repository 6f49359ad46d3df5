import { describe, expect, it } from 'vitest';
import { callIn } from '../../support/model.ts';

const URL = "base + '/services/data/v60.0/limits'";

/** What is known of the circuit breaker around the only call. */
function breakerIn(code: string): unknown {
  const { breaker } = callIn(code).facts;
  return breaker.state === 'present' ? Object.keys(breaker.value) : breaker.state;
}

const load = (head: string, before = ''): string =>
  `import axios from 'axios'; ${head} { ${before} for (let n = 0; ; n++) { try { return await axios.get(${URL}); } catch (error) { if (n >= 2) throw error; } } }`;

describe('the circuit breaker', () => {
  it.each([
    ['an exported function', load('export async function load()')],
    ['a function with two callers', `${load('async function load()')} load(); load();`],
    ['a method', load('class Api { async load()').concat('}')],
    ['a function in a list of exports', `${load('async function load()')} export { load };`],
    ['a function of an exported object', `${load('async function load()')} export const api = { load };`],
    ['a default export', `${load('async function load()')} export default load;`],
    ['a function in module.exports', `${load('async function load()')} module.exports = { load };`],
    ['the module itself', `${load('async function load()')} module.exports = load;`],
    ['a member of exports', load('exports.load = async function ()')],
    ['a method in module.exports', load('module.exports = { async load()').concat('}')],
  ])('is absent around %s', (_, code) => {
    expect(breakerIn(code)).toBe('absent');
  });

  it.each([
    ['one caller only', `${load('async function load()')} load();`],
    ['a member of something else', `${load('async function load()')} const api = { load }; api.load();`],
    ['no retry', `export const load = () => fetch(${URL});`],
    [
      'a queue',
      `import { createFunction } from 'inngest'; createFunction({}, {}, async () => { await fetch(${URL}).then((r) => { if (!r.ok) throw new Error(); }); });`,
    ],
  ])('is unknown for %s', (_, code) => {
    expect(breakerIn(code)).toBe('unknown');
  });

  it.each([
    ['nothing', 'if (breaker.open) throw new Error();', []],
    ['that it closes for all', 'if (Date.now() > reopenAt) { breakerOpen = false; }', ['closes']],
    ['nothing where one call tries', "if (Date.now() > reopenAt) { breakerState = 'half-open'; }", []],
  ])('of the project has %s wrong with it', (_, before, faults) => {
    expect(breakerIn(load('export async function load()', before))).toEqual(faults);
  });

  it('is made for each call in a function that only fires it', () => {
    const made = "import CircuitBreaker from 'opossum';";
    const fire = 'return new CircuitBreaker(load).fire();';
    const code = `${made} ${load('async function load()')}`;
    expect(breakerIn(`${code} export function run() { ${fire} }`)).toEqual(['perCall']);
    expect(
      breakerIn(`${code} const breaker = new CircuitBreaker(load); export const run = () => breaker.fire();`),
    ).toEqual([]);
  });

  it('is made for each call by whatever name a module of the project hands it on', () => {
    const code = `import { Fuse } from './outages.js'; ${load('async function load()')} export function circuit() { return new Fuse(load).fire(); }`;
    const files = {
      '/repo/src/outages.js': "import CircuitBreaker from 'opossum'; export const Fuse = CircuitBreaker;",
    };
    const { breaker } = callIn(code, { files, path: '/repo/src/a.js' }).facts;
    expect(breaker.state === 'present' && Object.keys(breaker.value)).toEqual(['perCall']);
  });
});
