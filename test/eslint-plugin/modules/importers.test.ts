import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Files, withBuffers } from '../../../eslint-plugin/src/analysis/modules/files.ts';
import { importersOf } from '../../../eslint-plugin/src/analysis/modules/importers.ts';
import { nodeFiles, toPath } from '../../../eslint-plugin/src/analysis/modules/node-files.ts';
import { json, memoryFiles } from '../../support/memory-files.ts';
import { busyMs } from '../../support/busy-ms.ts';

/** Who imports /repo/src/http.ts, as seen from /repo. */
function importers(texts: Readonly<Record<string, string>>, file = '/repo/src/http.ts'): readonly string[] | undefined {
  const files = memoryFiles({ '/repo/package.json': '{}', [file]: '', ...texts });
  return importersOf(file, files)?.map((path) => path.replace('/repo/', ''));
}

describe('an importer', () => {
  it.each([
    "import { get } from './http.js';",
    "import get, * as all from './http'",
    'import{get}from"./http";',
    "import type { Get } from './http.ts';",
    "import {\n  get,\n  post,\n} from './http';",
    "import './http';",
    "export { get } from './http';",
    "export * from './http';",
    "const { get } = require('./http');",
    "import http = require('./http');",
    "const http = await import('./http');",
    'const http = await import(`./http`);',
    "const http = lazy(() => import(/* webpackChunkName: 'http' */ './http'));",
    "import { get } from '../src/http';",
  ])('is a file with %s', (text) => {
    expect(importers({ '/repo/src/a.ts': text })).toEqual(['src/a.ts']);
  });

  it.each([
    "import { get } from './https.js';",
    "import { get } from '../http';",
    "import { get } from 'http';",
    "import http from './other/http';",
    "const name = './http';",
    'const http = await import(`./${name}`);',
    "import text from './http.css';",
  ])('is not a file with %s', (text) => {
    expect(importers({ '/repo/src/a.ts': text })).toEqual([]);
  });

  it.each(['a.ts', 'a.tsx', 'a.mts', 'a.cts', 'a.js', 'a.jsx', 'a.mjs', 'a.cjs', 'a.test.ts', 'deep/er/a.ts'])(
    'may be %s',
    (name) => {
      expect(importers({ [`/repo/lib/${name}`]: "import '@/http';" })).toEqual([`lib/${name}`]);
    },
  );

  it.each([
    'node_modules/a/a.js',
    'src/node_modules/a.js',
    'dist/a.js',
    '.cache/vscode/a.js',
    'packages/a/build/a.js',
    'out/a.js',
    'coverage/a.js',
    '.git/a.js',
    '.next/a.js',
    '.nuxt/a.js',
    'vendor/a.js',
    'src/a.min.js',
    'src/a.d.ts',
    'src/a.d.mts',
    'src/a.json',
    'src/a.md',
  ])('is not %s', (name) => {
    expect(importers({ [`/repo/${name}`]: "import '@/http'" })).toEqual([]);
  });

  it('is not a file that is too long', () => {
    const text = "import './http';\n";
    expect(importers({ '/repo/src/a.ts': text + ' '.repeat(480_000) })).toEqual(['src/a.ts']);
    expect(importers({ '/repo/src/a.ts': text + ' '.repeat(500_000) })).toEqual([]);
  });

  it('is listed once, in order, with all others', () => {
    const texts = { '/repo/z.ts': "import './src/http'; import './src/http.js';", '/repo/src/b.ts': "import './http'" };
    expect(importers({ ...texts, '/repo/src/a.ts': "import './http'" })).toEqual(['src/a.ts', 'src/b.ts', 'z.ts']);
  });
});

