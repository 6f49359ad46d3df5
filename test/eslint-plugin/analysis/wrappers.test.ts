import { describe, expect, it } from 'vitest';
import { type Around, callIn, callsIn } from '../../support/model.ts';

const DATA = "base + '/services/data/v60.0'";
/** A function that sends what it is given. */
const REST = `function rest(path, method, body) { return fetch(${DATA} + path, { method, body }); }`;
const CREATE = "rest('/sobjects/Payment__c', 'post', body)";

/** What is found, in short: the primitive says no more than its template, the wrapper what is sent through it. */
const found = (code: string, around?: Around): string[] =>
  callsIn(code, around).map(
    ({ kind, method, url, endpoint }) =>
      `${kind}: ${method.state === 'present' ? method.value : method.state} ${url.text} ${endpoint?.sobject ?? '?'}`,
  );

const PRIMITIVE = 'request: unknown {}/services/data/v60.0{} ?';
const WRAPPER = 'wrapper: POST {}/services/data/v60.0/sobjects/Payment__c Payment__c';

describe('a create through a function of the project', () => {
  const method = `rest(path, method, body) { return fetch(${DATA} + path, { method, body }); }`;

  it.each([
    ['by position', `${REST} ${CREATE}`],
    [
      'in an options object',
      `const rest = ({ path, method, data }) => fetch(${DATA} + path, { method, body: data }); rest({ path: '/sobjects/Payment__c', method: 'POST', data })`,
    ],
    [
      'in an options object as a whole',
      `import axios from 'axios'; const rest = (o) => axios({ url: ${DATA} + o.path, method: o.method }); rest({ path: '/sobjects/Payment__c', method: 'POST' })`,
    ],
    [
      'in options that are passed on',
      `const rest = (path, options) => fetch(${DATA} + path, options); rest('/sobjects/Payment__c', { method: 'POST' })`,
    ],
    [
      'in options that are spread',
      `const rest = (path, options = {}) => fetch(${DATA} + path, { ...options, headers: {} }); rest('/sobjects/Payment__c', { method: 'POST' })`,
    ],
    ['through a method', `class A { ${method} save(body) { return this.${CREATE}; } }`],
    ['through a private method', `class A { #${method} save(body) { return this.#${CREATE}; } }`],
    [
      'through an arrow',
      `class A { rest = async (path, method) => fetch(${DATA} + path, { method }); save(body) { return this.${CREATE}; } }`,
    ],
    [
      'through a bound method',
      `class A { constructor() { this.rest = this.rest.bind(this); } ${method} save(body) { return this.${CREATE}; } }`,
    ],
    [
      'through a method of the class above',
      `class P { ${method} } class A extends P { save(body) { return super.${CREATE}; } }`,
    ],
    ['through a static method', `class A { static ${method} } A.${CREATE}`],
    ['through a static method of its own', `class A { static ${method} static save(body) { return this.${CREATE}; } }`],
    ['through an instance', `class A { ${method} } const a = new A(); a.${CREATE}`],
    [
      'through a prototype',
      `function A() {} A.prototype.rest = function (path, method) { return fetch(${DATA} + path, { method }); }; A.prototype.save = function (body) { return this.${CREATE}; };`,
    ],
    ['through an object', `const api = { ${method} }; api.${CREATE}`],
    ['through the object around it', `const api = { ${method}, save(body) { return this.${CREATE}; } };`],
    [
      'through a factory',
      `function createApi(base) { return { ${method} }; } const api = createApi(url); api.${CREATE}`,
    ],
    [
      'beside a recursion',
      `async function rest(path, method, n = 0) { try { return await fetch(${DATA} + path, { method }); } catch { return rest(path, method, n + 1); } } ${CREATE}`,
    ],
  ])('is seen %s', (_, code) => {
    expect(found(code).toSorted()).toEqual([PRIMITIVE, WRAPPER]);
  });

  it('is seen through a parameter with a type', () => {
    const code = `class A { ${method} } function save(a: A) { return a.${CREATE}; }`;
    expect(found(code, { typescript: true })).toEqual([PRIMITIVE, WRAPPER]);
  });

  it('is seen by a default method', () => {
    const code = `const rest = (path, { method = 'POST', body } = {}) => fetch(${DATA} + path, { method, body }); rest('/sobjects/Payment__c', { body }); rest('/sobjects/Payment__c');`;
    expect(found(code)).toEqual([PRIMITIVE.replace('unknown', 'POST'), WRAPPER, WRAPPER]);
  });

  it('has the client of the request, and no argument for its URL or options', () => {
    const [, call] = callsIn(`${REST} ${CREATE}`);
    expect(call).toMatchObject({ kind: 'wrapper', confidence: 'certain', client: { name: 'fetch' } });
    expect(call?.urlNode).toBeUndefined();
    expect(call?.optionsNode).toBeUndefined();
    expect(call?.facts.idempotency).toMatchObject({
      state: 'present',
      value: { repeatable: false, sobject: 'Payment__c' },
    });
  });

  it('is reported once, where it is first seen', () => {
    const levels = `
      class A {
        create(type, body) { return this.post('/sobjects/' + type, body); }
        post(path, body) { return this.send('POST', path, body); }
        send(method, path, body) { return fetch(${DATA} + path, { method, body }); }
      }`;
    const inner = 'wrapper: POST {}/services/data/v60.0/sobjects/{} ?';
    expect(found(levels)).toEqual([inner, PRIMITIVE]);
    expect(found(`${levels} new A().create('Payment__c', body);`)).toEqual([inner, PRIMITIVE]);
    expect(found(`${levels} new A().post('/sobjects/Payment__c', body);`)).toEqual([inner, PRIMITIVE, WRAPPER]);
  });

  it('is followed four functions down', () => {
    const down = (count: number): string =>
      Array.from({ length: count }, (_, level) => `const f${level + 1} = (path) => f${level}(path);`).join(' ');
    const first = `const f0 = (path) => fetch(${DATA} + path, { method: 'POST' });`;
    expect(found(`${first} ${down(3)} f3('/sobjects/Payment__c')`)).toHaveLength(2);
    expect(found(`${first} ${down(4)} f4('/sobjects/Payment__c')`)).toHaveLength(1);
  });
});

