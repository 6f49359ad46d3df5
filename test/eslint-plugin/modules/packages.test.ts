import { describe, expect, it } from 'vitest';
import { withBuffers } from '../../../eslint-plugin/src/analysis/modules/files.ts';
import { dependsOn, packageVersion } from '../../../eslint-plugin/src/analysis/modules/packages.ts';
import { majorOf } from '../../../eslint-plugin/src/analysis/modules/versions.ts';
import { json, memoryFiles } from '../../support/memory-files.ts';

const FILE = '/repo/packages/a/src/x.ts';

/** The version of jsforce in a package of a repository with these files. */
function jsforce(texts: Readonly<Record<string, string>>): ReturnType<typeof packageVersion> {
  return packageVersion('jsforce', FILE, memoryFiles({ '/repo/.git/HEAD': '', ...texts }));
}

const installed = (version: unknown): string => json({ name: 'jsforce', version });
const asks = (range: string, field = 'dependencies'): string => json({ [field]: { jsforce: range } });

describe('the major version of a range', () => {
  it.each<[string, number | undefined]>([
    ['^1.9.2', 1],
    ['~2', 2],
    ['3.x', 3],
    ['3.X.x', 3],
    ['1', 1],
    ['v1.2.3', 1],
    ['=1.2.3', 1],
    ['^0.3.0', 0],
    ['>=1.11 <2', 1],
    ['>= 1.11.0 < 2.0.0', 1],
    ['>1.11 <=1.99', 1],
    ['>=1.11 <1.99', 1],
    ['1.2 - 1.9', 1],
    ['^1.9 || 1.11.0', 1],
    ['2.0.0-beta.19', 2],
    ['^2.0.0-beta.19', 2],
    ['npm:jsforce@^3', 3],
    ['npm:@acme/jsforce@^3.1', 3],
    ['npm:^3.1', 3],
    ['workspace:^1.2.0', 1],
    ['1.11.0_webpack@5.0.0', 1],
    ['workspace:*', undefined],
    ['workspace:^', undefined],
    ['latest', undefined],
    ['catalog:', undefined],
    ['catalog:v1', undefined],
    ['*', undefined],
    ['x', undefined],
    ['', undefined],
    ['>=1', undefined],
    ['<2', undefined],
    ['>=1 <3', undefined],
    ['>=1 <2.1', undefined],
    ['1 - 3', undefined],
    ['^1 || ^2', undefined],
    ['^1 || latest', undefined],
    ['npm:jsforce', undefined],
    ['github:jsforce/jsforce#1.11.0', undefined],
    ['git+https://github.com/jsforce/jsforce.git#v3', undefined],
    ['file:../1.0.0', undefined],
    ['link:../jsforce', undefined],
    ['https://acme.test/jsforce-1.0.0.tgz', undefined],
    ['2beta', undefined],
  ])('%j is %s', (range, major) => {
    expect(majorOf(range)).toBe(major);
  });
});

describe('the version that is installed', () => {
  it('is that of the nearest node_modules', () => {
    const outer = { '/repo/node_modules/jsforce/package.json': installed('1.11.1') };
    const inner = { '/repo/packages/a/node_modules/jsforce/package.json': installed('3.0.0') };
    expect(jsforce(outer)).toEqual({ major: 1, from: '/repo/node_modules/jsforce/package.json' });
    expect(jsforce({ ...outer, ...inner })).toMatchObject({ major: 3 });
    expect(jsforce({ '/repo/packages/b/node_modules/jsforce/package.json': installed('3.0.0') })).toBeUndefined();
  });

  it('wins over what is locked and asked for', () => {
    const texts = { '/repo/package.json': asks('^2'), '/repo/yarn.lock': 'jsforce@^2:\n  version "2.0.0"\n' };
    expect(jsforce({ ...texts, '/repo/node_modules/jsforce/package.json': installed('2.0.0-beta.19') })).toEqual({
      major: 2,
      from: '/repo/node_modules/jsforce/package.json',
    });
  });

  it.each([['{'], [installed(undefined)], [installed(1)], [installed('next')], ['[]']])(
    'is passed over in %s',
    (text) => {
      expect(jsforce({ '/repo/node_modules/jsforce/package.json': text, '/repo/package.json': asks('^1') })).toEqual({
        major: 1,
        from: '/repo/package.json',
      });
    },
  );

  it('is found for packages with a scope', () => {
    const files = memoryFiles({ '/repo/node_modules/@jsforce/core/package.json': json({ version: '4.0.0' }) });
    expect(packageVersion('@jsforce/core', FILE, files)).toMatchObject({ major: 4 });
  });
});

