import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../extension/src/protocol/requests.ts';
import { action, applied, open, type Surroundings, texts, titles } from './service-of.ts';

const PAYMENTS = '`${org}/services/data/v60.0/sobjects/Payment__c`';
const READ = `import { org } from './config';

export const limits = () => ‸fetch(\`\${org}/services/data/v60.0/limits\`);
`;
const create = (body: string): string => `export const pay = (org, order) =>
  ‸fetch(${PAYMENTS}, { method: 'POST', body: JSON.stringify(${body}) });
`;
const LIBRARY = { 'package.json': '{}', 'src/lib/format-date.ts': '' };

describe('the actions of a call that nothing repeats', () => {
  it('begin with a client for the whole project, then for the file, then all, then comments', () => {
    const opened = open(READ, 'src/limits.ts', { files: LIBRARY, features: { commands: true } });
    expect(titles(opened)).toEqual([
      'Create src/lib/salesforce-fetch.ts with the resilient client and send this call through it.',
      'Insert the resilient client into this file and send the call through it.',
      'Fix all Salesforce calls in this file that can be fixed in place.',
      'Copy a review comment about this call.',
      'Disable require-retry for this line.',
      'Disable require-retry for the whole file.',
    ]);
    const preferred = opened.service.codeActions(opened.document, opened.marked).map(({ isPreferred }) => isPreferred);
    expect(preferred).toEqual([true, undefined, undefined, undefined, undefined, undefined]);
  });

  it('are those of the kinds that are asked for', () => {
    const opened = open(READ, 'src/limits.ts', { files: LIBRARY });
    expect(titles(opened, ['source'])).toEqual(['Fix all Salesforce calls in this file that can be fixed in place.']);
    expect(titles(opened, ['source.fixAll.eslint'])).toEqual([]);
    expect(titles(opened, ['refactor'])).toEqual([]);
    expect(titles(opened, ['quickfix'])).toEqual(titles(opened));
  });

  it('are there wherever the cursor is in the call, and nowhere else', () => {
    const lines = READ.replace('‸fetch', 'fetch');
    expect(titles(open(lines.replace('/limits`', '/li‸mits`')))).toContain('Disable require-retry for this line.');
    expect(titles(open(lines.replace('export', '‸export')))).toEqual([]);
  });

  it('each leave a text that parses, and nothing to find where they fix', () => {
    const around: Surroundings = { files: LIBRARY };
    for (const title of titles(open(READ, 'src/limits.ts', around)).filter((one) => !one.startsWith('Disable'))) {
      const opened = open(READ, 'src/limits.ts', around);
      expect([title, applied(opened, action(opened, title)).left]).toEqual([title, []]);
    }
  });
});

