import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { librariesNotFound, missingLibraries } from '../run/chromium.ts';
import { extensionUnderTest } from '../run/extension-under-test.ts';
import { installPackages, installWithNpm } from '../run/install-packages.ts';
import { findObstacle } from '../run/vscode-runtime.ts';

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
    const folder = installPackages('chromium', { cache, install });
    expect(installPackages('chromium', { cache, install })).toBe(folder);
    expect(times).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(['installed', 'package-lock.json', 'package.json']);
  });

  it('leaves nothing behind when it fails, and begins anew', () => {
    const fail = () => {
      throw new Error('no network');
    };
    expect(() => installPackages('chromium', { cache, install: fail })).toThrow('no network');
    expect(readdirSync(cache)).toEqual([]);
    expect(() => installPackages('chromium', { cache, install: leaveTrace, complete: fail })).toThrow('no network');
    expect(existsSync(installPackages('chromium', { cache, install: leaveTrace }))).toBe(true);
  });

  it('takes what another run has finished in the meantime', () => {
    const other = () => void installPackages('chromium', { cache, install: leaveTrace });
    let isFirst = true;
    // The other run has another process id, and so another folder to work in.
    const pid = Object.getOwnPropertyDescriptor(process, 'pid')!;
    const folder = installPackages('chromium', {
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
    installPackages('chromium', { cache, install: leaveTrace });
    expect(existsSync(old!)).toBe(false);
    expect(existsSync(young!)).toBe(true);
  });

  it('says what to look at when npm fails', () => {
    expect(() => installWithNpm(cache)).toThrow(/npm ci failed .* Is the npm registry reachable\?/);
  });
});

describe('where something is missing', () => {
  it('an unsupported platform is told what to use instead', () => {
    expect(findObstacle('win32')).toBe(
      'The VS Code server does not run on win32. Use npm run test:desktop, which downloads desktop VS Code.',
    );
    expect(findObstacle('linux')).toBeUndefined();
  });

  it('the libraries that the system lacks are found', () => {
    const ldd = '\tlinux-vdso.so.1 (0x1)\n\tlibnss3.so => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x2)\n';
    expect(librariesNotFound(ldd)).toEqual(['libnss3.so']);
    if (spawnSync('ldd', ['--version']).status === 0) expect(missingLibraries(process.execPath)).toEqual([]);
  });

  it('an extension that does not exist is named', async () => {
    await expect(extensionUnderTest(cache, '/no/such.vsix')).rejects.toThrow('There is no extension at /no/such.vsix.');
  });
});