describe('the version that package.json asks for', () => {
  it.each(['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'])(
    'is read from %s',
    (field) => {
      expect(jsforce({ '/repo/packages/a/package.json': asks('^1.9.2', field) })).toEqual({
        major: 1,
        from: '/repo/packages/a/package.json',
      });
    },
  );

  it('is that of the nearest package.json that names it', () => {
    const texts = { '/repo/package.json': asks('^1'), '/repo/packages/a/package.json': '{}' };
    expect(jsforce(texts)).toEqual({ major: 1, from: '/repo/package.json' });
    expect(jsforce({ ...texts, '/repo/packages/a/package.json': asks('^3') })).toMatchObject({ major: 3 });
    expect(jsforce({ ...texts, '/repo/packages/a/package.json': asks('catalog:') })).toBeUndefined();
  });

  it('is the one that is known, where several fields name it', () => {
    const both = json({ peerDependencies: { jsforce: '>=1' }, devDependencies: { jsforce: '^1.11' } });
    expect(jsforce({ '/repo/packages/a/package.json': both })).toMatchObject({ major: 1 });
  });

  it('is not looked for beyond the repository', () => {
    expect(jsforce({ '/package.json': asks('^1') })).toBeUndefined();
    expect(dependsOn('jsforce', FILE, memoryFiles({ '/repo/.git': '', '/package.json': asks('^1') }))).toBe(false);
  });

  it('changes with an unsaved package.json', () => {
    const disk = memoryFiles({ '/repo/package.json': asks('^1') });
    const files = withBuffers(disk, new Map([['/repo/package.json', asks('^2')]]));
    expect(packageVersion('jsforce', FILE, disk)).toMatchObject({ major: 1 });
    expect(packageVersion('jsforce', FILE, files)).toMatchObject({ major: 2 });
  });

  it.each(['constructor', '__proto__', 'toString'])('is none for %s', (name) => {
    const files = memoryFiles({
      '/repo/package.json': asks('^1'),
      '/repo/yarn.lock': '',
      '/repo/package-lock.json': '{}',
    });
    expect(packageVersion(name, FILE, files)).toBeUndefined();
    expect(dependsOn(name, FILE, files)).toBe(false);
  });
});

describe('the version in package-lock.json', () => {
  const v3 = json({
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { jsforce: '*' } },
      'node_modules/other/node_modules/jsforce': { version: '9.0.0' },
      'node_modules/jsforce': { version: '1.11.1', resolved: 'x', dependencies: { a: '^1' } },
      'node_modules/jsforce-extra': { version: '7.0.0' },
      'packages/b/node_modules/jsforce': { version: '3.0.0' },
    },
  });
  const v1 = json({
    lockfileVersion: 1,
    dependencies: {
      other: { version: '1.0.0', requires: { jsforce: '^9' }, dependencies: { jsforce: { version: '9.0.0' } } },
      jsforce: { version: '1.9.2', resolved: 'x' },
    },
  });

  it.each([
    ['version 3', v3],
    ['version 1', v1],
  ])('is the one that the file gets: %s', (_, text) => {
    expect(jsforce({ '/repo/package-lock.json': text })).toEqual({ major: 1, from: '/repo/package-lock.json' });
    expect(jsforce({ '/repo/npm-shrinkwrap.json': text })).toMatchObject({ major: 1 });
  });

  it('is that of the workspace', () => {
    const texts = { '/repo/.git/HEAD': '', '/repo/package-lock.json': v3 };
    expect(packageVersion('jsforce', '/repo/packages/b/src/deep/x.ts', memoryFiles(texts))).toMatchObject({ major: 3 });
  });

  it('wins over the range, unless it does not say', () => {
    expect(jsforce({ '/repo/package-lock.json': v3, '/repo/package.json': asks('>=1') })).toMatchObject({ major: 1 });
    const linked = json({ packages: { 'node_modules/jsforce': { resolved: 'packages/jsforce', link: true } } });
    const texts = { '/repo/package-lock.json': linked, '/repo/package.json': asks('^2') };
    expect(jsforce(texts)).toEqual({ major: 2, from: '/repo/package.json' });
  });

  it('is that of the nearest lock file', () => {
    const own = { '/repo/packages/a/package-lock.json': v1.replace('1.9.2', '4.0.0') };
    expect(jsforce({ '/repo/package-lock.json': v3, ...own })).toMatchObject({ major: 4 });
  });
});