describe('a client in a module of its own', () => {
  const made = (text: string, name: string, files: Record<string, string> = {}) => {
    const opened = open(text, name, { files });
    const { text: after, made: all, left } = applied(opened, action(opened, /^Create /));
    const [path = ''] = Object.keys(all).filter((one) => one !== name);
    return { path, module: all[path] ?? '', text: after, left };
  };

  it('is created, imported and used', () => {
    const { path, module, text, left } = made(READ, 'src/limits.ts', LIBRARY);
    expect(path).toBe('src/lib/salesforce-fetch.ts');
    expect(module).toMatch(/^export const salesforceFetch = createSalesforceFetch\(\);$/m);
    expect(module).toMatch(/^export \{ SalesforceError, createSalesforceFetch \};$/m);
    expect(text).toBe(`import { org } from './config';
import { salesforceFetch } from './lib/salesforce-fetch';

export const limits = () => salesforceFetch(\`\${org}/services/data/v60.0/limits\`);
`);
    expect(left).toEqual([]);
  });

  it('is created before its text is put in, and never over a file', () => {
    const { edit } = action(open(READ, 'src/limits.ts', { files: LIBRARY }), /^Create /);
    expect(edit?.documentChanges?.slice(0, 2)).toMatchObject([
      {
        kind: 'create',
        uri: 'file:///project/src/lib/salesforce-fetch.ts',
        options: { overwrite: false, ignoreIfExists: false },
      },
      { textDocument: { uri: 'file:///project/src/lib/salesforce-fetch.ts', version: null } },
    ]);
    expect(edit?.documentChanges?.[2]).toMatchObject({ textDocument: { version: 1 } });
    const taken = { ...LIBRARY, 'src/lib/salesforce-fetch.ts': 'export const nothing = 1;\n' };
    expect(titles(open(READ, 'src/limits.ts', { files: taken }))[0]).toMatch(/^Insert the resilient client into/);
  });

  it('finds no fault with itself', () => {
    const { path, module } = made(READ, 'src/limits.ts', LIBRARY);
    const { service, document } = open(module, path, { files: LIBRARY, settings: { preset: 'strict' } });
    expect(service.diagnostics(document)).toEqual([]);
  });

  it.each([
    [
      'a shared folder nearer to the file',
      'src/sales/api/limits.ts',
      { 'src/lib/a.ts': '', 'src/sales/lib/a.ts': '' },
      'src/sales/lib/salesforce-fetch.ts',
    ],
    ['src, where nothing is shared', 'src/sales/limits.ts', { 'src/index.ts': '' }, 'src/salesforce-fetch.ts'],
    ['beside a file that is not in src', 'scripts/limits.ts', {}, 'scripts/salesforce-fetch.ts'],
    [
      'the package of the file',
      'packages/a/src/limits.ts',
      { 'src/lib/a.ts': '', 'packages/a/package.json': '{}' },
      'packages/a/src/salesforce-fetch.ts',
    ],
    [
      'a name like those around it',
      'src/limits.ts',
      { 'src/lib/formatDate.ts': '', 'src/lib/parseCsv.ts': '' },
      'src/lib/salesforceFetch.ts',
    ],
    ['the language of the file', 'src/limits.mjs', { 'src/lib/a.mjs': '' }, 'src/lib/salesforce-fetch.mjs'],
  ])('goes to %s', (_, name, files, path) => {
    expect(made(READ, name, { 'package.json': '{}', ...files }).path).toBe(path);
  });

  it.each([
    [
      'double quotes and no semicolons',
      `import { org } from "./config"\n\nexport const a = () => ‸fetch(\`\${org}/services/data/v60.0/limits\`)\n`,
      'src/a.ts',
      {},
      'import { salesforceFetch } from "./lib/salesforce-fetch"',
    ],
    [
      'extensions as written',
      READ.replace('./config', './config.js'),
      'src/a.ts',
      {},
      "import { salesforceFetch } from './lib/salesforce-fetch.js';",
    ],
    [
      'extensions of the source',
      READ.replace('./config', './config.ts'),
      'src/a.ts',
      {},
      "import { salesforceFetch } from './lib/salesforce-fetch.ts';",
    ],
    [
      'what files beside it do',
      READ.replace(/^import.*\n/, ''),
      'src/a.ts',
      { 'src/b.ts': "import x from './c.js';" },
      "import { salesforceFetch } from './lib/salesforce-fetch.js';",
    ],
    [
      'what Node asks for',
      READ.replace(/^import.*\n/, ''),
      'src/a.js',
      { 'package.json': '{ "type": "module" }' },
      "import { salesforceFetch } from './lib/salesforce-fetch.js';",
    ],
  ])('is imported with %s', (_, text, name, files, line) => {
    const result = made(text, name, { 'package.json': '{}', 'src/lib/a.ts': '', ...files });
    expect(result.text.split('\n')).toContain(line);
    expect(result.left).toEqual([]);
  });

  it('is required where the file requires', () => {
    const { module, text, path, left } = made(
      "const { org } = require('./config');\nmodule.exports = () => ‸fetch(`${org}/services/data/v60.0/limits`);\n",
      'src/limits.js',
    );
    expect(path).toBe('src/salesforce-fetch.js');
    expect(module).toMatch(/^'use strict';\n/);
    expect(module).toMatch(/^module\.exports = \{ SalesforceError, createSalesforceFetch, salesforceFetch \};$/m);
    expect(text).toBe(
      "const { org } = require('./config');\nconst { salesforceFetch } = require('./salesforce-fetch');\nmodule.exports = () => salesforceFetch(`${org}/services/data/v60.0/limits`);\n",
    );
    expect(left).toEqual([]);
  });

  it('is used where it is there already', () => {
    const first = made(READ, 'src/limits.ts', LIBRARY);
    const opened = open(READ, 'src/other.ts', { files: { ...LIBRARY, [first.path]: first.module } });
    const use = action(opened, 'Send the call through salesforceFetch of src/lib/salesforce-fetch.ts.');
    expect(use.isPreferred).toBe(true);
    const { made: all, text, left } = applied(opened, use);
    expect(Object.keys(all)).toEqual(['src/other.ts']);
    expect(text).toContain("import { salesforceFetch } from './lib/salesforce-fetch';");
    expect(left).toEqual([]);
  });

  it('is that of the settings where they name one', () => {
    const settings = { client: { module: '@acme/salesforce', name: 'send' } };
    const opened = open(READ, 'src/limits.ts', { files: LIBRARY, settings });
    expect(titles(opened)[0]).toBe('Send the call through send, the resilient client of this file.');
    expect(texts(opened, action(opened, /^Send /).edit!)['src/limits.ts']).toContain(
      "import { send } from '@acme/salesforce';",
    );
  });

  it('is not offered to clients that create no files, and not for a fetch of its own', () => {
    const cannot = open(READ, 'src/limits.ts', { files: LIBRARY, features: { createsFiles: false } });
    expect(titles(cannot)[0]).toBe('Insert the resilient client into this file and send the call through it.');
    expect(action(cannot, /^Insert/).edit?.changes).toBeDefined();
    const own = READ.replace('‸fetch', '‸app.fetch');
    expect(titles(open(own, 'src/limits.ts', { files: LIBRARY })).filter((one) => one.startsWith('Create'))).toEqual(
      [],
    );
  });

  it('comes second where the client in the file can log in with a function of the file', () => {
    const login = `${READ}
async function login() {
  const response = await fetch('https://login.salesforce.com/services/oauth2/token', { method: 'POST', body });
  const { access_token: accessToken } = await response.json();
  return accessToken;
}
`;
    expect(titles(open(login, 'src/limits.ts', { files: LIBRARY })).slice(0, 2)).toEqual([
      'Insert the resilient client into this file and send the call through it.',
      'Create src/lib/salesforce-fetch.ts with the resilient client and send this call through it.',
    ]);
  });
});

