import { describe, expect, it } from 'vitest';
import { callIn } from '../../support/model.ts';

const BASE = 'https://acme.my.salesforce.com';
const LIMITS = `${BASE}/services/data/v60.0/limits`;

describe('the URL', () => {
  it.each([
    ['a literal', `fetch('${LIMITS}')`, LIMITS],
    ['a constant', `const url = '${LIMITS}'; fetch(url)`, LIMITS],
    [
      'a template of constants',
      `const base = '${BASE}'; const v = 60; fetch(\`\${base}/services/data/v\${v}.0/limits\`)`,
      LIMITS,
    ],
    ['a concatenation', `const base = '${BASE}'; fetch(base + '/services/data/' + 'v60.0' + '/limits')`, LIMITS],
    [
      'a template with a hole',
      'fetch(`${base}/services/data/v60.0/sobjects/${type}`)',
      '{}/services/data/v60.0/sobjects/{}',
    ],
    [
      'a property of a constant object',
      `const sf = { base: '${BASE}' }; fetch(sf.base + '/services/data/v60.0/limits')`,
      LIMITS,
    ],
    [
      'a spread object',
      `const a = { base: '${BASE}' }; const b = { ...a }; fetch(b.base + '/services/data/v60.0/limits')`,
      LIMITS,
    ],
    ['a URL object', `const url = new URL('/services/data/v60.0/limits', '${BASE}'); fetch(url)`, LIMITS],
    [
      'the href of a URL object',
      `const url = new URL('/services/data/v60.0/limits', '${BASE}'); fetch(url.href)`,
      LIMITS,
    ],
    [
      'a URL object with a hole',
      `fetch(new URL('/services/data/v60.0/limits', instanceUrl).toString())`,
      '{}/services/data/v60.0/limits',
    ],
    ['a URL relative to a folder', `fetch(new URL('limits', '${BASE}/services/data/v60.0/'))`, LIMITS],
    [
      'a member of what stands for this',
      `class Api { base = '${BASE}'; load() { const self = this; return () => fetch(self.base + '/services/data/v60.0/limits'); } }`,
      LIMITS,
    ],
    ['a Request', `fetch(new Request('${LIMITS}'))`, LIMITS],
    ['String()', `fetch(String(new URL('${LIMITS}')))`, LIMITS],
    ['concat()', `fetch('${BASE}'.concat('/services/data/v60.0/limits'))`, LIMITS],
    [
      'an environment variable with a fallback',
      `const b = process.env.SF_URL || '${BASE}'; fetch(b + '/services/data/v60.0/limits')`,
      LIMITS,
    ],
    [
      'a nullish fallback',
      `const b = process.env.SF_URL ?? '${BASE}'; fetch(b + '/services/data/v60.0/limits')`,
      LIMITS,
    ],
    [
      'a choice of hosts',
      "fetch(`https://${dev ? 'test' : 'login'}.salesforce.com/services/oauth2/token`)",
      'https://test.salesforce.com/services/oauth2/token',
    ],
    [
      'a parameter with a default',
      `function f(base = '${BASE}') { return fetch(base + '/services/data/v60.0/limits'); }`,
      LIMITS,
    ],
    [
      'an encoded part',
      "fetch(`${b}/services/data/v60.0/query?q=${encodeURIComponent('SELECT Id FROM A')}`)",
      '{}/services/data/v60.0/query?q=SELECT%20Id%20FROM%20A',
    ],
    [
      'a variable that is assigned again',
      "let v = '59.0'; v = next(); fetch(`${b}/services/data/v${v}/limits`)",
      '{}/services/data/v{}/limits',
    ],
    [
      'constants that refer to each other',
      'const a = `${b}/x`; const b = `${a}/y`; fetch(`${a}/services/data/v60.0/limits`)',
      expect.stringContaining('/services/data/v60.0/limits'),
    ],
  ])('is read from %s', (_, code, url) => {
    expect(callIn(code).url.text).toEqual(url);
  });

  it('is read through types', () => {
    const code = `const base = '${BASE}' as const; fetch(\`\${base!}/services/data/v60.0/limits\` satisfies string);`;
    expect(callIn(code, { typescript: true }).url.text).toBe(LIMITS);
  });
});

describe('the method', () => {
  const methodOf = (options: string, before = ''): unknown => callIn(`${before}; fetch('${LIMITS}'${options});`).method;

  it('is absent, so GET, without options', () => {
    expect(methodOf('')).toEqual({ state: 'absent' });
    expect(methodOf(', { headers }')).toEqual({ state: 'absent' });
  });

  it.each([
    ['a literal', ", { method: 'post' }", ''],
    ['a constant', ', { method: METHOD }', "const METHOD = 'POST'"],
    ['a constant object', ', options', "const options = { method: 'POST' }"],
    ['a spread', ', { ...options, headers }', "const options = { method: 'POST' }"],
    ['an assignment', ', options', "const options = {}; options.method = 'POST'"],
  ])('is read from %s', (_, options, before) => {
    expect(methodOf(options, before)).toMatchObject({ state: 'present', value: 'POST' });
  });

  it.each([
    ['a parameter', ', options', ''],
    ['an unknown spread', ", { method: 'GET', ...options }", ''],
    ['an expression', ', { method: verb }', ''],
    ['a computed property', ", { method: 'GET', [name]: value }", ''],
  ])('is unknown when it comes from %s', (_, options, before) => {
    expect(methodOf(options, before)).toMatchObject({ state: 'unknown' });
  });

  it('is what comes last where an object is spread first', () => {
    expect(methodOf(", { ...options, method: 'PATCH' }")).toMatchObject({ state: 'present', value: 'PATCH' });
  });

  it('is read from the options of a Request', () => {
    expect(callIn(`fetch(new Request('${LIMITS}', { method: 'DELETE' }))`).method).toMatchObject({ value: 'DELETE' });
  });
});