describe('the version in yarn.lock', () => {
  const classic = `# yarn lockfile v1


"@types/jsforce@^1.9":
  version "5.0.0"

jsforce@^1.10.0, jsforce@^1.9.2:
  version "1.11.1"
  resolved "https://registry.yarnpkg.com/jsforce/-/jsforce-1.11.1.tgz#x"
  dependencies:
    version "^9"

jsforce@^3.0.0:
  version "3.1.0"
`;
  const berry = `__metadata:
  version: 8

"@types/jsforce@npm:^1.9":
  version: 5.0.0

"jsforce@npm:^1.10.0, jsforce@npm:^1.9.2":
  version: 1.11.1
  resolution: "jsforce@npm:1.11.1"

"jsforce@npm:^3.0.0":
  version: 3.1.0

"jsforce@workspace:packages/jsforce":
  version: 0.0.0-use.local
`;

  it.each([
    ['classic', classic],
    ['berry', berry],
    ['berry on Windows', berry.replaceAll('\n', '\r\n')],
  ])('is the one for the range in package.json: %s', (_, text) => {
    const lock = { '/repo/yarn.lock': text };
    const from = '/repo/yarn.lock';
    expect(jsforce({ ...lock, '/repo/package.json': asks('^1.9.2') })).toEqual({ major: 1, from });
    expect(jsforce({ ...lock, '/repo/package.json': asks('^1.10.0') })).toEqual({ major: 1, from });
    expect(jsforce({ ...lock, '/repo/package.json': asks('^3.0.0') })).toEqual({ major: 3, from });
  });

  it.each([classic, berry])('is unknown where several are locked and none is asked for', (text) => {
    expect(jsforce({ '/repo/yarn.lock': text })).toBeUndefined();
  });

  it.each([
    ['classic', classic.replace(/jsforce@\^3[^]*/, '')],
    ['berry', berry.replace(/"jsforce@npm:\^3[^]*/, '')],
  ])('is the only one that is locked: %s', (_, text) => {
    expect(jsforce({ '/repo/yarn.lock': text })).toMatchObject({ major: 1 });
    expect(jsforce({ '/repo/yarn.lock': text.replaceAll('jsforce', 'axios') })).toBeUndefined();
  });
});

describe('the version in pnpm-lock.yaml', () => {
  const v9 = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      jsforce:
        specifier: ^3.0.0
        version: 3.1.0(encoding@0.1.13)

  packages/a:
    dependencies:
      '@types/jsforce':
        specifier: ^1.9.0
        version: 5.0.0
      jsforce:
        specifier: ^1.9.2
        version: 1.11.1

packages:

  jsforce@1.11.1:
    resolution: {integrity: x}

  jsforce@3.1.0:
    resolution: {integrity: x}
`;
  const v5 = `lockfileVersion: 5.4

specifiers:
  jsforce: '*'

dependencies:
  jsforce: 1.11.1_encoding@0.1.13

packages:

  /jsforce/9.0.0:
    dev: false
`;

  it('is that of the workspace, else that of the root', () => {
    expect(jsforce({ '/repo/pnpm-lock.yaml': v9 })).toEqual({ major: 1, from: '/repo/pnpm-lock.yaml' });
    const files = memoryFiles({ '/repo/.git/HEAD': '', '/repo/pnpm-lock.yaml': v9 });
    expect(packageVersion('jsforce', '/repo/scripts/x.ts', files)).toMatchObject({ major: 3 });
    expect(packageVersion('@types/jsforce', FILE, files)).toMatchObject({ major: 5 });
    expect(packageVersion('force', FILE, files)).toBeUndefined();
  });

  it('is read from older ones, without their ranges', () => {
    expect(jsforce({ '/repo/pnpm-lock.yaml': v5 })).toMatchObject({ major: 1 });
  });

  it.each(['  /jsforce/2.0.0:\n', '  /jsforce@2.0.0(encoding@1):\n', "  '@a/b@9.0.0':\n  jsforce@2.0.0:\n"])(
    'is the only one among its packages: %j',
    (packages) => {
      const text = `importers:\n\n  .: {}\n\npackages:\n\n${packages}`;
      expect(jsforce({ '/repo/pnpm-lock.yaml': text })).toMatchObject({ major: 2 });
      expect(jsforce({ '/repo/pnpm-lock.yaml': `${text}  jsforce@3.0.0:\n` })).toBeUndefined();
    },
  );

  it('is not that of a link', () => {
    const text =
      'importers:\n\n  packages/a:\n    dependencies:\n      jsforce:\n        specifier: workspace:*\n        version: link:../jsforce';
    expect(jsforce({ '/repo/pnpm-lock.yaml': text })).toBeUndefined();
  });
});

describe('a dependency', () => {
  const files = memoryFiles({
    '/repo/package.json': json({ workspaces: ['packages/*'], devDependencies: { axios: 'catalog:' } }),
    '/repo/packages/a/package.json': json({ name: 'a', peerDependencies: { jsforce: '*' } }),
    '/repo/packages/b/package.json': json({ dependencies: { got: '1' } }),
    '/repo/node_modules/ky/package.json': json({ version: '1.0.0' }),
    '/repo/packages/a/src/package.json': '{',
  });

  it.each([
    ['jsforce', true],
    ['axios', true],
    ['got', false],
    ['ky', false],
    ['a', false],
  ])('%s: %s', (name, expected) => {
    expect(dependsOn(name, FILE, files)).toBe(expected);
  });
});
