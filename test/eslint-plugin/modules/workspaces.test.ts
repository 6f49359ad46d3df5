import { describe, expect, it } from 'vitest';
import { withBuffers } from '../../../eslint-plugin/src/analysis/modules/files.ts';
import { repositoryRoot } from '../../../eslint-plugin/src/analysis/modules/workspaces.ts';
import { json, memoryFiles } from '../../support/memory-files.ts';
import { resolveModule } from '../../support/resolve-module.ts';

/** A repository whose package @acme/core has `manifest` and empty `files`. */
function repository(manifest: unknown, ...files: string[]): Record<string, string> {
  return {
    '/repo/package.json': json({ workspaces: ['packages/*'] }),
    '/repo/packages/app/package.json': json({ name: 'app' }),
    '/repo/packages/core/package.json': json({ name: '@acme/core', ...Object(manifest) }),
    ...Object.fromEntries(files.map((file) => [`/repo/packages/core/${file}`, ''])),
  };
}

/** What `specifier` means in the package app, relative to the package @acme/core. */
function inCore(specifier: string, texts: Readonly<Record<string, string>>): string | undefined {
  const found = resolveModule(specifier, '/repo/packages/app/src/a.ts', memoryFiles(texts));
  return found?.replace('/repo/packages/core/', '');
}

describe('a package of the same repository', () => {
  it.each([
    ['exports as a string', { exports: './src/main.ts' }, 'src/main.ts'],
    ['exports as conditions', { exports: { source: './src/main.ts', default: './dist/x.js' } }, 'src/main.ts'],
    ['exports as a table', { exports: { '.': { import: './lib/a.mjs', require: './lib/a.cjs' } } }, 'lib/a.mjs'],
    ['nested conditions', { exports: { '.': { node: { require: './a.cjs' }, default: './b.js' } } }, 'a.cjs'],
    ['an array of targets', { exports: { '.': ['./missing.js', './a.js'] } }, 'a.js'],
    ['a source that is not the first condition', { exports: { import: './a.js', source: './b.ts' } }, 'b.ts'],
    ['a build of types only', { exports: { types: './dist/main.d.ts' } }, 'src/main.ts'],
    ['source', { source: 'src/main.ts', main: 'a.js' }, 'src/main.ts'],
    ['module', { module: 'dist/esm/main.mjs', main: 'a.js' }, 'src/main.ts'],
    ['main', { main: './dist/main.js' }, 'src/main.ts'],
    ['main without extension', { main: 'lib/main' }, 'src/main.ts'],
    ['a directory as main', { main: './server' }, 'server/index.js'],
    ['nothing', {}, 'index.ts'],
    ['nothing, with its index in src', {}, 'src/index.ts'],
    ['a main that is not there', { main: 'dist/bundle.js' }, 'src/index.ts'],
  ])('is entered by %s', (_, manifest, file) => {
    expect(inCore('@acme/core', repository(manifest, file))).toBe(file);
  });

  it('is entered by its source even where it has been built', () => {
    const texts = repository({ exports: { '.': './dist/index.js' } }, 'dist/index.js', 'src/index.ts');
    expect(inCore('@acme/core', texts)).toBe('src/index.ts');
  });

  it('is entered by what was built where that is all there is', () => {
    expect(inCore('@acme/core', repository({ main: './dist/index.js' }, 'dist/index.js'))).toBe('dist/index.js');
  });

  it.each([
    ['./http', './src/http-client.ts', '@acme/core/http', 'src/http-client.ts'],
    ['./*', './src/*.ts', '@acme/core/deep/http', 'src/deep/http.ts'],
    ['./*.js', './dist/*.js', '@acme/core/http.js', 'src/http.ts'],
    ['./features/*', { import: './dist/features/*.mjs' }, '@acme/core/features/x', 'src/features/x.ts'],
  ])('exports %s', (subpath, target, specifier, file) => {
    expect(inCore(specifier, repository({ exports: { '.': './a.js', [subpath]: target } }, file))).toBe(file);
  });

  it('does not give what exports leaves out', () => {
    const texts = repository(
      { exports: { '.': './src/index.ts', './private/*': null } },
      'src/http.ts',
      'private/x.ts',
    );
    expect(inCore('@acme/core/src/http', texts)).toBeUndefined();
    expect(inCore('@acme/core/private/x', texts)).toBeUndefined();
  });

  it('gives every file where there is no exports', () => {
    expect(inCore('@acme/core/src/http', repository({}, 'src/http.ts'))).toBe('src/http.ts');
    expect(inCore('@acme/core/dist/http.js', repository({}, 'src/http.ts'))).toBe('src/http.ts');
    expect(inCore('@acme/core/lib', repository({}, 'lib/index.js'))).toBe('lib/index.js');
  });

  it('is another one than those that are installed', () => {
    const texts = { ...repository({}), '/repo/node_modules/axios/package.json': json({ name: 'axios', main: 'a.js' }) };
    expect(inCore('axios', { ...texts, '/repo/node_modules/axios/a.js': '' })).toBeUndefined();
    expect(inCore('@acme/unknown', texts)).toBeUndefined();
  });

  it.each([{ exports: {} }, { exports: { '.': {} } }, { exports: 7 }, { exports: { '.': null } }, { main: 7 }])(
    'may have nothing to enter it by: %j',
    (manifest) => {
      expect(inCore('@acme/core', repository(manifest))).toBeUndefined();
    },
  );

  it('may import itself', () => {
    const files = memoryFiles({
      '/lone/package.json': json({ name: 'lone', exports: { './x': './lib/x.js' } }),
      '/lone/lib/x.js': '',
    });
    expect(resolveModule('lone/x', '/lone/test/a.js', files)).toBe('/lone/lib/x.js');
    expect(resolveModule('lone/y', '/lone/test/a.js', files)).toBeUndefined();
  });
});

