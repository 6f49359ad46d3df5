import { describe, expect, it } from 'vitest';
import { type Files, withBuffers } from '../../../eslint-plugin/src/analysis/modules/files.ts';
import { projectModules } from '../../../eslint-plugin/src/analysis/modules/project-modules.ts';
import { DEFAULT_SETTINGS } from '../../../eslint-plugin/src/analysis/settings/settings.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const TEXTS = {
  '/repo/.git': '',
  '/repo/package.json': '{ "dependencies": { "jsforce": "^3.0.0" } }',
  '/repo/src/send.js': '',
  '/repo/src/load.js': "import './send.js';",
};

/** A project whose files count how often they are asked. */
function project(generation?: () => number): { asked: () => number; ask: () => unknown; begin: () => void } {
  const disk = memoryFiles(TEXTS);
  let count = 0;
  const files: Files = {
    read: (path) => {
      count += 1;
      return disk.read(path);
    },
    list: (directory) => {
      count += 1;
      return disk.list(directory);
    },
    ...(generation && { generation }),
  };
  const modules = projectModules(files, () => undefined, DEFAULT_SETTINGS);
  const asked = (): number => {
    const before = count;
    count = 0;
    return before;
  };
  const ask = (): unknown => [
    modules.resolve('./send', '/repo/src/load.js'),
    modules.importers('/repo/src/send.js'),
    modules.majorOf('jsforce', '/repo/src/send.js'),
    modules.dependsOn('jsforce', '/repo/src/send.js'),
    modules.isOfSalesforce('/repo/src/send.js'),
  ];
  return {
    asked,
    ask,
    begin: () => {
      modules.refresh({});
    },
  };
}

const ANSWERS = ['/repo/src/send.js', ['/repo/src/load.js'], 3, true, true];

describe('answers about the files of a project', () => {
  it('are found out once in a run', () => {
    const { ask, asked, begin } = project();
    expect(ask()).toEqual(ANSWERS);
    expect(asked()).toBeGreaterThan(0);
    expect(ask()).toEqual(ANSWERS);
    expect(asked()).toBe(0);
    begin();
    expect(ask()).toEqual(ANSWERS);
    expect(asked()).toBeGreaterThan(0);
  });

  it('are kept from run to run where the files say that they are the same', () => {
    let generation = 1;
    const { ask, asked, begin } = project(() => generation);
    begin();
    expect(ask()).toEqual(ANSWERS);
    asked();
    begin();
    expect(ask()).toEqual(ANSWERS);
    expect(asked()).toBe(0);
    generation += 1;
    begin();
    expect(ask()).toEqual(ANSWERS);
    expect(asked()).toBeGreaterThan(0);
  });

  it('are found out anew once a buffer lies over the files', () => {
    const buffers = new Map<string, string>();
    const files = withBuffers({ ...memoryFiles(TEXTS), generation: () => 1 }, buffers);
    const modules = projectModules(files, () => undefined, DEFAULT_SETTINGS);
    const importers = (): readonly string[] | undefined => {
      modules.refresh({});
      return modules.importers('/repo/src/send.js');
    };
    expect(importers()).toEqual(['/repo/src/load.js']);
    buffers.set('/repo/src/load.js', '');
    expect(importers()).toEqual([]);
    buffers.clear();
    expect(importers()).toEqual(['/repo/src/load.js']);
  });
});