describe('an upsert', () => {
  const upserts = (body: string, around: Surroundings = {}): string[] =>
    titles(open(create(body), 'src/pay.js', around)).filter((one) => one.includes('upsert'));

  it('is by the key in the body', () => {
    const opened = open(create('{ Amount__c: order.amount, Order_Id__c: order.id }'), 'src/pay.js');
    const { text } = applied(opened, action(opened, /upsert/));
    expect(text).toBe(`export const pay = (org, order) =>
  fetch(\`\${org}/services/data/v60.0/sobjects/Payment__c/Order_Id__c/\${encodeURIComponent(order.id)}\`, { method: 'PATCH', body: JSON.stringify({ Amount__c: order.amount }) });
`);
    expect(action(opened, /upsert/).isPreferred).toBe(true);
  });

  it('is offered once for each likely field', () => {
    const body = '{ Amount__c: 1, Order_Id__c: order.id, Reference__c: order.reference }';
    expect(upserts(body)).toEqual([
      'Send it as an upsert: PATCH by the external id Reference__c, which a repetition updates.',
      'Send it as an upsert: PATCH by the external id Order_Id__c, which a repetition updates.',
    ]);
    const externalIdFields = (sobject: string): string[] => (sobject === 'Payment__c' ? ['Key_of_Shop__c'] : []);
    expect(upserts('{ Key_of_Shop__c: order.key }', { externalIdFields })).toEqual([
      'Send it as an upsert: PATCH by the external id Key_of_Shop__c, which a repetition updates.',
    ]);
    expect(upserts('{ Amount__c: 1 }', { settings: { externalIds: { Payment__c: 'Number__c' } } })).toEqual([
      'Send it as an upsert: fill in the external-id field (Number__c) and its value (externalId).',
    ]);
  });

  it('asks for the field where nothing tells it', () => {
    const opened = open(create('{ Amount__c: 1 }'), 'src/pay.js', { features: { commands: true } });
    expect(action(opened, /upsert/).command).toEqual({
      title: 'Choose the external-id field',
      command: COMMANDS.chooseExternalId,
      arguments: [
        {
          uri: 'file:///project/src/pay.js',
          range: { start: { line: 1, character: 2 }, end: { line: 1, character: 7 } },
          fields: [],
        },
      ],
    });
    expect(
      texts(opened, opened.service.upsertBy(opened.document, opened.marked.start, 'Key__c')!)['src/pay.js'],
    ).toContain("/sobjects/Payment__c/Key__c/${encodeURIComponent(externalId)}`, { method: 'PATCH'");
  });

  it('leaves the cursor on what is to be filled in', () => {
    const opened = open(create('{ Amount__c: 1 }'), 'src/pay.js', { features: { snippetEdits: true } });
    const { edit } = action(opened, /upsert/);
    const [first] = edit?.documentChanges ?? [];
    expect(first && 'edits' in first ? first.edits : []).toMatchObject([
      {
        snippet: {
          kind: 'snippet',
          value: String.raw`/${'${2:External_Id__c}'}/\${encodeURIComponent(${'${3:externalId}'})\}`,
        },
      },
      { newText: "'PATCH'" },
    ]);
  });

  it('has names to fill in for clients that can do no more', () => {
    const opened = open(create('{ Amount__c: 1 }'), 'src/pay.js');
    expect(texts(opened, action(opened, /upsert/).edit!)['src/pay.js']).toContain(
      '/sobjects/Payment__c/External_Id__c/${encodeURIComponent(externalId)}`',
    );
  });

  it('knows the fields for a list to pick from, what is sent first', () => {
    const around: Surroundings = {
      settings: { externalIds: { Payment__c: 'Number__c' } },
      externalIdFields: () => ['Legacy__c', 'Shop__c'],
    };
    const { service, document, marked } = open(create('{ Shop__c: 1, Order_Id__c: order.id }'), 'src/pay.js', around);
    expect(service.externalIdFields(document, marked.start)).toEqual([
      'Number__c',
      'Shop__c',
      'Order_Id__c',
      'Legacy__c',
    ]);
    expect(service.externalIdFields(document, { line: 0, character: 0 })).toEqual([]);
  });
});