describe('#specifiers', () => {
  const manifest = {
    imports: {
      '#db': './src/database.js',
      '#internal/*': { types: './types/*.d.ts', default: './src/internal/*.js' },
      '#core': '@acme/core',
      '#circle': '#circle',
      '#axios': 'axios',
    },
  };
  const files = memoryFiles({
    ...repository({}, 'index.ts'),
    '/repo/packages/app/package.json': json({ name: 'app', ...manifest }),
    '/repo/packages/app/src/database.ts': '',
    '/repo/packages/app/src/internal/x.ts': '',
  });

  it.each([
    ['#db', '/repo/packages/app/src/database.ts'],
    ['#internal/x', '/repo/packages/app/src/internal/x.ts'],
    ['#core', '/repo/packages/core/index.ts'],
    ['#circle', undefined],
    ['#axios', undefined],
    ['#other', undefined],
  ])('%s means %s', (specifier, file) => {
    expect(resolveModule(specifier, '/repo/packages/app/src/a.ts', files)).toBe(file);
  });
});

describe('workspaces', () => {
  const names = ['packages/core', 'apps/web/client', 'apps/old', 'tools'] as const;
  const packages = Object.fromEntries(
    names.flatMap((name) => [
      [`/repo/${name}/package.json`, json({ name: `@acme/${name.replaceAll('/', '-')}` })],
      [`/repo/${name}/index.ts`, ''],
    ]),
  );

  /** The packages that a file of the repository may import. */
  function found(root: Readonly<Record<string, string>>): string[] {
    const files = memoryFiles({ ...packages, ...root });
    return names.filter(
      (name) =>
        resolveModule(`@acme/${name.replaceAll('/', '-')}`, '/repo/scripts/a.ts', files) === `/repo/${name}/index.ts`,
    );
  }

  it.each<[string[], string[]]>([
    [['packages/*'], ['packages/core']],
    [
      ['./packages/*/', 'tools'],
      ['packages/core', 'tools'],
    ],
    [['apps/**'], ['apps/web/client', 'apps/old']],
    [['apps/*'], ['apps/old']],
    [
      ['**', '!apps/old'],
      ['packages/core', 'apps/web/client', 'tools'],
    ],
    [
      ['**', '!**/web/**'],
      ['packages/core', 'apps/old', 'tools'],
    ],
    [['{packages,apps}/{core,old}'], ['packages/core', 'apps/old']],
    [['pack*/c?re'], ['packages/core']],
    [['packages'], []],
    [['../repo/*', '/repo/*'], []],
    [['apps/**/**/**/client/**'], ['apps/web/client']],
    [['*', '!./tools/'], []],
    [[], []],
  ])('%j are found', (globs, expected) => {
    expect(found({ '/repo/package.json': json({ workspaces: globs }) })).toEqual(expected);
    expect(found({ '/repo/package.json': json({ workspaces: { packages: globs } }) })).toEqual(expected);
    expect(
      found({ '/repo/pnpm-workspace.yaml': `packages:\n${globs.map((glob) => `  - '${glob}'\n`).join('')}` }),
    ).toEqual(expected);
  });

  it.each([
    [
      'comments and other keys',
      '# x\ncatalog:\n  - tools\npackages: # y\n\n# z\n- packages/* # w\n- "apps/*"\nother:\n  - tools\n',
    ],
    ['brackets', 'packages: [\'packages/*\', "apps/*"]\ncatalog: {}\n'],
    ['brackets over several lines', "packages: [\n  'packages/*',\n  apps/*,\n]\n"],
    ['Windows line ends', 'packages:\r\n  - packages/*\r\n  - apps/*\r\n'],
  ])('are read from YAML with %s', (_, yaml) => {
    expect(found({ '/repo/pnpm-workspace.yaml': yaml })).toEqual(['packages/core', 'apps/old']);
  });

  it.each(['', '{', 'packages', 'packages:', 'packages: [', '- a', 'packages: {a: [b', '\0'])(
    'are none in the YAML %j',
    (yaml) => {
      expect(found({ '/repo/pnpm-workspace.yaml': yaml })).toEqual([]);
    },
  );

  it('are looked for again when something has changed', () => {
    const disk = memoryFiles({ ...packages, '/repo/package.json': json({ workspaces: ['packages/*'] }) });
    const buffers = new Map<string, string>();
    const files = withBuffers(disk, buffers);
    const resolve = (name: string): string | undefined => resolveModule(name, '/repo/scripts/a.ts', files);
    expect(resolve('@acme/renamed')).toBeUndefined();
    buffers.set('/repo/packages/core/package.json', json({ name: '@acme/renamed' }));
    expect(resolve('@acme/renamed')).toBe('/repo/packages/core/index.ts');
    expect(resolve('@acme/packages-core')).toBeUndefined();
    buffers.set('/repo/packages/new/package.json', json({ name: '@acme/new', main: 'a.ts' }));
    buffers.set('/repo/packages/new/a.ts', '');
    expect(resolve('@acme/new')).toBe('/repo/packages/new/a.ts');
  });

  it('are not looked for in node_modules', () => {
    const installed = {
      '/repo/apps/node_modules/tools2/package.json': json({ name: 'tools2' }),
      '/repo/apps/node_modules/tools2/index.ts': '',
    };
    const files = memoryFiles({ ...installed, '/repo/package.json': json({ workspaces: ['**'] }) });
    expect(resolveModule('tools2', '/repo/a.ts', files)).toBeUndefined();
  });
});

describe('the root of a repository', () => {
  it.each([
    ['workspaces', { '/a/package.json': '{}', '/a/b/package.json': json({ workspaces: [] }) }, '/a/b'],
    ['.git', { '/a/package.json': '{}', '/a/b/.git/HEAD': '', '/a/b/c/package.json': '{}' }, '/a/b'],
    ['.git as a file', { '/a/b/.git': 'gitdir: x' }, '/a/b'],
    ['pnpm-workspace.yaml', { '/a/package.json': '{}', '/a/b/pnpm-workspace.yaml': '' }, '/a/b'],
    ['the outermost package.json', { '/a/package.json': '{}', '/a/b/package.json': '{}' }, '/a'],
    ['nothing', { '/a/b/c/d.ts': '' }, undefined],
  ])('is known by %s', (_, texts, root) => {
    expect(repositoryRoot('/a/b/c', memoryFiles(texts as Record<string, string>))).toBe(root);
  });
});
