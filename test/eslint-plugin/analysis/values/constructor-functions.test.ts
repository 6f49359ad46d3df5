import { describe, expect, it } from 'vitest';
import { callIn, callsIn } from '../../../support/model.ts';

const BASE = 'https://acme.my.salesforce.com';
const PATH = '/services/data/v60.0/limits';
const SENDS = `function () { return fetch(this.base + '${PATH}'); }`;

describe('what a function that is called with new assigns', () => {
  it.each([
    ['in a method of its prototype', `function A() { this.base = '${BASE}'; } A.prototype.f = ${SENDS};`],
    ['in a function without a name', `var A = function () { this.base = '${BASE}'; }; A.prototype.f = ${SENDS};`],
    [
      'in a prototype that is written as a whole',
      `function A() { this.base = '${BASE}'; } A.prototype = { f: ${SENDS} };`,
    ],
    ['in a method that it makes', `function A() { this.base = '${BASE}'; this.f = ${SENDS}; }`],
    [
      'in a callback of a method',
      `function A() { this.base = '${BASE}'; } A.prototype.f = function () { go(next.bind(this)); function next() { return fetch(this.base + '${PATH}'); } };`,
    ],
    ['of an instance', `function A() { this.base = '${BASE}'; } const a = new A(); fetch(a.base + '${PATH}');`],
    [
      'in another method of its prototype',
      `function A() {} A.prototype.open = function () { this.base = '${BASE}'; }; A.prototype.f = ${SENDS};`,
    ],
    [
      'by another name of what is called on',
      `function A() { var self = this; find(function () { self.base = '${BASE}'; }); } A.prototype.f = ${SENDS};`,
    ],
    ['by the name of its prototype', `function A() {} A.prototype = { base: '${BASE}' }; A.prototype.f = ${SENDS};`],
  ])('is known %s', (_, code) => {
    expect(callIn(code).url.text).toBe(BASE + PATH);
  });

  it('is known of an instance that another file makes', () => {
    const files = {
      '/repo/package.json': '{}',
      '/repo/src/org.js': `function Org() { this.base = '${BASE}'; } module.exports = Org;`,
    };
    const code = `const Org = require('./org'); const org = new Org(); fetch(org.base + '${PATH}');`;
    expect(callIn(code, { path: '/repo/src/a.js', files }).url.text).toBe(BASE + PATH);
  });

  it('is a client where it makes one', () => {
    const code = `const jsforce = require('jsforce'); function Org() { this.sf = new jsforce.Connection(); } Org.prototype.f = function (done) { this.sf.query('SELECT Id FROM Account', done); };`;
    expect(callIn(code)).toMatchObject({ client: { name: 'jsforce' }, confidence: 'certain' });
  });

  it('is a client that a method has connected', () => {
    const code = `const jsforce = require('jsforce'); class Store { open(done) { const self = this; const conn = new jsforce.Connection(); conn.login('u', 'p', (error) => { self.db = conn; done(error); }); } all(soql, done) { this.db.query(soql, done); } }`;
    expect(callsIn(code).map(({ operation }) => operation.call)).toEqual(['login', 'query']);
  });

  it.each([
    ['is a parameter', `function A(base) { this.base = base; } A.prototype.f = ${SENDS};`],
    [
      'is one of two that are made',
      `function A() { this.base = one(); this.base = two('${BASE}'); } A.prototype.f = ${SENDS};`,
    ],
    [
      'is given to something else by such a name',
      `function A(other) { var self = other; self.base = '${BASE}'; } A.prototype.f = ${SENDS};`,
    ],
    ['belongs to another one', `function A() {} function B() { this.base = '${BASE}'; } A.prototype.f = ${SENDS};`],
    [
      'is given to an arrow of a module',
      `function A() { this.base = '${BASE}'; } const f = () => fetch(this.base + '${PATH}');`,
    ],
  ])('is a hole where it %s', (_, code) => {
    expect(callIn(code).url.text).toBe(`{}${PATH}`);
  });

  it('is none of Salesforce where another client is made', () => {
    const code = `const jsforce = require('jsforce'); const mysql = require('mysql2'); function Db() { this.sf = mysql.createConnection({}); } Db.prototype.f = function (done) { this.sf.query('SELECT id FROM people', done); };`;
    expect(callsIn(code)).toEqual([]);
  });
});
