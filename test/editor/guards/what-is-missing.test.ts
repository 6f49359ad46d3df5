import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { librariesNotFound, missingLibraries } from '../../support/chromium.ts';
import { extensionUnderTest } from '../run/extension-under-test.ts';
import { findObstacle } from '../run/vscode-runtime.ts';

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
    await expect(extensionUnderTest('/no', '/no/such.vsix')).rejects.toThrow('There is no extension at /no/such.vsix.');
  });
});
