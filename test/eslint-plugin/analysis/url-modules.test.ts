import { describe, expect, it } from 'vitest';
import { callIn, callsIn } from '../../support/model.ts';

const BASE = 'https://acme.my.salesforce.com';
const LIMITS = `${BASE}/services/data/v60.0/limits`;
const made = `new URL('/services/data/v60.0/limits', '${BASE}')`;

describe('the URL by the module url', () => {
  it.each([
    ['URL of an import', `import { URL } from 'node:url'; fetch(${made})`],
    ['URL of an import by another name', `import { URL as Url } from 'url'; fetch(${made.replace('URL', 'Url')})`],
    ['URL of require', `const { URL } = require('url'); fetch(${made})`],
    ['URL as a member of require', `const URL = require('url').URL; fetch(${made})`],
    ['URL as a member of the module', `import url from 'url'; fetch(${made.replace('URL', 'url.URL')}.href)`],
    ['URL as a member of the global object', `fetch(${made.replace('URL', 'globalThis.URL')})`],
    [
      'format of parts',
      `import url from 'url'; fetch(url.format({ protocol: 'https', host: 'acme.my.salesforce.com', pathname: '/services/data/v60.0/limits', query: {} }))`,
    ],
    [
      'a package that joins',
      `import join from 'url-join'; fetch(join('${BASE}', 'services/data', '/v60.0', 'limits'))`,
    ],
    ['a global that nobody declares', `link = '${LIMITS}'; fetch(link)`],
  ])('knows %s', (_, code) => {
    expect(callIn(code).url.text).toBe(LIMITS);
  });

  it('leaves a hole for the host where format is given none', () => {
    expect(
      callIn("import url from 'url'; fetch(url.format({ pathname: '/services/data/v60.0/limits' }))").url.text,
    ).toBe('/services/data/v60.0/limits');
  });

  it.each([
    ['a class of the project', `class URL {} fetch(${made})`],
    ['a class of another module', `import { URL } from './url.js'; fetch(${made})`],
    ['a global that is given two values', `link = '${LIMITS}'; link = other; fetch(link)`],
  ])('knows nothing of %s', (_, code) => {
    expect(callsIn(`${code} // salesforce`)).toEqual([]);
  });
});

describe('the parts of a URL', () => {
  const request = (options: string, u: string): string =>
    `const https = require('https'); const u = ${u}; https.request({ ${options} })`;

  it.each([
    ['hostname and pathname', request('hostname: u.hostname, path: u.pathname', made), LIMITS],
    ['host and what follows', request('host: u.host, path: u.pathname + u.search', made), LIMITS],
    [
      'a host that is not known',
      request('hostname: u.hostname, path: u.pathname', "new URL('/services/data/v60.0/limits', base)"),
      'https://{}/services/data/v60.0/limits',
    ],
    ['a whole text', request('hostname: u.hostname, path: u.pathname', `new URL('${LIMITS}?all=1')`), LIMITS],
    [
      'a port',
      request('hostname: u.hostname, path: u.pathname', `new URL('${LIMITS.replace('.com', '.com:443')}')`),
      LIMITS,
    ],
    ['url.parse', request('hostname: u.hostname, path: u.pathname', `url.parse('${LIMITS}')`), LIMITS],
    [
      'parse of the module',
      `const { parse } = require('url'); ${request('hostname: u.hostname, path: u.pathname', `parse('${LIMITS}')`)}`,
      LIMITS,
    ],
    ['origin', `const u = ${made}; fetch(u.origin + '/services/data/v60.0/limits')`, LIMITS],
  ])('are put together again: %s', (_, code, url) => {
    expect(callIn(code).url.text).toBe(url);
  });

  it('are not those of other objects', () => {
    expect(callsIn(request('hostname: u.hostname, path: u.pathname', `JSON.parse('"${LIMITS}"')`))).toEqual([]);
  });
});

it('knows a package that is required between backticks', () => {
  const { client } = callIn(
    'const jsforce = require(`jsforce`); new jsforce.Connection({}).query(`SELECT Id FROM Account`)',
  );
  expect(client.name).toBe('jsforce');
});
