import { describe, expect, it } from 'vitest';
import { callsIn } from '../../../support/model.ts';
import { verdict } from '../../../support/retry-verdict.ts';

const DATA = "base + '/services/data/v60.0'";
const REST = `async function rest(method, path, body) { return fetch(${DATA} + path, { method, body }); }`;
const TYPED = REST.replace('(method', '(this: Context, method: string');

/** The wrapper calls of a piece of code, in short. */
const wrappersIn = (code: string): string[] =>
  callsIn(code, { typescript: true }).flatMap(({ kind, method, endpoint }) =>
    kind === 'wrapper'
      ? [`${method.state === 'present' ? method.value : method.state} ${endpoint?.sobject ?? '?'}`]
      : [],
  );

describe('a create through a function that is given what this is', () => {
  it.each([
    ['call', `${REST} rest.call(this, 'POST', '/sobjects/Lead', body);`],
    ['call, with a declared this', `${TYPED} rest.call(this, 'POST', '/sobjects/Lead', body);`],
    ['apply', `${REST} rest.apply(this, ['POST', '/sobjects/Lead', body]);`],
    ['apply, with a declared this', `${TYPED} rest.apply(this, ['POST', '/sobjects/Lead', body]);`],
    ['bind', `${REST} rest.bind(this)('POST', '/sobjects/Lead', body);`],
    ['bind, by a name', `${TYPED} const send = rest.bind(this); send('POST', '/sobjects/Lead', body);`],
    ['bind, with a method', `${REST} const post = rest.bind(this, 'POST'); post('/sobjects/Lead', body);`],
    [
      'a function of a function',
      `${REST} function all(...a) {} async function api(m, p, b) { return rest.call(this, m, p, b); } api.call(this, 'POST', '/sobjects/Lead', body);`,
    ],
    [
      'a method',
      `class A { ${REST.replace('async function ', 'async ')} save(b) { return this.rest.call(this, 'POST', '/sobjects/Lead', b); } }`,
    ],
    ['a declared this, and nothing else', `${TYPED} rest('POST', '/sobjects/Lead', body);`],
    [
      'a method that is called call',
      `class A { ${REST.replace('async function rest', 'async call')} } new A().call('POST', '/sobjects/Lead', body);`,
    ],
  ])('is seen: %s', (_, code) => {
    expect(wrappersIn(code)).toEqual(['POST Lead']);
  });

  it.each([
    ['a read', `${REST} rest.call(this, 'GET', '/sobjects/Lead/' + id);`],
    ['a list that is not at hand', `${REST} const sobjects = ['POST']; rest.apply(this, sobjects);`],
    ['a method of something else', `${REST} other.call(this, 'POST', '/sobjects/Lead', body);`],
    ['another method of the function', `${REST} rest.defer(this, 'POST', '/sobjects/Lead', body);`],
  ])('is not seen in %s', (_, code) => {
    expect(wrappersIn(code)).toEqual([]);
  });
});

describe('an answer that is given to a function with what this is', () => {
  const send = (check: string): string =>
    `async function send(this: any) { for (let i = 0; i < 5; i++) { try { const r = await FETCH; ${check} return r; } catch (e) { if (i === 4) throw e; await sleep(i); } } }`;

  it.each([
    ['call', 'check.call(this, r);', 'this: any, r: Response'],
    ['call, without a declared this', 'check.call(this, r);', 'r: Response'],
    ['apply', 'check.apply(this, [r]);', 'this: any, r: Response'],
    ['nothing', 'check(r);', 'this: any, r: Response'],
  ])('is looked at there: %s', (_, call, params) => {
    const code = `function check(${params}) { if (!r.ok) throw new Error('HTTP'); } ${send(call)}`;
    expect(verdict(code, { typescript: true })).toBe('loop any');
  });
});

describe('what a function makes that is given what this is', () => {
  const OPTIONS = `function build(this: Context, method, path) { return { method, uri: ${DATA} + path }; }`;

  it.each([
    ['options, by call', `${OPTIONS} const o = build.call(this, 'POST', '/sobjects/Lead'); request(o);`],
    ['options, by apply', `${OPTIONS} request(build.apply(this, ['POST', '/sobjects/Lead']));`],
    ['options, by bind', `${OPTIONS} const make = build.bind(this, 'POST'); request(make('/sobjects/Lead'));`],
    [
      'a path',
      `function at(name) { return ${DATA} + '/sobjects/' + name; } fetch(at.call(this, 'Lead'), { method: 'POST' });`,
    ],
  ])('is what the request is made of: %s', (_, code) => {
    const [call] = callsIn(`import request from 'request-promise-native'; ${code}`, { typescript: true });
    expect(call).toMatchObject({ method: { value: 'POST' }, endpoint: { sobject: 'Lead' } });
  });
});
