import { describe, expect, it } from 'vitest';
import { methodOf, pathIn, targetOf } from '../../../eslint-plugin/src/rule/wording.ts';
import { callsIn } from '../../support/model.ts';

const U = 'https://acme.my.salesforce.com/services/data/v60.0/limits';

/** What a message calls the first request of a piece of code. */
function toldIn(code: string): string {
  const [call] = callsIn(`import axios from 'axios'; import rp from 'request-promise'; ${code}`, { typescript: true });
  return `${methodOf(call!)} ${targetOf(call!)}`;
}

describe('a request whose options are all given from elsewhere', () => {
  it.each([
    ['a parameter', `const send = (options) => rp(options); send({ uri: '${U}', method: 'POST' });`],
    ['axios', `const send = (config) => axios(config); send({ url: '${U}', method: 'PUT' });`],
    ['a request of fetch', `const send = (request: Request) => fetch(request); send('${U}');`],
  ])('may have any method: %s', (_, code) => {
    expect(toldIn(code)).toBe('call to Salesforce');
  });

  it.each([
    ['a name that says so', `const send = (url) => rp(url); send('${U}');`],
    ['a member that says so', `const send = (job) => rp(job.statusUrl); send({ statusUrl: '${U}' });`],
    ['a type that says so', `const send = (where: string) => fetch(where); send('${U}');`],
  ])('is read where the address alone is: %s', (_, code) => {
    expect(toldIn(code)).toBe('GET to Salesforce');
  });

  it('is what the options say that are in the file', () => {
    expect(toldIn(`const options = { uri: '${U}', method: 'PUT' }; rp(options);`)).toBe(
      'PUT to /services/data/v60.0/limits',
    );
  });
});

describe('a method that only stands in for what callers give', () => {
  const url = "base + '/services/data/v60.0' + path";

  it.each([
    ['the default of a parameter', `const send = (path, method = 'GET') => fetch(${url}, { method });`],
    ['the default of an option', `const send = (path, { method = 'GET' } = {}) => fetch(${url}, { method });`],
    ['an alternative', `const send = (path, options) => fetch(${url}, { method: options.method || 'GET' });`],
    [
      'both, in another form',
      `function send(path, { method = 'GET' } = {}) { const verb = String(method || 'GET').toUpperCase(); return fetch(${url}, { method: verb }); }`,
    ],
  ])('is not known: %s', (_, code) => {
    expect(toldIn(code)).toBe('call to /services/data/v60.0…');
  });

  it.each([
    ['a create', `const send = (path, method = 'POST') => fetch(${url}, { method });`, 'POST'],
    ['a constant', `const method = 'GET'; const send = (path) => fetch(${url}, { method });`, 'GET'],
  ])('is what it is: %s', (_, code, method) => {
    expect(toldIn(code)).toBe(`${method} to /services/data/v60.0…`);
  });
});

describe('the path in a message', () => {
  it.each([
    ['{}{}', ''],
    ['{}/{}', ''],
    ['https://{}/{}/', ''],
    ['{}/services/{}', '/services/…'],
    ['https://acme.my.salesforce.com/', ''],
  ])('of %s is %s', (url, path) => {
    expect(pathIn(url)).toBe(path);
  });
});