describe('an import by another name', () => {
  it.each(['.', './', '..', '../', '../index', '../../src'])('is %s', (specifier) => {
    const at = specifier.startsWith('..') ? '/repo/src/deep/a.ts' : '/repo/src/a.ts';
    expect(importers({ [at]: `import '${specifier}'` }, '/repo/src/index.ts')).toEqual([at.replace('/repo/', '')]);
  });

  it('is a directory whose package.json names the file', () => {
    const texts = { '/repo/src/package.json': json({ main: 'http' }), '/repo/a.js': "require('./src')" };
    expect(importers({ ...texts, '/repo/src/b.js': "require('.')" })).toEqual(['a.js', 'src/b.js']);
  });

  it.each([
    ['a pattern', { '~*': ['./src/*'] }, '~http'],
    ['a name', { transport: ['./src/http.ts'] }, 'transport'],
    ['a name for a pattern without star', { transport: ['src/http'] }, 'transport'],
    ['text after the star', { 'x/*/api': ['./*/http.ts'] }, 'x/src/api'],
    ['text around the star', { 'x/*': ['./s*c/http.ts'] }, 'x/r'],
  ])('is an alias of tsconfig.json: %s', (_, paths, specifier) => {
    const text = { '/repo/src/a.ts': `import '${specifier}'` };
    const config = json({ compilerOptions: { paths } });
    expect(importers({ ...text, '/repo/tsconfig.json': config })).toEqual(['src/a.ts']);
    const inherited = { '/repo/tsconfig.json': json({ extends: './base.json' }), '/repo/base.json': config };
    expect(importers({ ...text, ...inherited })).toEqual(['src/a.ts']);
    expect(importers(text)).toEqual([]);
  });

  it('is a #specifier', () => {
    const manifest = json({ imports: { '#transport': './src/http.js', '#lib/*': './src/*.js', '#*': './src/*.js' } });
    const texts = {
      '/repo/package.json': manifest,
      '/repo/a.ts': "import '#transport'",
      '/repo/b.ts': "import '#lib/http'",
      '/repo/c.ts': "import '#http'",
    };
    expect(importers({ ...texts, '/repo/d.ts': "import '#other'" })).toEqual(['a.ts', 'b.ts', 'c.ts']);
  });

  it('is a package of the same repository', () => {
    const found = importers(
      {
        '/repo/package.json': json({ workspaces: ['packages/*'] }),
        '/repo/packages/core/package.json': json({
          name: '@acme/core',
          exports: { '.': './dist/start.js', './wire': './dist/start.js', './x/*': './dist/*.js' },
        }),
        '/repo/packages/app/package.json': json({ name: 'app' }),
        '/repo/packages/app/a.ts': "import '@acme/core'",
        '/repo/packages/app/b.ts': "import '@acme/core/wire'",
        '/repo/packages/app/c.ts': "import '@acme/core/x/start'",
        '/repo/packages/app/d.ts': "import '@acme/core/x/other'; import '@acme/start'; import 'start'",
        '/repo/packages/core/test/e.ts': "import '@acme/core'",
      },
      '/repo/packages/core/src/start.ts',
    );
    const app = 'packages/app';
    expect(found).toEqual([`${app}/a.ts`, `${app}/b.ts`, `${app}/c.ts`, 'packages/core/test/e.ts']);
  });
});

