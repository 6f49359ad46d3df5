import { describe, expect, it } from 'vitest';
import { type Around, callIn, callsIn } from '../../../support/model.ts';

const BASE = 'https://acme.my.salesforce.com';
const DATA = '/services/data/v60.0';

const post = (path: string): string => `fetch(base + ${path}, { method: 'POST' });`;
const typescript: Around = { typescript: true };

describe('a table', () => {
  const table = `const PATHS = { payment: '${DATA}/sobjects/Payment__c', order: '${DATA}/sobjects/Order__c' };`;

  it.each([
    ['by a name', `${table} ${post('PATHS.payment')}`, 'Payment__c'],
    ['by a literal', `${table} ${post("PATHS['order']")}`, 'Order__c'],
    ['by a constant', `${table} const kind = 'order'; ${post('PATHS[kind]')}`, 'Order__c'],
    ['by something unknown', `${table} ${post('PATHS[kind]')}`, undefined],
    ['that is frozen', `const PATHS = Object.freeze({ a: '${DATA}/sobjects/A' }); ${post('PATHS.a')}`, 'A'],
    ['within a table', `const PATHS = { sf: { a: '${DATA}/sobjects/A' } }; ${post('PATHS.sf.a')}`, 'A'],
    ['of functions', `const PATHS = { of: (type) => \`${DATA}/sobjects/\${type}\` }; ${post("PATHS.of('A')")}`, 'A'],
  ])('is looked up in %s', (_, code, sobject) => {
    expect(callIn(code).endpoint).toMatchObject({ id: 'sobject-create', sobject });
  });

  it('says what all its values begin with, up to a slash', () => {
    expect(callIn(`${table} ${post('PATHS[kind]')}`).url.text).toBe(`{}${DATA}/sobjects/{}`);
    expect(callIn(`const P = { a: '${DATA}/sobjects/A', b: '${DATA}/sobs' }; ${post('P[k]')}`).url.text).toBe(
      `{}${DATA}/{}`,
    );
  });

  it.each([
    ['whose values differ', `const PATHS = { a: '${DATA}/sobjects/A', b: '/api/now' }; ${post('PATHS[kind]')}`],
    ['that lacks the name', `${table} ${post('PATHS.account')}`],
    ['that is not in the file', `// ${DATA}\n${post('PATHS.account')}`],
  ])('says nothing %s', (_, code) => {
    expect(callsIn(code)).toEqual([]);
  });
});

describe('a list of URLs', () => {
  const LOGIN = '/services/oauth2/token';
  const logins = `const LOGINS = ['https://login.salesforce.com${LOGIN}', 'https://test.salesforce.com${LOGIN}'];`;
  const each = (code: string): string[] => callsIn(code).map(({ url }) => url.text);

  it.each([
    ['by an index', `${logins} for (let i = 0; i < LOGINS.length; i += 1) { const url = LOGINS[i]; fetch(url); }`],
    ['by a loop', `${logins} for (const url of LOGINS) fetch(url);`],
    [
      'by a loop over what is written there',
      `${logins.replace('const LOGINS =', 'for (const url of').replace(/;$/, ')')} fetch(url);`,
    ],
    ['by a place', `${logins} fetch(LOGINS[0]);`],
  ])('says what all of them say but for the host, taken out %s', (_, code) => {
    expect(each(code)).toEqual([`https://login.salesforce.com${LOGIN}`]);
  });

  it.each([
    ['the paths differ', "const URLS = ['https://login.salesforce.com/a', 'https://example.com/b']; fetch(URLS[i]);"],
    ['something is put into it', "const URLS = []; URLS.push('https://login.salesforce.com/a'); fetch(URLS[i]);"],
    ['it comes from elsewhere', 'for (const url of urls) fetch(url); // salesforce'],
  ])('says nothing where %s', (_, code) => {
    expect(each(code)).toEqual([]);
  });
});

describe('an enum', () => {
  it.each([
    ['by a name', `enum Path { A = '${DATA}/sobjects/A' } ${post('Path.A')}`, 'A'],
    ['by a literal', `enum Path { 'a-b' = '${DATA}/sobjects/A' } ${post("Path['a-b']")}`, 'A'],
    [
      'by something unknown',
      `enum Path { A = '${DATA}/sobjects/A', B = '${DATA}/sobjects/B' } ${post('Path[kind]')}`,
      undefined,
    ],
    ['of templates', `const V = 'v60.0'; enum Path { A = \`/services/data/\${V}/sobjects/A\` } ${post('Path.A')}`, 'A'],
    ['of numbers', `enum V { Old, New = 60 } ${post('`/services/data/v${V.New}.0/sobjects/A`')}`, 'A'],
    ['of methods', `enum Verb { Post = 'POST' } fetch(base + '${DATA}/sobjects/A', { method: Verb.Post })`, 'A'],
  ])('is looked up in %s', (_, code, sobject) => {
    expect(callIn(code, typescript).endpoint).toMatchObject({ id: 'sobject-create', sobject });
  });

  it('is a hole where it is numbered', () => {
    expect(callIn(`enum V { Old, New } ${post('`/services/data/v${V.New}/sobjects/A`')}`, typescript).url.text).toBe(
      '{}/services/data/v{}/sobjects/A',
    );
  });

  it('is a hole where it lacks the name', () => {
    expect(callIn(`enum V { Old = '1' } ${post('`/services/data/v${V.New}/sobjects/A`')}`, typescript).url.text).toBe(
      '{}/services/data/v{}/sobjects/A',
    );
  });
});

