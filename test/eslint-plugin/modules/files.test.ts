import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contains, isFile, beneath, withBuffers } from '../../../eslint-plugin/src/analysis/modules/files.ts';
import {
  basename,
  dirname,
  isWithin,
  join,
  normalize,
  upwards,
} from '../../../eslint-plugin/src/analysis/modules/paths.ts';
import { memoryFiles } from '../../support/memory-files.ts';

describe('paths', () => {
  it.each([
    ['/a/b.ts', '/a'],
    ['/a', '/'],
    ['/', '/'],
    ['C:/a/b', 'C:/a'],
    ['C:/a', 'C:/'],
    ['C:/', 'C:/'],
    ['//server/share/a', '//server/share/'],
    ['<input>', ''],
  ])('the directory of %s is %s', (file, directory) => {
    expect(dirname(file)).toBe(directory);
  });

  it.each([
    ['/a/./b/../c', '/a/c'],
    ['/a//b/', '/a/b'],
    ['/../../a', '/a'],
    ['C:/a/../../b', 'C:/b'],
    ['//server/share/a/../b', '//server/share/b'],
    ['/a/..b/c..', '/a/..b/c..'],
    ['/', '/'],
  ])('%s is %s', (given, normal) => {
    expect(normalize(given)).toBe(normal);
  });

  it('are joined, and an absolute one stands for itself', () => {
    expect(join('/a', './b')).toBe('/a/b');
    expect(join('/a/b', '../..')).toBe('/');
    expect(join('/', 'a')).toBe('/a');
    expect(join('C:/', 'a')).toBe('C:/a');
    expect(join('/a', '/b/../c')).toBe('/c');
  });

  it('lead upwards to the root', () => {
    expect(upwards('/a/b')).toEqual(['/a/b', '/a', '/']);
    expect(upwards('C:/a')).toEqual(['C:/a', 'C:/']);
    expect(basename('/a/b.ts')).toBe('b.ts');
  });

  it('lie within a directory by their parts, not by their letters', () => {
    expect(isWithin('/a/b', '/a')).toBe(true);
    expect(isWithin('/a', '/a')).toBe(true);
    expect(isWithin('/a', '/')).toBe(true);
    expect(isWithin('/ab', '/a')).toBe(false);
  });
});

describe('buffers', () => {
  const disk = memoryFiles({ '/repo/a.ts': 'saved', '/repo/b.ts': 'b' });

  it('win over the disk', () => {
    const files = withBuffers(disk, new Map([['/repo/a.ts', 'unsaved']]));
    expect(files.read('/repo/a.ts')).toBe('unsaved');
    expect(files.read('/repo/b.ts')).toBe('b');
    expect(files.read('/repo/c.ts')).toBeUndefined();
  });

  it('may be empty', () => {
    expect(withBuffers(disk, new Map([['/repo/a.ts', '']])).read('/repo/a.ts')).toBe('');
  });

  it('are listed when they are not on disk yet, with the directories that lead to them', () => {
    const files = withBuffers(disk, new Map([['/repo/new/deep/c.ts', '']]));
    expect(files.list('/repo')).toContainEqual({ name: 'new', directory: true });
    expect(files.list('/repo/new/deep')).toEqual([{ name: 'c.ts', directory: false }]);
    expect(isFile('/repo/new/deep/c.ts', files)).toBe(true);
    expect(isFile('/repo/new/deep', files)).toBe(false);
    expect(contains('/repo', 'new', files)).toBe(true);
    expect(files.list('/')).toEqual([{ name: 'repo', directory: true }]);
  });

  it('leave a listing as it is where they add nothing', () => {
    const listing = [{ name: 'a.ts', directory: false }];
    const files = withBuffers({ read: () => '', list: () => listing }, new Map([['/repo/a.ts', '']]));
    expect(files.list('/repo')).toBe(listing);
    expect(files.list('/elsewhere')).toBe(listing);
  });

  it('may change, and may lie upon each other', () => {
    const buffers = new Map<string, string>();
    const files = withBuffers(withBuffers(disk, buffers), new Map([['/repo/b.ts', 'upper']]));
    buffers.set('/repo/a.ts', 'later').set('/repo/b.ts', 'lower');
    expect(files.read('/repo/a.ts')).toBe('later');
    expect(files.read('/repo/b.ts')).toBe('upper');
    expect(beneath(files)).toBe(disk);
  });
});

describe('the folder', () => {
  const folder = path.resolve(import.meta.dirname, '../../../eslint-plugin/src/analysis/modules');

  it.each(readdirSync(folder))('%s imports nothing of Node.js and no package', (name) => {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const imported = [...text.matchAll(/^(?!import type).*\bfrom '([^']+)'|\bimport\(['"]([^'"]+)/gm)].map(
      ([, from]) => from,
    );
    expect(imported.filter((from) => !from?.startsWith('.'))).toEqual([]);
  });
});
