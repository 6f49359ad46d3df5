import { describe, expect, it } from 'vitest';
import { callIn, callsIn } from '../../../support/model.ts';

const BASE = 'https://acme.my.salesforce.com';
const PATH = '/services/data/v60.0/limits';
const LIMITS = BASE + PATH;
/** The URL where nobody knows the base. */
const BELOW = `{}${PATH}`;

describe('a text is put together', () => {
  it.each([
    ['constants', `const base = '${BASE}', version = 60; fetch(\`\${base}/services/data/v\${version}.0/limits\`)`],
    ['a template as it is written', `const base = '${BASE}'; fetch(String.raw\`\${base}${PATH}\`)`],
    ['concat', `fetch('${BASE}'.concat('/services/data/', 'v60.0', '/limits'))`],
    ['join', `fetch(['${BASE}', 'services/data/v60.0', 'limits'].join('/'))`],
    ['join of a constant list', `const parts = ['${BASE}/services/data', 'v60.0/limits']; fetch(parts.join('/'))`],
    ['join of paths', `fetch('${BASE}' + path.posix.join('/services/data/', '/v60.0', 'limits'))`],
    ['url.resolve', `fetch(url.resolve('${BASE}/x', '${PATH}'))`],
    ['new URL', `const url = new URL('${PATH}', '${BASE}/x?y=1'); fetch(url)`],
    ['new URL within a folder', `const url = new URL('limits', '${BASE}/services/data/v60.0/'); fetch(url.href)`],
    ['new URL of a whole address', `const url = new URL('${LIMITS}', base); fetch(url.toString())`],
    ['util.format', `import util from 'node:util'; fetch(util.format('%s/services/data/v%d.0/limits', '${BASE}', 60))`],
    ['format', `import { format } from 'util'; fetch(format('%s${PATH}', '${BASE}'))`],
    ['replace', `fetch('${BASE}/services/data/{version}/limits'.replace('{version}', 'v60.0'))`],
    ['replaceAll', `fetch('${BASE}/x/data/v60.0/limits'.replaceAll('x', 'services'))`],
    ['replace with a pattern', `fetch('${BASE}'.replace(/\\/+$/, '') + '${PATH}')`],
    ['lower case', `fetch(('${BASE}' + '/SERVICES/DATA/V60.0/LIMITS').toLowerCase())`],
    ['trim', `fetch(' ${BASE} '.trim() + '${PATH}')`],
    ['an alternative', `const base = process.env.SF_URL || process.env.SF_HOST || '${BASE}'; fetch(base + '${PATH}')`],
    ['a nullish alternative', `fetch((process.env.SF_URL ?? '${BASE}') + '${PATH}')`],
    ['a condition before it', `fetch(ready && '${LIMITS}')`],
    ['a choice', `const base = sandbox ? '${BASE}' : other; fetch(base + '${PATH}')`],
  ])('from %s', (_, code) => {
    expect(callIn(code).url).toEqual({ text: LIMITS, holes: [] });
  });

  it.each([
    ['an environment variable', `fetch(process.env.SF_URL + '${PATH}')`, BELOW],
    ['an empty alternative', `const base = process.env.SF_URL || ''; fetch(base + '${PATH}')`, BELOW],
    ['a tag', `fetch(escaped\`x\` + '${PATH}')`, BELOW],
    ['a spread list', `fetch(['${BASE}/services/data', ...more].join('/'))`, `${BASE}/services/data/{}`],
    ['a list that is computed', `fetch(parts().join('/') + '${PATH}')`, BELOW],
    ['the base of a URL', `const url = new URL('${PATH}', base()); fetch(url)`, BELOW],
    [
      'an argument of format',
      `import util from 'util'; fetch(util.format('%s/services/data/%s', base))`,
      '{}/services/data/{}',
    ],
    [
      'what is put in',
      `fetch(base + '/services/data/{v}/limits'.replace('{v}', version))`,
      '{}/services/data/{}/limits',
    ],
    ['what is encoded', `fetch(\`\${base}/services/data/\${encodeURI(v)}/limits\`)`, '{}/services/data/{}/limits'],
    ['another operator', `fetch((1 - base) + '${PATH}')`, BELOW],
    ['an unknown function', `fetch(baseOf(org) + '${PATH}')`, BELOW],
    ['an unknown method', `fetch(base.padEnd(9) + '${PATH}')`, BELOW],
  ])('with a hole for %s', (_, code, text) => {
    const { url } = callIn(code);
    expect(url.text).toBe(text);
    expect(url.holes).toHaveLength(text.split('{}').length - 1);
  });

  it('keeps the expressions of the holes in order', () => {
    const { url, source } = callIn("fetch(`${base}/services/data/{v}/sobjects/${type}`.replace('{v}', version))");
    expect(url.text).toBe('{}/services/data/{}/sobjects/{}');
    expect(url.holes.map(({ range }) => source.text.slice(...range))).toEqual(['base', 'version', 'type']);
  });

  it.each([
    ['each other', 'const a = `${b}/x`; const b = `${a}/y`;', '{}/y/x'],
    ['themselves', 'const a = a + `/x`;', '{}/x'],
    ['each other in two ways', 'const a = b + b; const b = a + a;', '{}{}{}{}'],
  ])('ends where constants refer to %s', (_, before, text) => {
    expect(callIn(`${before} fetch(\`\${a}${PATH}\`)`).url.text).toBe(text + PATH);
  });

  it('ends where functions call themselves or each other', () => {
    expect(callIn(`function f(p) { return f(p) + '${PATH}'; } fetch(f('x'))`).url.text).toBe(BELOW);
    expect(callsIn(`function f(p) { return g(p) + '/x'; } function g(p) { return f(p); } fetch(f('${PATH}'))`)).toEqual(
      [],
    );
  });
});

describe('a parameter', () => {
  it.each([
    ['a default', `function f(base = '${BASE}') { return fetch(base + '${PATH}'); }`],
    ['a default taken apart', `function f({ base = '${BASE}' } = {}) { return fetch(base + '${PATH}'); }`],
    ['a default under another name', `const f = ({ base: b = '${BASE}' }) => fetch(b + '${PATH}')`],
    ['a default further in', `function f({ api: { base = '${BASE}' } }) { return fetch(base + '${PATH}'); }`],
    ['a default in what follows', `function f(base = '${BASE}') { base = base + '${PATH}'; return fetch(base); }`],
  ])('stands for %s', (_, code) => {
    expect(callIn(code).url.text).toBe(LIMITS);
  });

  it('is a hole without a default', () => {
    expect(callIn(`function f(base, { path }) { return fetch(base + '/services/data/v60.0' + path); }`).url.text).toBe(
      '{}/services/data/v60.0{}',
    );
  });
});

describe('what is taken out of an object', () => {
  it.each([
    ['is its member', `const { base } = { base: '${BASE}' }; fetch(base + '${PATH}')`],
    ['is its member, whatever the default', `const { base = 'x' } = { base: '${BASE}' }; fetch(base + '${PATH}')`],
    ['has a default', `const { SF_URL = '${BASE}' } = process.env; fetch(SF_URL + '${PATH}')`],
    ['has a default under another name', `const { SF_URL: url = '${BASE}' } = process.env; fetch(url + '${PATH}')`],
  ])('%s', (_, code) => {
    expect(callIn(code).url.text).toBe(LIMITS);
  });

  it('is a hole where the object is unknown', () => {
    expect(callIn(`const { base } = config; fetch(base + '${PATH}')`).url.text).toBe(BELOW);
  });
});
