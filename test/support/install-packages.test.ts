import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installPackages, installWithNpm } from './install-packages.ts';

const LOCK = path.resolve(import.meta.dirname, '../editor/vscode-runtime/chromium');

let cache: string;
beforeEach(() => void (cache = mkdtempSync(path.join(os.tmpdir(), 'install-packages-'))));
afterEach(() => rmSync(cache, { recursive: true, force: true }));

const leaveTrace = (folder: string) => writeFileSync(path.join(folder, 'installed'), '');

describe('installing the packages of a lock file', () => {
  it('is done once', () => {
    let times = 0;
    const install = (folder: string) => {
      times++;
      leaveTrace(folder);
    };
    const folder = installPackages(LOCK, { cache, install });
    expect(installPackages(LOCK, { cache, install })).toBe(folder);
    expect(times).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(['installed', 'package-lock.json', 'package.json']);
  });

  it('leaves nothing behind when it fails, and begins anew', () => {
    const fail = () => {
      throw new Error('no network');
    };
    expect(() => installPackages(LOCK, { cache, install: fail })).toThrow('no network');
    expect(readdirSync(cache)).toEqual([]);
    expect(() => installPackages(LOCK, { cache, install: leaveTrace, complete: fail })).toThrow('no network');
    expect(existsSync(installPackages(LOCK, { cache, install: leaveTrace }))).toBe(true);
  });

  it('takes what another run has finished in the meantime', () => {
    const other = () => void installPackages(LOCK, { cache, install: leaveTrace });
    let isFirst = true;
    // The other run has another process id, and so another folder to work in.
    const pid = Object.getOwnPropertyDescriptor(process, 'pid')!;
    const folder = installPackages(LOCK, {
      cache,
      install: (partial) => {
        if (isFirst) {
          isFirst = false;
          Object.defineProperty(process, 'pid', { ...pid, value: -1 });
          other();
          Object.defineProperty(process, 'pid', pid);
        }
        leaveTrace(partial);
      },
    });
    expect(readdirSync(cache)).toEqual([path.basename(folder)]);
  });

  it('removes what killed runs left, and not what is at work', () => {
    const [old, young] = ['floor-1.1.partial', 'floor-1.2.partial'].map((name) => path.join(cache, name));
    for (const folder of [old!, young!]) mkdirSync(folder);
    utimesSync(old!, 0, 0);
    installPackages(LOCK, { cache, install: leaveTrace });
    expect(existsSync(old!)).toBe(false);
    expect(existsSync(young!)).toBe(true);
  });

  it('says what to look at when npm fails', () => {
    expect(() => installWithNpm(cache)).toThrow(/npm ci failed .* Is the npm registry reachable\?/);
  });
});
