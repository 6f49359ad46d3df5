import { describe, expect, it } from 'vitest';
import { callIn } from '../../../support/model.ts';

const URL_OF_X = 'https://acme.my.salesforce.com/services/data/v60.0/sobjects/X';
const methodOf = (options: string, before = ''): unknown =>
  callIn(`${before}; fetch('${URL_OF_X}', ${options});`).method;

describe('options', () => {
  it.each([
    ['in a constant', 'options', "const options = { method: 'post' }"],
    ['by an alias', 'again', "const options = { method: 'post' }; const again = options"],
    ['spread', '{ headers, ...options }', "const options = { method: 'post' }"],
    ['spread and overruled', "{ ...options, method: 'post' }", "const options = { method: 'get' }"],
    ['spread over', "{ method: 'get', ...options }", "const options = { method: 'post' }"],
    ['spread on a condition', "{ method: 'post', ...(signal && { signal }), ...(agent ? { agent } : {}) }", ''],
    ['spread from a choice', "{ ...(body ? { method: 'post', body } : {}) }", ''],
    ['spread from nothing', "{ method: 'post', ...undefined, ...null }", ''],
    ['of a choice', "body ? { method: 'post', body } : undefined", ''],
    ['frozen', 'options', "const options = Object.freeze({ method: 'post' })"],
    ['merged', "Object.assign({}, defaults, { method: 'post' })", ''],
    ['merged into a constant', 'options', "const options = Object.assign({}, defaults, { method: 'post' })"],
    ['merged later', 'options', "const options = { headers }; Object.assign(options, { method: 'post' })"],
    ['assigned', 'options', "const options = { headers }; options.method = 'post'"],
    ['assigned by a string', 'options', "const options = { headers }; options['method'] = 'post'"],
    ['assigned in case', 'options', "const options = { method: 'get' }; if (body) options.method = 'post'"],
    ['assigned where nothing is', 'options', "const options = { headers }; options.method ??= 'post'"],
    ['assigned or kept', 'options', "const options = { headers }; options.method = options.method || 'post'"],
    ['kept', 'options', "const options = { method: 'post' }; options.method = options.method || 'get'"],
    ['kept, in short', 'options', "const options = { method: 'post' }; options.method ||= 'get'"],
    ['built', "build('post')", 'const build = (method) => ({ method, headers: {} })'],
    ['built with defaults', 'build()', "const build = (method = 'post') => ({ method, headers: {} })"],
    [
      'built from an object',
      "build({ method: 'post' })",
      "function build({ method = 'get', body }) { return { method, body }; }",
    ],
    [
      'built step by step',
      "build('post')",
      'function build(method) { const o = { headers }; o.method = method; return o; }',
    ],
    ['built and awaited', "await build('post')", 'const build = async (method) => ({ method })'],
    ['built and kept', 'options', "const build = (method) => ({ method }); const options = build('post')"],
    ['built and spread', '{ ...build(), body }', "const build = () => ({ method: 'post' })"],
    ['a getter', "{ get method() { return 'post'; } }", ''],
  ])('are read: %s', (_, options, before) => {
    expect(methodOf(options, before)).toMatchObject({ state: 'present', value: 'POST' });
  });

  it.each([
    ['an empty object', '{}', ''],
    ['nothing', 'undefined', ''],
    ['other keys', 'options', 'const options = { headers: {} }; options.body = body'],
    ['other keys that are built', 'build()', 'const build = () => ({ headers: {} })'],
    ['a choice without it', 'body ? { body } : {}', ''],
  ])('have no method: %s', (_, options, before) => {
    expect(methodOf(options, before)).toEqual({ state: 'absent' });
  });

  it.each([
    ['a parameter', 'options', ''],
    ['an unknown spread', "{ method: 'post', ...options }", ''],
    ['an unknown choice', 'body ? options : { body }', ''],
    ['an unknown function', 'build()', ''],
    [
      'a function with two results',
      'build()',
      "function build() { if (x) return { method: 'post' }; return { method: 'get' }; }",
    ],
    ['a variable that is assigned as a whole', 'options', "let options = {}; options = { method: 'post' }"],
    ['a computed key', "{ method: 'get', [name]: value }", ''],
    ['a computed key that is assigned', 'options', 'const options = {}; options[name] = value'],
    ['an argument', 'build(verb)', 'const build = (method) => ({ method })'],
    ['circles', 'a', 'const a = { ...b }; const b = { ...a }'],
    ['functions in a circle', 'a()', 'const a = () => b(); const b = () => a()'],
  ])('are unknown: %s', (_, options, before) => {
    expect(methodOf(options, before)).toMatchObject({ state: 'unknown' });
  });
});
