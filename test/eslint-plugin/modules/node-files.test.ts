import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Files } from '../../../eslint-plugin/src/analysis/modules/files.ts';
import { importersOf } from '../../../eslint-plugin/src/analysis/modules/importers.ts';
import { nodeFiles, toPath } from '../../../eslint-plugin/src/analysis/modules/node-files.ts';
import { resolveModule } from '../../support/resolve-module.ts';

let folder: string;
let time: number;
let files: Files;

beforeEach(() => {
  folder = toPath(mkdtempSync(path.join(os.tmpdir(), 'salesforce-resilience-files-')));
  time = 0;
  files = nodeFiles(() => time)!;
});

afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a file; `age` makes its time differ from what it was, however fast the test is. */
function write(name: string, text: string, age = 0): void {
  mkdirSync(path.dirname(`${folder}/${name}`), { recursive: true });
  writeFileSync(`${folder}/${name}`, text);
  utimesSync(`${folder}/${name}`, 1000 + age, 1000 + age);
}

describe('the disk', () => {
  it('is read and listed', () => {
    write('src/a.ts', 'text');
    expect(files.read(`${folder}/src/a.ts`)).toBe('text');
    expect(files.list(folder)).toEqual([{ name: 'src', directory: true }]);
    expect(files.list(`${folder}/src`)).toEqual([{ name: 'a.ts', directory: false }]);
  });

  it('has nothing to say of what is not there, or is of the other kind', () => {
    write('a.ts', '');
    expect(files.read(`${folder}/b.ts`)).toBeUndefined();
    expect(files.read(folder)).toBeUndefined();
    expect(files.read(`${folder}/a.ts/b`)).toBeUndefined();
    expect(files.list(`${folder}/b`)).toEqual([]);
    expect(files.list(`${folder}/a.ts`)).toEqual([]);
    expect(files.read('\0')).toBeUndefined();
  });

  it('is not read where a file is huge, unless it is a lock file', () => {
    write('a.ts', 'x'.repeat(1_000_001));
    write('package-lock.json', 'x'.repeat(1_000_001));
    expect(files.read(`${folder}/a.ts`)).toBeUndefined();
    expect(files.read(`${folder}/package-lock.json`)).toHaveLength(1_000_001);
  });

  it.skipIf(process.platform === 'win32')('is read through links, which are no directories', () => {
    write('src/a.ts', 'text');
    symlinkSync(folder, `${folder}/src/circle`);
    symlinkSync(`${folder}/loop`, `${folder}/loop`);
    expect(files.read(`${folder}/src/circle/src/a.ts`)).toBe('text');
    expect(files.list(`${folder}/src`)).toContainEqual({ name: 'circle', directory: false });
    expect(files.read(`${folder}/loop`)).toBeUndefined();
    expect(files.list(`${folder}/loop`)).toEqual([]);
  });

  it('is not read where it refuses', () => {
    write('a.ts', 'text');
    const refuse = (): never => {
      throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
    };
    const disk = { statSync, readFileSync: refuse, readdirSync: refuse };
    vi.stubGlobal('process', { getBuiltinModule: () => disk });
    const refusing = nodeFiles(() => time)!;
    expect(refusing.read(`${folder}/a.ts`)).toBeUndefined();
    expect(refusing.list(folder)).toEqual([]);
    vi.unstubAllGlobals();
    expect(files.read(`${folder}/a.ts`)).toBe('text');
  });

  it('is none in a browser', () => {
    vi.stubGlobal('process', undefined);
    expect(nodeFiles()).toBeUndefined();
    vi.stubGlobal('process', { env: {} });
    expect(nodeFiles()).toBeUndefined();
  });
});

describe('answers', () => {
  it('are trusted for a second', () => {
    write('a.ts', 'old');
    expect(files.read(`${folder}/a.ts`)).toBe('old');
    write('a.ts', 'newer', 1);
    time = 999;
    expect(files.read(`${folder}/a.ts`)).toBe('old');
    time = 1000;
    expect(files.read(`${folder}/a.ts`)).toBe('newer');
  });

  it('are kept for as long as time and size stay', () => {
    write('a.ts', 'one');
    expect(files.read(`${folder}/a.ts`)).toBe('one');
    write('a.ts', 'two');
    time = 5000;
    expect(files.read(`${folder}/a.ts`)).toBe('one');
    write('a.ts', 'three');
    time = 10_000;
    expect(files.read(`${folder}/a.ts`)).toBe('three');
  });

  it('notice files that come and go', () => {
    expect(files.read(`${folder}/a.ts`)).toBeUndefined();
    const before = files.list(folder);
    time = 1000;
    expect(files.list(folder)).toBe(before);
    write('a.ts', 'text');
    utimesSync(folder, 2000, 2000);
    time = 2000;
    expect(files.read(`${folder}/a.ts`)).toBe('text');
    expect(files.list(folder)).toHaveLength(1);
    rmSync(`${folder}/a.ts`);
    time = 3000;
    expect(files.read(`${folder}/a.ts`)).toBeUndefined();
  });

  it('do not freeze when the clock is put back', () => {
    time = 100_000;
    expect(files.read(`${folder}/a.ts`)).toBeUndefined();
    write('a.ts', 'text');
    time = 0;
    expect(files.read(`${folder}/a.ts`)).toBe('text');
  });
});

describe('toPath', () => {
  it.each([
    ['C:\\a\\b.ts', 'C:/a/b.ts'],
    ['c:\\a', 'C:/a'],
    ['\\\\server\\share\\a', '//server/share/a'],
    ['/a/b\\c.ts', '/a/b\\c.ts'],
    ['<input>', '<input>'],
  ])('makes of %s %s', (filename, internal) => {
    expect(toPath(filename)).toBe(internal);
  });
});

describe('a project on disk', () => {
  it('is resolved and searched, in spite of a circle of links', () => {
    write('package.json', '{}');
    write('src/a.ts', "import { b } from './b.js';");
    write('src/b.ts', "import { a } from './a';");
    if (process.platform !== 'win32') symlinkSync(folder, `${folder}/src/circle`);
    expect(resolveModule('./b.js', `${folder}/src/a.ts`, files)).toBe(`${folder}/src/b.ts`);
    expect(importersOf(`${folder}/src/b.ts`, files)).toEqual([`${folder}/src/a.ts`]);
  });

  it('is searched anew when files change', () => {
    write('package.json', '{}');
    write('a.ts', "import './b';");
    write('b.ts', '');
    expect(importersOf(`${folder}/b.ts`, files)).toEqual([`${folder}/a.ts`]);
    write('a.ts', "import './c';", 1);
    write('c.ts', "import './b'");
    utimesSync(folder, 2000, 2000);
    expect(importersOf(`${folder}/b.ts`, files)).toEqual([`${folder}/a.ts`]);
    time = 1000;
    expect(importersOf(`${folder}/b.ts`, files)).toEqual([`${folder}/c.ts`]);
  });
});
