import { describe, expect, it } from 'vitest';
import { callsOf } from '../../../eslint-plugin/src/analysis/calls.ts';
import { withBuffers } from '../../../eslint-plugin/src/analysis/modules/files.ts';
import { projectModules } from '../../../eslint-plugin/src/analysis/modules/project-modules.ts';
import { DEFAULT_SETTINGS } from '../../../eslint-plugin/src/analysis/settings/settings.ts';
import type { SourceView } from '../../../eslint-plugin/src/analysis/source.ts';
import { json, memoryFiles } from '../../support/memory-files.ts';
import { callIn, callsIn, sourceOfText } from '../../support/model.ts';

const BASE = 'https://acme.my.salesforce.com';
const PATH = '/services/data/v60.0/limits';
const EXPORTS_BASE = `export const BASE = '${BASE}';`;
const USES_BASE = `fetch(BASE + '${PATH}');`;

type Texts = Readonly<Record<string, string>>;

describe('an import', () => {
  const urlWith = (code: string, files: Texts, path?: string): string =>
    callIn(`${code} ${USES_BASE}`, { files, typescript: true, ...(path === undefined ? {} : { path }) }).url.text;

  it.each<[string, string, Texts]>([
    ['without extension', "import { BASE } from './c';", { '/repo/src/c.ts': EXPORTS_BASE }],
    ['of .js that means .ts', "import { BASE } from './c.js';", { '/repo/src/c.ts': EXPORTS_BASE }],
    ['of .mjs that means .mts', "import { BASE } from './c.mjs';", { '/repo/src/c.mts': EXPORTS_BASE }],
    ['of a folder', "import { BASE } from './config';", { '/repo/src/config/index.ts': EXPORTS_BASE }],
    ['of the folder itself', "import { BASE } from '.';", { '/repo/src/index.js': EXPORTS_BASE }],
    ['from above', "import { BASE } from '../lib/c.js';", { '/repo/lib/c.js': EXPORTS_BASE }],
    ['by require', "const { BASE } = require('./c');", { '/repo/src/c.js': `module.exports = { BASE: '${BASE}' };` }],
    [
      'that is passed on',
      "import { BASE } from './a';",
      { '/repo/src/a.ts': "export { BASE } from './b';", '/repo/src/b.ts': EXPORTS_BASE },
    ],
    [
      'that is passed on under another name',
      "import { BASE } from './a';",
      { '/repo/src/a.ts': "export { HOST as BASE } from './b';", '/repo/src/b.ts': `export const HOST = '${BASE}';` },
    ],
    [
      'that is imported and exported',
      "import { BASE } from './a';",
      { '/repo/src/a.ts': "import { BASE } from './b'; export { BASE };", '/repo/src/b.ts': EXPORTS_BASE },
    ],
    [
      'that is passed on with a star',
      "import { BASE } from './a';",
      { '/repo/src/a.ts': "export * from './x'; export * from './b';", '/repo/src/b.ts': EXPORTS_BASE },
    ],
    [
      'that is passed on as a namespace',
      "import { c } from './a'; const { BASE } = c;",
      { '/repo/src/a.ts': "export * as c from './b';", '/repo/src/b.ts': EXPORTS_BASE },
    ],
    [
      'that is passed on by require',
      "const { BASE } = require('./a');",
      { '/repo/src/a.js': "module.exports = require('./b');", '/repo/src/b.js': `exports.BASE = '${BASE}';` },
    ],
    [
      'by an alias',
      "import { BASE } from '@/c';",
      {
        '/repo/src/c.ts': EXPORTS_BASE,
        '/repo/tsconfig.json': json({ compilerOptions: { paths: { '@/*': ['./src/*'] } } }),
      },
    ],
    [
      'by an exact alias',
      "import { BASE } from 'config';",
      {
        '/repo/src/c.ts': EXPORTS_BASE,
        '/repo/tsconfig.json': json({ compilerOptions: { paths: { config: ['./src/c.ts'] } } }),
      },
    ],
    [
      'of a workspace package',
      "import { BASE } from '@acme/config';",
      {
        '/repo/package.json': json({ workspaces: ['packages/*'] }),
        '/repo/packages/config/package.json': json({ name: '@acme/config', main: 'dist/index.js' }),
        '/repo/packages/config/src/index.ts': EXPORTS_BASE,
      },
    ],
    [
      'of a private name',
      "import { BASE } from '#config';",
      { '/repo/package.json': json({ imports: { '#config': './src/c.js' } }), '/repo/src/c.js': EXPORTS_BASE },
    ],
  ])('is followed: %s', (_, code, files) => {
    expect(urlWith(code, files)).toBe(BASE + PATH);
  });

  it.each<[string, string, Texts]>([
    ['a file that is not there', "import { BASE } from './c';", {}],
    ['an installed package', "import { BASE } from 'config';", { '/repo/node_modules/config/index.js': EXPORTS_BASE }],
    ['a file that does not parse', "import { BASE } from './c';", { '/repo/src/c.ts': `${EXPORTS_BASE} )` }],
    [
      'a default behind a star',
      "import BASE from './a';",
      { '/repo/src/a.ts': "export * from './b';", '/repo/src/b.ts': `export default '${BASE}';` },
    ],
    ['a name that is not exported', "import { BASE } from './c';", { '/repo/src/c.ts': `const BASE = '${BASE}';` }],
    [
      'a circle of exports',
      "import { BASE } from './a';",
      { '/repo/src/a.ts': "export * from './b';", '/repo/src/b.ts': "export * from './a';" },
    ],
    [
      'a circle of names',
      "import { BASE } from './a';",
      { '/repo/src/a.ts': "export { BASE } from './b';", '/repo/src/b.ts': "export { BASE } from './a';" },
    ],
    [
      'a circle of values',
      "import { BASE } from './a';",
      {
        '/repo/src/a.ts': "import { B } from './b'; export const BASE = B;",
        '/repo/src/b.ts': "import { BASE } from './a'; export const B = BASE;",
      },
    ],
    ['a computed name', 'const { BASE } = require(name);', { '/repo/src/c.ts': EXPORTS_BASE }],
  ])('is a hole: %s', (_, code, files) => {
    expect(urlWith(code, files)).toBe(`{}${PATH}`);
  });

  it('is a hole without a reader of other files', () => {
    expect(callIn(`import { BASE } from './c.js'; ${USES_BASE}`).url.text).toBe(`{}${PATH}`);
  });

  it('leads back to the file at hand, which others import', () => {
    const code = `import { save } from './save.js'; export const BASE = '${BASE}'; fetch(save());`;
    const files = {
      '/repo/src/save.js': `import { BASE } from './code.js'; export const save = () => BASE + '${PATH}';`,
    };
    expect(callIn(code, { files }).url.text).toBe(BASE + PATH);
  });

  it('of a client is never followed into the project', () => {
    const code = `import axios from 'axios'; axios.get('${BASE}${PATH}');`;
    const files = {
      '/repo/package.json': json({ name: 'axios', main: './axios.js', workspaces: ['packages/*'] }),
      '/repo/axios.js': 'export default { get() {} };',
      '/repo/tsconfig.json': json({ compilerOptions: { paths: { axios: ['./axios.js'] } } }),
    };
    expect(callIn(code, { files }).client.name).toBe('axios');
    // By its path the same file is one of the project.
    expect(callsIn(code.replace("'axios'", "'../axios.js'"), { files })).toEqual([]);
  });
});