describe('a value of another file', () => {
  const text = (code: string, name: string, content: string): string =>
    callIn(code, { path: '/repo/src/code.ts', typescript: true, files: { [`/repo/src/${name}`]: content } }).url.text;

  it.each([
    ['a constant', "import { BASE } from './c.js'; fetch(BASE + PATH)", 'c.ts', `export const BASE = '${BASE}';`],
    [
      'a constant that is listed',
      "import { BASE } from './c'; fetch(BASE + PATH)",
      'c.ts',
      `const B = '${BASE}'; export { B as BASE };`,
    ],
    [
      'a default',
      "import c from './c.js'; fetch(c.sf.base + PATH)",
      'c.js',
      `export default { sf: { base: '${BASE}' } };`,
    ],
    ['a namespace', "import * as c from './c.js'; fetch(c.BASE + PATH)", 'c.js', `export const BASE = '${BASE}';`],
    ['a member of exports', "const { BASE } = require('./c'); fetch(BASE + PATH)", 'c.js', `exports.BASE = '${BASE}';`],
    [
      'a member of module.exports',
      "import { BASE } from './c.cjs'; fetch(BASE + PATH)",
      'c.cjs',
      `module.exports = { BASE: '${BASE}' };`,
    ],
    ['an enum', "import { Host } from './c'; fetch(Host.Sf + PATH)", 'c.ts', `export enum Host { Sf = '${BASE}' }`],
    [
      'a static field',
      "import { Config } from './c'; fetch(Config.BASE + PATH)",
      'c.ts',
      `export class Config { static BASE = '${BASE}'; }`,
    ],
    ['a JSON file', "fetch(require('./c.json').base + PATH)", 'c.json', `{ "base": "${BASE}" }`],
    [
      'a JSON file, further in',
      "const c = require('./c.json'); fetch(c.sf.base + PATH)",
      'c.json',
      `{ "sf": { "base": "${BASE}" } }`,
    ],
    [
      'a JSON file that is imported',
      "import c from './c.json' with { type: 'json' }; fetch(c.base + PATH)",
      'c.json',
      `{ "base": "${BASE}" }`,
    ],
    [
      'a name in a JSON file',
      "import { sf } from './c.json'; fetch(sf.base + PATH)",
      'c.json',
      `{ "sf": { "base": "${BASE}" } }`,
    ],
    [
      'a function',
      "import { urlOf } from './c'; fetch(urlOf(PATH))",
      'c.ts',
      `export const urlOf = (path: string) => '${BASE}' + path;`,
    ],
  ])('may be %s', (_, code, name, content) => {
    expect(text(`const PATH = '${DATA}/limits'; ${code}`, name, content)).toBe(`${BASE}${DATA}/limits`);
  });

  it.each([
    ['is not there', "import { BASE } from './d.js'; fetch(BASE + PATH)", 'c.js', ''],
    ['does not export it', "import { BASE } from './c.js'; fetch(BASE + PATH)", 'c.js', `const BASE = '${BASE}';`],
    ['does not parse', "import { BASE } from './c.js'; fetch(BASE + PATH)", 'c.js', `export const BASE = '${BASE}'; }`],
    ['is broken JSON', "fetch(require('./c.json').base + PATH)", 'c.json', `{ "base": "${BASE}"`],
    ['lacks the key', "fetch(require('./c.json').base + PATH)", 'c.json', `{ "bass": "${BASE}" }`],
  ])('is a hole where that file %s', (_, code, name, content) => {
    expect(text(`const PATH = '${DATA}/limits'; ${code}`, name, content)).toBe(`{}${DATA}/limits`);
  });
});

describe('a function that builds a URL', () => {
  it.each([
    ['an arrow', `const urlOf = (path) => \`${BASE}\${path}\`; fetch(urlOf('${DATA}/limits'))`],
    [
      'defaults',
      `function urlOf(path, v = '60.0') { return '${BASE}/services/data/v' + v + path; } fetch(urlOf('/limits'))`,
    ],
    [
      'an object',
      `const urlOf = ({ path, base = '${BASE}' }) => base + path; fetch(urlOf({ path: '${DATA}/limits' }))`,
    ],
    [
      'variables',
      `function urlOf(path) { const base = '${BASE}'; const url = base + path; return url; } fetch(urlOf('${DATA}/limits'))`,
    ],
    [
      'two ways',
      `function urlOf(path) { if (!path) return ''; return '${BASE}' + path; } fetch(urlOf('${DATA}/limits'))`,
    ],
    [
      'a call within a call',
      `const urlOf = (path) => { const url = base + path; return url; }; const base = '${BASE}'; fetch(urlOf('${DATA}') + '/limits')`,
    ],
    [
      'a method',
      `class A { urlOf(path) { return '${BASE}' + path; } f() { return fetch(this.urlOf('${DATA}/limits')); } }`,
    ],
    [
      'a promise',
      `async function urlOf(path) { return '${BASE}' + path; } async function f() { return fetch(await urlOf('${DATA}/limits')); }`,
    ],
  ])('is read with %s', (_, code) => {
    expect(callIn(code).url.text).toBe(`${BASE}${DATA}/limits`);
  });

  it('is read anew for each call, also within its own arguments', () => {
    const code = `const below = (a, b) => { const path = a + '/' + b; return path; }; fetch(below(below('${BASE}${DATA}', 'sobjects'), 'X'))`;
    expect(callIn(code).url.text).toBe(`${BASE}${DATA}/sobjects/X`);
  });

  it.each([
    ['an argument', `const urlOf = (path) => '${BASE}${DATA}/' + path; fetch(urlOf(path))`, `${BASE}${DATA}/{}`],
    [
      'arguments that are spread',
      `const urlOf = (path) => '${BASE}${DATA}/' + path; fetch(urlOf(...all))`,
      `${BASE}${DATA}/{}`,
    ],
  ])('has a hole for %s', (_, code, url) => {
    expect(callIn(code).url.text).toBe(url);
  });
});