describe('a comment that disables', () => {
  const disabled = (text: string, title: RegExp, name = 'src/a.tsx'): string => {
    const opened = open(text, name);
    return texts(opened, action(opened, title).edit!)[name] ?? '';
  };
  const LINE = /for this line/;

  it('stands above the line, with a reason to fill in', () => {
    expect(disabled('function a() {\n\t‸fetch(`${org}/services/data/v60.0/limits`);\n}\n', LINE)).toBe(
      'function a() {\n\t// eslint-disable-next-line salesforce-resilience/require-retry -- reason\n\tfetch(`${org}/services/data/v60.0/limits`);\n}\n',
    );
  });

  it('keeps the line ends of the file', () => {
    expect(disabled('a();\r\n‸fetch(`${org}/services/data/v60.0/limits`);\r\n', LINE)).toBe(
      'a();\r\n// eslint-disable-next-line salesforce-resilience/require-retry -- reason\r\nfetch(`${org}/services/data/v60.0/limits`);\r\n',
    );
  });

  it('joins the one that is there', () => {
    expect(
      disabled('// eslint-disable-next-line no-undef -- global\n‸fetch(`${org}/services/data/v60.0/limits`);', LINE),
    ).toBe(
      '// eslint-disable-next-line no-undef, salesforce-resilience/require-retry -- global\nfetch(`${org}/services/data/v60.0/limits`);',
    );
    expect(
      disabled('/* eslint-disable-next-line no-undef */\n‸fetch(`${org}/services/data/v60.0/limits`);', LINE),
    ).toBe(
      '/* eslint-disable-next-line no-undef, salesforce-resilience/require-retry */\nfetch(`${org}/services/data/v60.0/limits`);',
    );
  });

  it('has braces between the tags of JSX, and none among attributes', () => {
    expect(
      disabled('const a = (\n  <p>\n    {use(‸fetch(`${org}/services/data/v60.0/limits`))}\n  </p>\n);', LINE),
    ).toBe(
      'const a = (\n  <p>\n    {/* eslint-disable-next-line salesforce-resilience/require-retry -- reason */}\n    {use(fetch(`${org}/services/data/v60.0/limits`))}\n  </p>\n);',
    );
    expect(
      disabled('const a = (\n  <p\n    onClick={() => ‸fetch(`${org}/services/data/v60.0/limits`)}\n  />\n);', LINE),
    ).toBe(
      'const a = (\n  <p\n    // eslint-disable-next-line salesforce-resilience/require-retry -- reason\n    onClick={() => fetch(`${org}/services/data/v60.0/limits`)}\n  />\n);',
    );
  });

  it('is not offered within a text over lines', () => {
    const within = 'const a = `\n${await ‸fetch(`${org}/services/data/v60.0/limits`)}`;';
    expect(titles(open(within)).filter((title) => LINE.test(title))).toEqual([]);
  });

  it('stands at the top for the whole file, below a hashbang', () => {
    expect(disabled('#!/usr/bin/env node\n‸fetch(`${org}/services/data/v60.0/limits`);', /whole file/)).toBe(
      '#!/usr/bin/env node\n/* eslint-disable salesforce-resilience/require-retry -- reason */\nfetch(`${org}/services/data/v60.0/limits`);',
    );
  });

  it('has the reason selected where the client can do that', () => {
    const opened = open('‸fetch(`${org}/services/data/v60.0/limits`);', 'a.ts', { features: { snippetEdits: true } });
    const [change] = action(opened, /whole file/).edit?.documentChanges ?? [];
    expect(change && 'edits' in change ? change.edits : []).toMatchObject([
      { snippet: { value: '/* eslint-disable salesforce-resilience/require-retry -- ${1:reason} */\n' } },
    ]);
  });
});

