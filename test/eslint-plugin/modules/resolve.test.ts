import { describe, expect, it } from 'vitest';
import { withBuffers } from '../../../eslint-plugin/src/analysis/modules/files.ts';
import { json, memoryFiles } from '../../support/memory-files.ts';
import { resolveModule } from '../../support/resolve-module.ts';

/** What `specifier` means in /repo/src/a.ts, where there are `texts`. */
function resolved(
  specifier: string,
  texts: Readonly<Record<string, string>>,
  from = '/repo/src/a.ts',
): string | undefined {
  return resolveModule(specifier, from, memoryFiles({ '/repo/src/a.ts': '', ...texts }));
}

/** Empty files. */
const empty = (...paths: string[]): Record<string, string> => Object.fromEntries(paths.map((path) => [path, '']));

describe('a relative import', () => {
  it.each(['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'])(
    'finds a file with %s',
    (extension) => {
      expect(resolved('./b', empty(`/repo/src/b${extension}`))).toBe(`/repo/src/b${extension}`);
      expect(resolved(`./b${extension}`, empty(`/repo/src/b${extension}`))).toBe(`/repo/src/b${extension}`);
      expect(resolved('./b', empty(`/repo/src/b/index${extension}`))).toBe(`/repo/src/b/index${extension}`);
    },
  );

  it.each([
    ['./b.js', '/repo/src/b.ts'],
    ['./b.js', '/repo/src/b.tsx'],
    ['./b.jsx', '/repo/src/b.tsx'],
    ['./b.mjs', '/repo/src/b.mts'],
    ['./b.cjs', '/repo/src/b.cts'],
    ['./b.service', '/repo/src/b.service.ts'],
    ['./b.service.js', '/repo/src/b.service.ts'],
    ['../b', '/repo/b.ts'],
    ['../b/c', '/repo/b/c.ts'],
    ['.', '/repo/src/index.ts'],
    ['./', '/repo/src/index.ts'],
    ['..', '/repo/index.js'],
    ['../', '/repo/index.js'],
    ['./b/', '/repo/src/b/index.ts'],
    ['./b/.', '/repo/src/b/index.ts'],
  ])('%s finds %s', (specifier, file) => {
    expect(resolved(specifier, empty(file))).toBe(file);
  });

  it('prefers the source to what it is compiled to', () => {
    expect(resolved('./b.js', empty('/repo/src/b.js', '/repo/src/b.ts'))).toBe('/repo/src/b.ts');
    expect(resolved('./b', empty('/repo/src/b.js', '/repo/src/b.tsx'))).toBe('/repo/src/b.tsx');
  });

  it('prefers a file to a directory, but not where a directory is written', () => {
    const files = empty('/repo/src/b.ts', '/repo/src/b/index.ts', '/repo/src.ts', '/repo/src/index.ts');
    expect(resolved('./b', files)).toBe('/repo/src/b.ts');
    expect(resolved('./b/', files)).toBe('/repo/src/b/index.ts');
    expect(resolved('.', files)).toBe('/repo/src/index.ts');
  });

  it.each([
    ['main', 'lib/start.js', '/repo/src/b/lib/start.js'],
    ['main', './lib', '/repo/src/b/lib/index.ts'],
    ['main', 'dist/start.js', '/repo/src/b/src/start.ts'],
    ['source', './code.ts', '/repo/src/b/code.ts'],
  ])('finds what package.json of a directory names as %s', (field, target, file) => {
    const manifest = { '/repo/src/b/package.json': json({ [field]: target }) };
    expect(resolved('./b', { ...manifest, ...empty(file, '/repo/src/b/index.js') })).toBe(file);
  });

  it('ends where package.json files name each other', () => {
    const texts = {
      '/repo/src/b/package.json': json({ main: './c' }),
      '/repo/src/b/c/package.json': json({ main: '..' }),
      '/repo/src/d/package.json': json({ main: '.' }),
    };
    expect(resolved('./b', texts)).toBeUndefined();
    expect(resolved('./d', texts)).toBeUndefined();
  });

  it.each([
    ['what is not there', './c', '/repo/src/b.ts'],
    ['an extension that is no module', './b.vue', '/repo/src/b.vue'],
    ['a stylesheet', './b.css', '/repo/src/b.css'],
    ['a declaration', './b', '/repo/src/b.d.ts'],
    ['a written declaration', './b.d.ts', '/repo/src/b.d.ts'],
    ['a directory without index', './b', '/repo/src/b/c.ts'],
    ['an installed package', '../node_modules/b', '/repo/node_modules/b/index.js'],
    ['an absolute path', '/repo/src/b', '/repo/src/b.ts'],
    ['a built-in module', 'node:fs', '/repo/src/fs.ts'],
    ['an address', 'https://acme.test/b.js', '/repo/src/b.js'],
    ['nothing', '', '/repo/src/index.ts'],
  ])('finds nothing for %s', (_, specifier, file) => {
    expect(resolved(specifier, empty(file))).toBeUndefined();
  });

  it('works on Windows', () => {
    expect(resolved('../b.js', empty('C:/repo/b.ts'), 'C:/repo/src/a.ts')).toBe('C:/repo/b.ts');
  });

  it('finds unsaved files', () => {
    const files = withBuffers(memoryFiles({}), new Map([['/repo/src/b.ts', '']]));
    expect(resolveModule('./b', '/repo/src/a.ts', files)).toBe('/repo/src/b.ts');
  });
});

