import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { callsOf } from '../../../eslint-plugin/src/analysis/calls.ts';
import { FETCH_CLIENTS } from '../../../eslint-plugin/src/analysis/clients/fetch.ts';
import type { SourceView } from '../../../eslint-plugin/src/analysis/source.ts';
import { callsIn } from '../../support/model.ts';

const URL = "'https://acme.my.salesforce.com/services/data/v60.0/limits'";

/** Ways to get at a function of a module: each is the code before the call, and the callee. */
function waysTo(module: string, path: readonly string[]): (readonly [way: string, before: string, callee: string])[] {
  const [name = 'default'] = path;
  if (name === 'default') {
    return [
      ['imported', `import send from '${module}';`, 'send'],
      ['imported as default', `import { default as send } from '${module}';`, 'send'],
      ['in a namespace', `import * as http from '${module}';`, 'http.default'],
      ['required', `const send = require('${module}');`, 'send'],
      ['required as default', `const send = require('${module}').default;`, 'send'],
      ['aliased', `import send from '${module}'; const again = send;`, 'again'],
    ];
  }
  return [
    ['imported', `import { ${name} } from '${module}';`, name],
    ['imported under another name', `import { ${name} as send } from '${module}';`, 'send'],
    ['in a namespace', `import * as http from '${module}';`, `http.${name}`],
    ['required and destructured', `const { ${name}: send } = require('${module}');`, 'send'],
    ['as a member', `const http = require('${module}');`, `http.${name}`],
    ['aliased', `import { ${name} } from '${module}'; const again = ${name};`, 'again'],
    ['imported when needed', `const { ${name} } = await import('${module}');`, name],
  ];
}

describe.each(FETCH_CLIENTS.flatMap((client) => client.functions.map((item) => ({ client: client.name, ...item }))))(
  '$client from $module',
  ({ client, module, path }) => {
    if (module === undefined) {
      it.each([
        ['called by name', '', 'fetch'],
        ['on globalThis', '', 'globalThis.fetch'],
        ['on window', '', 'window.fetch'],
        ['by a computed name', '', "globalThis['fetch']"],
        ['aliased', 'const send = fetch;', 'send'],
        ['destructured', 'const { fetch: send } = globalThis;', 'send'],
        ['bound', 'const send = fetch.bind(globalThis);', 'send'],
        ['as a fallback', 'const send = options.fetch ?? fetch;', 'send'],
      ])('is found once when it is %s', (_, before, callee) => {
        expect(callsIn(`${before}\nawait ${callee}(${URL});`).map((call) => call.client.name)).toEqual([client]);
      });

      it.each([
        ['a parameter', `function load(fetch) { return fetch(${URL}); }`],
        ['a function of the file', `function fetch(url) { return url; }\nfetch(${URL});`],
        ['an import of another module', `import { fetch } from './own.js';\nfetch(${URL});`],
        ['a method of something else', `cache.fetch(${URL});`],
      ])('is not found when the name is %s', (_, code) => {
        expect(callsIn(code)).toEqual([]);
      });
      return;
    }

    it.each(waysTo(module, path))('is found once when it is %s', (_, before, callee) => {
      expect(callsIn(`${before}\nawait ${callee}(${URL});`).map((call) => call.client.name)).toEqual([client]);
    });

    it('is not found when a parameter has its name', () => {
      expect(callsIn(`import send from '${module}';\nfunction load(send) { return send(${URL}); }`)).toEqual([]);
    });
  },
);

describe('the resilient client', () => {
  it.each([
    ['inserted into the file', 'function createSalesforceFetch() {}\nconst salesforceFetch = createSalesforceFetch();'],
    [
      'imported',
      "import { createSalesforceFetch } from './client.js';\nconst salesforceFetch = createSalesforceFetch({});",
    ],
    [
      'required',
      "const { createSalesforceFetch } = require('./client');\nconst salesforceFetch = createSalesforceFetch();",
    ],
  ])('is known when it is %s', (_, before) => {
    const [call] = callsIn(`${before}\nawait salesforceFetch(${URL});`);
    expect(call?.client.name).toBe('salesforceFetch');
    expect(call?.facts.retry).toMatchObject({ state: 'present', value: { kind: 'client' } });
  });
});

it('finds nothing where the file does not mention Salesforce', () => {
  expect(callsIn("await fetch('https://example.com/api');")).toEqual([]);
});

it('is computed once for a file, and shared by all who ask', () => {
  const seen: unknown[] = [];
  const listener = {
    create: ({ sourceCode }: { sourceCode: unknown }) => ({
      'Program:exit'() {
        seen.push(callsOf(sourceCode as SourceView));
      },
    }),
  };
  const plugins = { model: { rules: { first: listener, second: listener } } };
  new Linter().verify(`fetch(${URL});`, { plugins, rules: { 'model/first': 'error', 'model/second': 'error' } });
  expect(seen).toHaveLength(2);
  expect(seen[0]).toBe(seen[1]);
});