describe('fixing all', () => {
  const FILE = `const a = await ‸fetch(\`\${org}/services/data/v60.0/limits\`);
const b = await fetch(\`\${org}/services/data/v60.0/query?q=x\`);
const c = await fetch(${PAYMENTS}, { method: 'POST', body: JSON.stringify({ Order_Id__c: order.id }) });
`;

  it('inserts one client, sends every call through it, and makes creates upserts', () => {
    const opened = open(FILE, 'a.js');
    const { text, left } = applied(opened, action(opened, /^Fix all/, ['source.fixAll']));
    expect(text.match(/function createSalesforceFetch\(/g)).toHaveLength(1);
    expect(text.slice(text.indexOf('const a = await')))
      .toBe(`const a = await salesforceFetch(\`\${org}/services/data/v60.0/limits\`);
const b = await salesforceFetch(\`\${org}/services/data/v60.0/query?q=x\`);
const c = await salesforceFetch(\`\${org}/services/data/v60.0/sobjects/Payment__c/Order_Id__c/\${encodeURIComponent(order.id)}\`, { method: 'PATCH', body: JSON.stringify({  }) });
`);
    expect(left).toEqual([]);
  });

  it('has the kind that is asked for, and does the same from the light bulb', () => {
    const opened = open(FILE, 'a.js');
    const onSave = action(opened, /^Fix all/, ['source.fixAll']);
    const bulb = action(opened, /^Fix all/, ['quickfix']);
    expect([onSave.kind, bulb.kind]).toEqual(['source.fixAll.salesforceResilience', 'quickfix']);
    expect(bulb.edit).toEqual(onSave.edit);
  });

  it('fills nothing in that is not known', () => {
    const opened = open(create('{ Amount__c: 1 }'), 'a.js');
    const { text, left } = applied(opened, action(opened, /^Fix all/));
    expect(text).not.toMatch(/External_Id__c|externalId\b\)/);
    expect(text).toContain('salesforceFetch(');
    expect(left).toEqual(['require-idempotent-write']);
  });

  it('is not offered where nothing can be fixed in place', () => {
    const opened = open("import axios from 'axios';\n‸axios.get(`${org}/services/data/v60.0/limits`);", 'a.js');
    expect(opened.service.diagnostics(opened.document)).toHaveLength(1);
    expect(titles(opened).filter((title) => title.startsWith('Fix all'))).toEqual([]);
    expect(titles(opened, ['source.fixAll'])).toEqual([]);
  });
});