describe('the files of a project', () => {
  const code = `import { BASE } from './c.js'; ${USES_BASE}`;

  /** A project with its parses counted, and what the model says of `code` in it. */
  function project(texts: Texts): { buffers: Map<string, string>; parsed: string[]; url: () => string | undefined } {
    const buffers = new Map<string, string>();
    const parsed: string[] = [];
    const parse = (text: string, path: string): SourceView | undefined => {
      parsed.push(path);
      return sourceOfText(text).source;
    };
    const modules = projectModules(
      withBuffers(memoryFiles({ ...texts, '/repo/src/code.js': code }), buffers),
      parse,
      DEFAULT_SETTINGS,
    );
    const { source } = sourceOfText(code);
    const view = {
      ...source!,
      project: { filename: '/repo/src/code.js', root: '/repo', settings: DEFAULT_SETTINGS, modules },
    };
    const url = (): string | undefined => {
      modules.refresh({});
      return callsOf(view)[0]?.url.text;
    };
    return { buffers, parsed, url };
  }

  it('are looked at once for all rules of a run, also where the text at hand is not the one on disk', () => {
    const modules = projectModules(memoryFiles({ '/repo/src/code.js': '// older' }), () => undefined, DEFAULT_SETTINGS);
    const run = {};
    modules.refresh(run);
    const { source } = sourceOfText(code);
    modules.adopt({
      ...source!,
      project: { filename: '/repo/src/code.js', root: '/repo', settings: DEFAULT_SETTINGS, modules },
    });
    const before = modules.epoch();
    modules.refresh(run);
    expect(modules.epoch()).toBe(before);
    modules.refresh({});
    expect(modules.epoch()).toBeGreaterThan(before);
  });

  it('are parsed once for as long as their text stays the same', () => {
    const { buffers, parsed, url } = project({ '/repo/src/c.js': EXPORTS_BASE });
    expect([url(), url()]).toEqual([BASE + PATH, BASE + PATH]);
    expect(parsed).toEqual(['/repo/src/c.js']);
    buffers.set('/repo/src/c.js', EXPORTS_BASE);
    expect(url()).toBe(BASE + PATH);
    expect(parsed).toHaveLength(1);
  });

  it('are those of the editor where it has unsaved ones', () => {
    const { buffers, parsed, url } = project({ '/repo/src/c.js': EXPORTS_BASE });
    expect(url()).toBe(BASE + PATH);
    buffers.set('/repo/src/c.js', "export const BASE = 'https://test.my.salesforce.com';");
    expect(url()).toBe(`https://test.my.salesforce.com${PATH}`);
    buffers.set('/repo/src/c.js', 'export const BASE = baseOf();');
    expect(url()).toBe(`{}${PATH}`);
    buffers.delete('/repo/src/c.js');
    expect(url()).toBe(BASE + PATH);
    expect(parsed).toHaveLength(4);
  });

  it('may come while the editor is open', () => {
    const { buffers, url } = project({});
    expect(url()).toBe(`{}${PATH}`);
    buffers.set('/repo/src/c.js', EXPORTS_BASE);
    expect(url()).toBe(BASE + PATH);
    buffers.set('/repo/src/c.js', `${EXPORTS_BASE} )`);
    expect(url()).toBe(`{}${PATH}`);
  });
});

