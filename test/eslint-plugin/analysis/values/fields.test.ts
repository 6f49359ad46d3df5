import { describe, expect, it } from 'vitest';
import { callsIn } from '../../../support/model.ts';

const found = (code: string): string[] =>
  callsIn(`${code} // salesforce`).map(({ client, url }) => `${client.name} ${url.text}`);
const inClass = (members: string): string =>
  `import axios from 'axios'; import jsforce from 'jsforce'; class Api { ${members} }`;

const MAKE = 'new jsforce.Connection({ instanceUrl })';
const LIMITS = "limits() { return this.conn.request('/services/data/v60.0/limits'); }";

describe('a field that is given several values', () => {
  it.each([
    ['by the same class', `constructor() { this.conn = ${MAKE}; } again() { this.conn = ${MAKE}; } ${LIMITS}`],
    [
      'by the same function',
      `constructor() { this.conn = make(1); } async again() { this.conn = await make(2); } ${LIMITS}`,
    ],
    [
      'of which one is nothing',
      `conn = null; open() { this.conn = ${MAKE}; } close() { this.conn = undefined; } ${LIMITS}`,
    ],
    ['of which one is an empty object', `conn = {}; open() { this.conn = ${MAKE}; } ${LIMITS}`],
    [
      'of which one is an empty object, in private',
      `#conn = {}; open() { this.#conn = ${MAKE}; } ${LIMITS.replace('this.', 'this.#')}`,
    ],
  ])('is a connection: %s', (_, members) => {
    expect(found(`${inClass(members)} function make() { return ${MAKE}; }`)).toEqual([
      'jsforce /services/data/v60.0/limits',
    ]);
  });

  it.each([
    [
      'another class',
      `constructor() { this.api = ${MAKE}; } again() { this.api = new Other(); } ${LIMITS.replace('conn', 'api')}`,
    ],
    [
      'other options',
      `open() { this.o = { method: 'POST' }; } again() { this.o = { method: 'GET' }; } a() { return axios(this.o); }`,
    ],
    [
      'other functions',
      `open() { this.send = (u) => axios(u); } again() { this.send = (u) => cached(u); } a() { return this.send(x + '/services/data/v60.0/limits'); }`,
    ],
  ])('is left open where one is that of %s', (_, members) => {
    expect(found(inClass(members)).filter((one) => one.includes('limits'))).toEqual([]);
  });

  it('has a URL where one of them names it', () => {
    const members = `constructor(o) { this.base = o.url + '/services/data/v60.0'; if (o.tooling) this.base = o.url + '/services/data/v60.0/tooling'; }
      limits() { return axios.get(this.base + '/limits'); }`;
    expect(found(inClass(members))).toEqual(['axios {}/services/data/v60.0/limits']);
  });

  it('has the URL that it has at first where a method may change it', () => {
    const members = `constructor() { this.base = 'https://acme.my.salesforce.com'; } set(base) { this.base = base; }
      limits() { return axios.get(this.base + '/services/data/v60.0/limits'); }`;
    expect(found(inClass(members))).toEqual(['axios https://acme.my.salesforce.com/services/data/v60.0/limits']);
  });

  it('has a hole for what is added to it', () => {
    const members = `constructor(o) { this.base = o.url + '/services/data/v60.0'; this.base += o.path; }
      limits() { return axios.get(this.base + '/limits'); }`;
    expect(found(inClass(members))).toEqual(['axios {}/services/data/v60.0{}/limits']);
  });
});