describe('a call of a function of the project', () => {
  it.each([
    [
      'the request says so itself',
      `const save = (type, body) => fetch(${DATA} + '/sobjects/' + type, { method: 'POST', body }); save('Payment__c', body)`,
      ['request: POST {}/services/data/v60.0/sobjects/{} ?'],
    ],
    ['it reads', `${REST} rest('/sobjects/Payment__c/a01', 'GET'); rest('/query?q=x', 'GET');`, [PRIMITIVE]],
    ['it updates', `${REST} rest('/sobjects/Payment__c/a01', 'PATCH', body)`, [PRIMITIVE]],
    ['it upserts', `${REST} rest('/sobjects/Payment__c/Reference__c/PAY-1', 'PATCH', body)`, [PRIMITIVE]],
    ['it deletes', `${REST} rest('/sobjects/Payment__c/a01', 'DELETE')`, [PRIMITIVE]],
    ['it publishes an event', `${REST} rest('/sobjects/Paid__e', 'POST', body)`, [PRIMITIVE]],
    ['its path is unknown', `${REST} rest(path, 'POST', body)`, [PRIMITIVE]],
    ['its method is unknown', `${REST} rest('/sobjects/Payment__c', method, body)`, [PRIMITIVE]],
    ['its arguments are spread', `${REST} rest(...['/sobjects/Payment__c', 'POST'])`, [PRIMITIVE]],
    [
      'the function goes elsewhere',
      "const rest = (path, method) => fetch('https://example.com' + path, { method }); rest('/sobjects/Payment__c', 'POST')",
      [],
    ],
  ])('is none to report where %s', (_, code, expected) => {
    expect(found(code)).toEqual(expected);
  });

  it.each([
    ['a name that says event', `${REST} const save = (eventName) => rest('/sobjects/' + eventName, 'POST')`],
    ['a function that publishes', `${REST} const publish = (type) => rest('/sobjects/' + type, 'POST')`],
    ['an object without external id', `${REST} rest('/sobjects/ContentVersion', 'POST', body)`],
    ['a share', `${REST} rest('/sobjects/Payment__Share', 'POST', body)`],
    ['metadata', `${REST} rest('/tooling/sobjects/ApexClass', 'POST', body)`],
  ])('may be repeated for all we know: %s', (_, code) => {
    const wrappers = callsIn(code).filter(({ kind }) => kind === 'wrapper');
    expect(wrappers.map(({ facts }) => facts.idempotency.state)).toEqual(['unknown']);
  });

  it('creates a record of an object that is computed', () => {
    const wrapper = callsIn(`${REST} const save = (type) => rest('/sobjects/' + type, 'POST')`)[1];
    expect(wrapper?.facts.idempotency).toMatchObject({
      state: 'present',
      value: { repeatable: false, sobject: undefined },
    });
  });
});

