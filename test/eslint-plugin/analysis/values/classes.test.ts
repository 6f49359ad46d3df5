import { describe, expect, it } from 'vitest';
import { callIn } from '../../../support/model.ts';

const BASE = 'https://acme.my.salesforce.com';
const PATH = '/services/data/v60.0/limits';

describe('a member of a class', () => {
  it.each([
    ['a field', `class A { base = '${BASE}'; f() { return fetch(this.base + '${PATH}'); } }`],
    ['a private field', `class A { #base = '${BASE}'; f() { return fetch(this.#base + '${PATH}'); } }`],
    ['a field of an arrow', `class A { base = '${BASE}'; f = () => fetch(this.base + '${PATH}'); }`],
    [
      'what the constructor assigns',
      `class A { constructor() { this.base = '${BASE}'; } f() { return fetch(this.base + '${PATH}'); } }`,
    ],
    [
      'a private one that it assigns',
      `class A { #base; constructor() { this.#base = '${BASE}'; } f() { return fetch(this.#base + '${PATH}'); } }`,
    ],
    [
      'a default of the constructor',
      `class A { constructor(base = '${BASE}') { this.base = base; } f() { return fetch(this.base + '${PATH}'); } }`,
    ],
    [
      'an option of the constructor',
      `class A { constructor({ base = '${BASE}' } = {}) { this.base = base; } f() { return fetch(this.base + '${PATH}'); } }`,
    ],
    [
      'what another method assigns',
      `class A { base = null; login() { this.base = '${BASE}'; } f() { return fetch(this.base + '${PATH}'); } }`,
    ],
    ['a getter', `class A { get base() { return '${BASE}'; } f() { return fetch(this.base + '${PATH}'); } }`],
    ['a private getter', `class A { get #base() { return '${BASE}'; } f() { return fetch(this.#base + '${PATH}'); } }`],
    [
      'a getter of fields',
      `class A { v = 'v60.0'; get api() { return \`${BASE}/services/data/\${this.v}\`; } f() { return fetch(this.api + '/limits'); } }`,
    ],
    ['a static field', `class A { static BASE = '${BASE}'; f() { return fetch(A.BASE + '${PATH}'); } }`],
    ['a private static field', `class A { static #BASE = '${BASE}'; f() { return fetch(A.#BASE + '${PATH}'); } }`],
    [
      'a static getter',
      `class A { static get BASE() { return '${BASE}'; } f() { return fetch(A.BASE + '${PATH}'); } }`,
    ],
    [
      'a static field of its own',
      `class A { static BASE = '${BASE}'; static f() { return fetch(this.BASE + '${PATH}'); } }`,
    ],
    [
      'a static field in a static block',
      `class A { static BASE = '${BASE}'; static { fetch(this.BASE + '${PATH}'); } }`,
    ],
    [
      'a static field by its instance',
      `class A { static BASE = '${BASE}'; f() { return fetch(this.constructor.BASE + '${PATH}'); } }`,
    ],
    [
      'an inherited static field',
      `class P { static BASE = '${BASE}'; } class A extends P { static f() { return fetch(this.BASE + '${PATH}'); } }`,
    ],
    [
      'an inherited field',
      `class P { base = '${BASE}'; } class A extends P { f() { return fetch(this.base + '${PATH}'); } }`,
    ],
    [
      'a method of the class above',
      `class P { base() { return '${BASE}'; } } class A extends P { f() { return fetch(super.base() + '${PATH}'); } }`,
    ],
    ['a member of an instance', `class A { base = '${BASE}'; } const a = new A(); fetch(a.base + '${PATH}')`],
    [
      'a member of a prototype',
      `function A() {} A.prototype.base = '${BASE}'; A.prototype.f = function () { return fetch(this.base + '${PATH}'); };`,
    ],
    [
      'a member of the object around it',
      `const a = { base: '${BASE}', f() { return fetch(this.base + '${PATH}'); } };`,
    ],
    ['a getter of an object', `const a = { get base() { return '${BASE}'; } }; fetch(a.base + '${PATH}')`],
  ])('may be %s', (_, code) => {
    expect(callIn(code).url.text).toBe(BASE + PATH);
  });

  it.each([
    ['a field', `class A { private readonly base: string = '${BASE}'; f() { return fetch(this.base + '${PATH}'); } }`],
    [
      'a parameter property',
      `class A { constructor(private base = '${BASE}') {} f() { return fetch(this.base + '${PATH}'); } }`,
    ],
    [
      'a member of something typed',
      `class A { base = '${BASE}'; } function f(a: A) { return fetch(a.base + '${PATH}'); }`,
    ],
  ])('may be %s in TypeScript', (_, code) => {
    expect(callIn(code, { typescript: true }).url.text).toBe(BASE + PATH);
  });

  it.each([
    ['nobody assigns', `class A { base; f() { return fetch(this.base + '${PATH}'); } }`],
    [
      'is a parameter',
      `class A { constructor(base) { this.base = base; } f() { return fetch(this.base + '${PATH}'); } }`,
    ],
    [
      'is a getter that decides',
      `class A { get base() { if (x) return '${BASE}'; return y; } f() { return fetch(this.base + '${PATH}'); } }`,
    ],
    [
      'belongs to an instance, not to the class',
      `class A { base = '${BASE}'; static f() { return fetch(this.base + '${PATH}'); } }`,
    ],
    [
      'belongs to the class, not to an instance',
      `class A { static base = '${BASE}'; f() { return fetch(this.base + '${PATH}'); } }`,
    ],
    [
      'is private, and the other is not',
      `class A { #base; base = '${BASE}'; f() { return fetch(this.#base + '${PATH}'); } }`,
    ],
    [
      'a class inherits from something unknown',
      `class A extends Base { f() { return fetch(this.base + '${PATH}'); } }`,
    ],
    [
      'classes inherit from each other',
      `class A extends B { f() { return fetch(this.base + '${PATH}'); } } class B extends A {}`,
    ],
  ])('is a hole where it %s', (_, code) => {
    expect(callIn(code).url.text).toBe(`{}${PATH}`);
  });
});