describe('an alias of tsconfig.json', () => {
  const paths = { '@app/*': ['./src/*'], '@app/special/*': ['./special/*'], config: ['./src/settings.ts'] };

  it.each([
    ['@app/x', '/repo/src/x.ts'],
    ['@app/x.js', '/repo/src/x.ts'],
    ['@app/x', '/repo/src/x/index.ts'],
    ['@app/special/x', '/repo/special/x.ts'],
    ['config', '/repo/src/settings.ts'],
  ])('%s finds %s', (specifier, file) => {
    const texts = { '/repo/tsconfig.json': json({ compilerOptions: { paths } }), ...empty(file) };
    expect(resolved(specifier, texts)).toBe(file);
    expect(resolved(specifier, { ...texts, '/repo/tsconfig.json': '{}' })).toBeUndefined();
  });

  it('takes the longest prefix, and the very name first', () => {
    const table = { '*': ['./any/*'], 'a/*': ['./short/*'], 'a/b/*': ['./long/*'], 'a/b/c': ['./exact'] };
    const config = { '/repo/tsconfig.json': json({ compilerOptions: { paths: table } }) };
    const texts = {
      ...config,
      ...empty('/repo/any/a/b/c.ts', '/repo/short/b/c.ts', '/repo/long/c.ts', '/repo/exact.ts'),
    };
    expect(resolved('a/b/c', texts)).toBe('/repo/exact.ts');
    expect(resolved('a/b/c.js', texts)).toBe('/repo/long/c.ts');
  });

  it('tries its targets one after the other', () => {
    const config = json({ compilerOptions: { paths: { '@/*': ['./generated/*', './src/*'] } } });
    expect(resolved('@/x', { '/repo/tsconfig.json': config, ...empty('/repo/src/x.ts') })).toBe('/repo/src/x.ts');
  });

  it('may have text after its star', () => {
    const config = json({ compilerOptions: { paths: { 'lib-*/api': ['./libs/*/src/public.ts'] } } });
    const texts = { '/repo/tsconfig.json': config, ...empty('/repo/libs/x$1/src/public.ts') };
    expect(resolved('lib-x$1/api', texts)).toBe('/repo/libs/x$1/src/public.ts');
    expect(resolved('lib-x$1', texts)).toBeUndefined();
  });

  it('starts at baseUrl, which finds files by itself too', () => {
    const config = json({ compilerOptions: { baseUrl: './src', paths: { '@/*': ['inner/*'] } } });
    const texts = { '/repo/tsconfig.json': config, ...empty('/repo/src/inner/x.ts', '/repo/src/services/y.ts') };
    expect(resolved('@/x', texts)).toBe('/repo/src/inner/x.ts');
    expect(resolved('services/y', texts)).toBe('/repo/src/services/y.ts');
    expect(resolved('services/z', texts)).toBeUndefined();
  });

  it('is read past comments and trailing commas', () => {
    const config = `\uFEFF{
      // the "paths"
      "compilerOptions": { /* of */ "paths": { "@/*": ["./src/*",], "//x": [], }, },
    }`;
    expect(resolved('@/x', { '/repo/tsconfig.json': config, ...empty('/repo/src/x.ts') })).toBe('/repo/src/x.ts');
  });

  it('is that of the nearest file, which may be a jsconfig.json', () => {
    const at = (target: string): string => json({ compilerOptions: { paths: { 'x/*': [target] } } });
    const texts = { '/repo/tsconfig.json': at('./outer/*'), '/repo/src/jsconfig.json': at('./inner/*') };
    const both = { ...texts, ...empty('/repo/outer/b.ts', '/repo/src/inner/b.ts') };
    expect(resolved('x/b', both)).toBe('/repo/src/inner/b.ts');
    expect(resolved('x/b', both, '/repo/a.ts')).toBe('/repo/outer/b.ts');
  });

  it.each([
    '{',
    '[]',
    'null',
    '{"compilerOptions": 1}',
    '{"compilerOptions": {"paths": {"b": 1, "c": [2]}}}',
    '{"extends": {}}',
  ])('is none in %s', (config) => {
    expect(resolved('b', { '/repo/tsconfig.json': config, ...empty('/repo/b.ts') })).toBeUndefined();
  });

  it('changes with an unsaved tsconfig.json', () => {
    const at = (target: string): string => json({ compilerOptions: { paths: { 'x/*': [target] } } });
    const disk = memoryFiles({ '/repo/tsconfig.json': at('./a/*'), ...empty('/repo/a/x.ts', '/repo/b/x.ts') });
    const buffers = new Map([['/repo/tsconfig.json', at('./b/*')]]);
    expect(resolveModule('x/x', '/repo/c.ts', disk)).toBe('/repo/a/x.ts');
    expect(resolveModule('x/x', '/repo/c.ts', withBuffers(disk, buffers))).toBe('/repo/b/x.ts');
    expect(resolveModule('x/x', '/repo/c.ts', disk)).toBe('/repo/a/x.ts');
  });
});