describe('the file at hand', () => {
  it('is the one that other files lead to, each time it is parsed', () => {
    const code = '// Used for Salesforce.\nexport function send(url) { return fetch(url); }';
    const user = `import { send } from './code.js'; send('${BASE}${PATH}');`;
    const files = { '/repo/package.json': '{}', '/repo/src/user.js': user, '/repo/src/code.js': code };
    const parse = (text: string): SourceView | undefined => sourceOfText(text).source;
    const modules = projectModules(memoryFiles(files), parse, DEFAULT_SETTINGS);
    const project = { filename: '/repo/src/code.js', root: '/repo', settings: DEFAULT_SETTINGS, modules };
    const confidences = (text: string): string[] =>
      callsOf({ ...parse(text)!, project }).map(({ confidence }) => confidence);
    expect(confidences(code)).toEqual(['certain']);
    expect(confidences(code)).toEqual(['certain']);
    expect(confidences(code.replace('send', 'sent'))).toEqual([]);
    expect(confidences(code)).toEqual(['certain']);
  });
});

describe('the version of jsforce', () => {
  const code = "import jsforce from 'jsforce'; new jsforce.Connection({}).query('SELECT Id FROM Account');";
  const manifest = (range: string): Texts => ({ '/repo/package.json': json({ dependencies: { jsforce: range } }) });
  const lock = (version: string): Texts => ({
    ...manifest('*'),
    '/repo/package-lock.json': json({ lockfileVersion: 3, packages: { 'node_modules/jsforce': { version } } }),
  });

  it.each<[string, Texts, unknown, string]>([
    ['3 by package.json', manifest('^3.6.0'), undefined, 'present'],
    ['1 by package.json', manifest('~1.11.0'), undefined, 'absent'],
    ['2 by package.json', manifest('2.0.0-beta.29'), undefined, 'absent'],
    ['3 by the lock file', lock('3.10.2'), undefined, 'present'],
    ['1 by the lock file', lock('1.11.1'), undefined, 'absent'],
    [
      '3 as it is installed',
      { ...manifest('^1.11.0'), '/repo/node_modules/jsforce/package.json': json({ version: '3.1.0' }) },
      undefined,
      'present',
    ],
    ['1 as the settings say', manifest('^3.6.0'), { jsforceVersion: 1 }, 'absent'],
    ['3 as the settings say', manifest('~1.11.0'), { jsforceVersion: 3 }, 'present'],
    ['the newest where several would do', manifest('*'), undefined, 'present'],
    ['the newest where nobody says', {}, undefined, 'present'],
  ])('is %s', (_, files, settings, state) => {
    expect(callIn(code, { files, settings }).facts.retry.state).toBe(state);
  });

  it('is what the settings say, where no file can be read', () => {
    expect(callIn(code, { settings: { jsforceVersion: 3 } }).facts.retry.state).toBe('present');
    expect(callIn(code, { settings: { jsforceVersion: 2 } }).facts.retry.state).toBe('absent');
    expect(callIn(code).facts.retry.state).toBe('present');
  });
});