describe('a module of wrappers', () => {
  const send = `(path, method, body) { return fetch(${DATA} + path, { method, body }); }`;

  it.each([
    ['a named export', `import { rest } from './http.js'; ${CREATE}`, `export function rest${send}`],
    ['another name', `import { send as rest } from './http.js'; ${CREATE}`, `export function send${send}`],
    ['a default', `import rest from './http.js'; ${CREATE}`, `export default async function ${send}`],
    ['a namespace', `import * as http from './http.js'; http.${CREATE}`, `export const rest = function ${send};`],
    [
      'a default instance',
      `import http from './http.js'; http.${CREATE}`,
      `class Http { rest${send} } export default new Http();`,
    ],
    [
      'a default instance by name',
      `import http from './http.js'; http.${CREATE}`,
      `class Http { rest${send} } const http = new Http(); export default http;`,
    ],
    [
      'a named instance',
      `import { http } from './http.js'; http.${CREATE}`,
      `class Http { rest${send} } export const http = new Http();`,
    ],
    ['a static method', `import { Http } from './http.js'; Http.${CREATE}`, `export class Http { static rest${send} }`],
    ['a class', `import { Http } from './http.js'; new Http().${CREATE}`, `export class Http { rest${send} }`],
    [
      'a class above',
      `import { Http } from './http.js'; class A extends Http { save(body) { return this.${CREATE}; } }`,
      `export class Http { rest${send} }`,
    ],
    [
      'a class above, required',
      `const Http = require('./http'); class A extends Http { save(body) { return this.${CREATE}; } }`,
      `module.exports = class { rest${send} };`,
    ],
    ['a default object', `import http from './http.js'; http.${CREATE}`, `export default { rest${send} };`],
    [
      'an import when needed',
      `async function f() { const { rest } = await import('./http.js'); return ${CREATE}; }`,
      `export function rest${send}`,
    ],
    ['exports', `const http = require('./http'); http.${CREATE}`, `exports.rest = function ${send};`],
    [
      'module.exports and a name',
      `const { rest } = require('./http'); ${CREATE}`,
      `module.exports.rest = function ${send};`,
    ],
    [
      'an object as module.exports',
      `const { rest } = require('./http'); ${CREATE}`,
      `function rest${send} module.exports = { rest };`,
    ],
    [
      'an object that is imported',
      `import { rest } from './http.js'; ${CREATE}`,
      `function rest${send} module.exports = { rest };`,
    ],
    ['a function as module.exports', `const rest = require('./http'); ${CREATE}`, `module.exports = function ${send};`],
    [
      'a named function as module.exports',
      `const rest = require('./http'); ${CREATE}`,
      `module.exports = rest; function rest${send}`,
    ],
    [
      'a class as module.exports',
      `const Http = require('./http'); new Http().${CREATE}`,
      `class Http { rest${send} } module.exports = Http;`,
    ],
    [
      'an instance as module.exports',
      `const http = require('./http'); http.${CREATE}`,
      `module.exports = new (class Http { rest${send} })();`,
    ],
    [
      'exports that call each other',
      "const http = require('./http'); http.post('/sobjects/Payment__c', body)",
      `exports.rest = function ${send}; exports.post = (path, body) => exports.rest(path, 'POST', body);`,
    ],
  ])('is looked into: %s', (_, code, http) => {
    expect(found(code, { files: { '/repo/src/http.js': http } })).toEqual([WRAPPER]);
  });

  it.each([
    ['is not there', "import { rest } from './other.js';", `export function rest${send}`],
    ['exports something else', "import { rest } from './http.js';", `export function send${send}`],
    ['is a package', "import { rest } from 'http-client';", `export function rest${send}`],
    [
      'says so itself',
      "import { rest } from './http.js';",
      `export const rest = (path, method, body) => fetch(${DATA} + '/sobjects/' + path, { method: 'POST', body });`,
    ],
  ])('is passed over where it %s', (_, code, http) => {
    expect(found(`${code} ${CREATE}`, { files: { '/repo/src/http.js': http } })).toEqual([]);
  });
});

describe('a request to whatever its caller passes', () => {
  const helper = '// Used for Salesforce.\nexport function send(url, options) { return fetch(url, options); }';
  const caller = (url: string): Around => ({
    files: { '/repo/package.json': '{}', '/repo/src/user.js': `import { send } from './code.js'; send(${url});` },
  });

  it('is certain with a Salesforce path from the same file', () => {
    const call = callIn(`${helper} send(${DATA} + '/query?q=x');`);
    expect(call).toMatchObject({ kind: 'request', confidence: 'certain', endpoint: undefined });
    expect(call.evidence).toEqual(['it is called with {}/services/data/v60.0/query?q=x']);
  });

  it('is certain with a Salesforce path from another file', () => {
    expect(callIn(helper, caller(`${DATA} + '/query?q=x'`)).confidence).toBe('certain');
  });

  it.each([
    ['without callers', helper, undefined],
    ['with other paths', `${helper} send(base + '/api/now/table/incident');`, undefined],
    ['with other paths from another file', helper, caller("base + '/api/now/table/incident'")],
    ['with unknown paths', helper, caller('path')],
  ])('is not reported %s', (_, code, around) => {
    expect(callsIn(code, around)).toEqual([]);
  });
});

describe('a wrapper that may send in two ways', () => {
  it('is one call', () => {
    const code = `
      const viaFetch = (path, method) => fetch(${DATA} + path, { method });
      const viaAxios = (path, method) => axios(${DATA} + path, { method });
      const rest = (path, method) => (process.env.OLD ? viaFetch(path, method) : viaAxios(path, method));
      rest('/sobjects/Payment__c', 'POST');`;

    expect(found(`import axios from 'axios'; ${code}`).filter((one) => one === WRAPPER)).toEqual([WRAPPER]);
  });
});