describe('the index', () => {
  it('follows the buffers, and forgets them', () => {
    const disk = memoryFiles({ '/repo/package.json': '{}', '/repo/http.ts': '', '/repo/a.ts': "import './http'" });
    const buffers = new Map<string, string>();
    const files = withBuffers(disk, buffers);
    expect(importersOf('/repo/http.ts', files)).toEqual(['/repo/a.ts']);
    buffers.set('/repo/a.ts', '').set('/repo/new/b.ts', "import '../http'");
    expect(importersOf('/repo/http.ts', files)).toEqual(['/repo/new/b.ts']);
    buffers.clear();
    expect(importersOf('/repo/http.ts', files)).toEqual(['/repo/a.ts']);
    expect(importersOf('/repo/http.ts', withBuffers(disk, new Map([['/repo/a.ts', '']])))).toEqual([]);
    expect(importersOf('/repo/http.ts', disk)).toEqual(['/repo/a.ts']);
  });

  it('follows files and folders that come and go', () => {
    const texts: Record<string, string> = {
      '/repo/package.json': '{}',
      '/repo/http.ts': '',
      '/repo/a/b/c.ts': "import '../../http'",
    };
    const files = memoryFiles(texts);
    expect(importersOf('/repo/http.ts', files)).toEqual(['/repo/a/b/c.ts']);
    delete texts['/repo/a/b/c.ts'];
    expect(importersOf('/repo/http.ts', files)).toEqual([]);
    texts['/repo/a/d.ts'] = "import '../http'";
    expect(importersOf('/repo/http.ts', files)).toEqual(['/repo/a/d.ts']);
  });

  it.each([
    ['comments that do not end', 'from /*'],
    ['comments in a row', 'from /**//**//**//**/'],
    ['blanks', 'import          '],
    ['quotes', "from '"],
  ])('is built in a time that grows as the text does of %s', (_, text) => {
    const msFor = (times: number): number =>
      busyMs(() => importersOf('/repo/http.ts', memoryFiles({ '/repo/.git': '', '/repo/a.ts': text.repeat(times) })));
    // Eight times the text: sixty-four times the work would be too much, and a millisecond is noise.
    expect(msFor(16_000)).toBeLessThan(32 * (msFor(2_000) + 1));
  });

  it('is of the whole repository, and of nothing else', () => {
    const texts = {
      '/package.json': '{}',
      '/a.ts': "import './repo/packages/a/http'",
      '/repo/.git': '',
      '/repo/packages/a/package.json': '{}',
      '/repo/packages/a/http.ts': '',
      '/repo/packages/b/b.ts': "import '../a/http'",
    };
    expect(importersOf('/repo/packages/a/http.ts', memoryFiles(texts))).toEqual(['/repo/packages/b/b.ts']);
  });

  it('of a loose script is looked for beneath its folder', () => {
    const texts = {
      '/home/x/http.ts': '',
      '/home/x/sub/a.ts': "import '../http'",
      '/home/b.ts': "import './x/http'",
    };
    expect(importersOf('/home/x/http.ts', memoryFiles(texts))).toEqual(['/home/x/sub/a.ts']);
  });

  it('cannot be told for text that comes from nowhere', () => {
    expect(importersOf('<input>', memoryFiles({}))).toBeUndefined();
  });

  it('gives up where there are too many files, before it reads them', () => {
    const manifest = { name: 'package.json', directory: false };
    const sources = (count: number): Files => {
      const listing = [manifest, ...Array.from({ length: count }, (_, i) => ({ name: `${i}.ts`, directory: false }))];
      const read = (path: string): string => (path.endsWith('.ts') ? fail() : '{}');
      return { read, list: (path) => (path === '/repo' ? listing : []) };
    };
    const fail = (): never => {
      throw new Error('read');
    };
    expect(importersOf('/repo/1.ts', sources(20_001))).toBeUndefined();
    expect(() => importersOf('/repo/1.ts', sources(20_000))).toThrow('read');
  });

  it('is built of ten thousand files on disk while one waits', () => {
    const folder = toPath(mkdtempSync(path.join(os.tmpdir(), 'salesforce-resilience-many-')));
    try {
      writeFileSync(`${folder}/package.json`, '{}');
      for (let i = 0; i < 10_000; i++) {
        const directory = `${folder}/src/m${i % 500}`;
        mkdirSync(directory, { recursive: true });
        writeFileSync(
          `${directory}/f${i}.ts`,
          `import { a } from './f${i + 500}.js';\nimport b from '../m1/f1';\nimport c from 'c';\n`,
        );
      }
      const files = nodeFiles(() => 0)!;
      const first = busyMs(() => {
        expect(importersOf(`${folder}/src/m42/f542.ts`, files)).toEqual([`${folder}/src/m42/f42.ts`]);
      }, 1);
      const ten = busyMs(() => {
        for (let i = 0; i < 10; i++) importersOf(`${folder}/src/m43/f${i * 500 + 43}.ts`, files);
      });
      // The first question reads every file, the others a list.
      expect(ten / 10).toBeLessThan(first / 5);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
