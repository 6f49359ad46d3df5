import { describe, expect, it } from 'vitest';
import { action, applied, only, open, texts, titles } from '../service-of.ts';

const READ = `import { org } from './config';

export const limits = () => ‸fetch(\`\${org}/services/data/v60.0/limits\`);
`;
const LIBRARY = { 'package.json': '{}', 'src/lib/format-date.ts': '' };

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

  it('takes the place of a package that a rule of strict finds no breaker around', () => {
    const text = `import pRetry from 'p-retry';

export const load = () => pRetry(async () => {
  const response = await ‸fetch(\`\${org}/services/data/v60.0/limits\`);
  if (!response.ok) throw new Error('failed');
  return response;
});
`;
    const settings = { preset: 'strict', ...only('require-circuit-breaker') };
    const opened = open(text, 'src/load.ts', { files: LIBRARY, settings });
    expect(titles(opened)).toContain(
      'Create src/lib/salesforce-fetch.ts with the resilient client and send this call through it.',
    );
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
    const own = `import { fetch as send } from 'undici';\n${READ.replace('‸fetch', '‸send')}`;
    expect(titles(open(own, 'src/limits.js', { files: LIBRARY }))[0]).toBe(
      'Insert the resilient client into this file and send the call through it.',
    );
    // In TypeScript its answers are of other types, too.
    expect(titles(open(own, 'src/limits.ts', { files: LIBRARY }))[0]).toBe(
      'Create src/lib/retry-salesforce.ts and repeat this call with its retrySalesforce.',
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
