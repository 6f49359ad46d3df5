import { describe, expect, it } from 'vitest';
import { callIn, callsIn } from '../../../support/model.ts';

const BASE = 'https://acme.my.salesforce.com';
const DATA = `${BASE}/services/data/v60.0`;

const urlIn = (body: string): string => callIn(`async function f(first, q) { ${body} }`).url.text;

describe('a variable that is assigned again', () => {
  it.each([
    [
      'is added to',
      `let url = '${BASE}'; url += '/services/data/v60.0'; url += '/limits'; return fetch(url);`,
      '/limits',
    ],
    ['is put before a path', `let url = '${DATA}'; url = url + '/limits'; return fetch(url);`, '/limits'],
    [
      'is given a query that depends',
      `let url = '${DATA}/query'; if (q) url += '?q=' + q; return fetch(url);`,
      '/query',
    ],
    ['is given its value later', `let url; url = '${DATA}/limits'; return fetch(url);`, '/limits'],
    [
      'is given one of two values',
      `let url; if (q) url = '${DATA}/query'; else url = other; return fetch(url);`,
      '/query',
    ],
    [
      'is given a value by a switch',
      `let url; switch (q) { case 1: url = '${DATA}/limits'; break; default: url = other(); } return fetch(url);`,
      '/limits',
    ],
    [
      'is given a value if need be',
      `let url = first; if (!url) { url = '${DATA}/limits'; } return fetch(url);`,
      '/limits',
    ],
    [
      'is mended in a catch',
      `let url = '${DATA}/limits'; try { x(); } catch { url = ''; } return fetch(url);`,
      '/limits',
    ],
    [
      'is the next page',
      `let url = '${DATA}/query'; while (url) { const r = await fetch(url); url = r.next; }`,
      '/query',
    ],
    ['is counted on', `for (let url = '${DATA}/query'; url; url = next()) await fetch(url);`, '/query'],
    ['was paged before', `let url = '${DATA}/query'; for (const x of y) url = x; return fetch(url);`, '/query'],
  ])('%s', (_, body, path) => {
    expect(urlIn(body)).toBe(DATA + path);
  });

  it.each([
    ['by something unknown', `let v = 'v59.0'; v = next(); return fetch('${BASE}/services/data/' + v + '/limits');`],
    ['in a parameter', `q = next(); return fetch('${BASE}/services/data/' + q + '/limits');`],
    [
      'in another function',
      `let v = 'v59.0'; const set = (x) => { v = x; }; fetch('${BASE}/services/data/' + v + '/limits');`,
    ],
  ])('is a hole where it is assigned %s', (_, body) => {
    expect(urlIn(body)).toBe(`${BASE}/services/data/{}/limits`);
  });

  it('is what another function gives it, where nothing else does', () => {
    const code = `let base; function login() { base = '${BASE}'; } function f() { return fetch(base + '/services/data/v60.0/limits'); }`;
    expect(callIn(code).url.text).toBe(`${DATA}/limits`);
  });

  it('is not what it becomes after the request', () => {
    expect(callsIn(`let url = 'https://example.com'; fetch(url); url = '${DATA}/limits';`)).toEqual([]);
  });

  it('counts on from the argument of a call', () => {
    const code = `
      function send(path, method) { path = '/services/data/v60.0' + path; return fetch(base + path, { method }); }
      send('/sobjects/Payment__c', 'POST');`;
    expect(callsIn(code).map(({ kind, url }) => [kind, url.text])).toEqual([
      ['request', '{}/services/data/v60.0{}'],
      ['wrapper', '{}/services/data/v60.0/sobjects/Payment__c'],
    ]);
  });
});