describe('extends', () => {
  const target = (value: string): string => json({ compilerOptions: { paths: { '@/*': [value] } } });

  it.each([
    ['a string', '../base.json'],
    ['a name without extension', '../base'],
    ['an array', ['../base.json']],
    ['an array where the last one wins', ['../other.json', '../base.json']],
    ['an array with a package', ['@tsconfig/node20/tsconfig.json', '../base.json']],
  ])('may be %s', (_, base) => {
    const texts = {
      '/repo/tsconfig.json': json({ extends: base }),
      '/base.json': target('./shared/*'),
      '/other.json': target('./other/*'),
    };
    expect(resolved('@/x', { ...texts, ...empty('/shared/x.ts', '/other/x.ts') })).toBe('/shared/x.ts');
  });

  it('leaves what the file says itself', () => {
    const texts = {
      '/repo/tsconfig.json': json({ extends: './base.json', compilerOptions: { paths: { '@/*': ['./own/*'] } } }),
      '/repo/base.json': target('./shared/*'),
    };
    expect(resolved('@/x', { ...texts, ...empty('/repo/own/x.ts', '/repo/shared/x.ts') })).toBe('/repo/own/x.ts');
  });

  it('knows the name of the outermost directory', () => {
    const texts = {
      '/repo/tsconfig.json': json({ extends: '../base.json' }),
      '/base.json': target('${configDir}/own/*'),
    };
    expect(resolved('@/x', { ...texts, ...empty('/repo/own/x.ts') })).toBe('/repo/own/x.ts');
  });

  it('ends in a circle, and where a file is missing', () => {
    const circle = {
      '/repo/tsconfig.json': json({ extends: './b.json' }),
      '/repo/b.json': json({ extends: './tsconfig' }),
    };
    expect(resolved('y/x', { ...circle, ...empty('/repo/x.ts') })).toBeUndefined();
    expect(resolved('y/x', { '/repo/tsconfig.json': json({ extends: ['./none.json', 'pkg'] }) })).toBeUndefined();
  });
});

describe('references', () => {
  const part = json({ compilerOptions: { paths: { '@/*': ['./app/*'] } } });
  const solution = json({ files: [], references: [{ path: './tsconfig.node.json' }, { path: './tsconfig.app.json' }] });

  it('lead from a solution to the part beside it that has aliases', () => {
    const texts = {
      '/repo/tsconfig.json': solution,
      '/repo/tsconfig.node.json': '{}',
      '/repo/tsconfig.app.json': part,
    };
    expect(resolved('@/x', { ...texts, ...empty('/repo/app/x.ts') })).toBe('/repo/app/x.ts');
  });

  it('do not lead to other projects', () => {
    const texts = {
      '/repo/tsconfig.json': json({ references: [{ path: './other/tsconfig.json' }, { path: 7 }, null] }),
      '/repo/other/tsconfig.json': part,
    };
    expect(resolved('@/x', { ...texts, ...empty('/repo/other/app/x.ts') })).toBeUndefined();
  });
});

describe('@/ and ~/ without tsconfig', () => {
  it.each(['@/x', '~/x'])('%s is looked for in src, then beside package.json', (specifier) => {
    const manifest = { '/repo/package.json': '{}' };
    expect(resolved(specifier, { ...manifest, ...empty('/repo/src/x.ts', '/repo/x.ts') })).toBe('/repo/src/x.ts');
    expect(resolved(specifier, { ...manifest, ...empty('/repo/x.ts') })).toBe('/repo/x.ts');
    expect(resolved(specifier, manifest)).toBeUndefined();
    expect(resolved(specifier, empty('/repo/src/x.ts'))).toBeUndefined();
  });
});
