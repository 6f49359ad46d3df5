import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram } from '../../../scripts/install-brokers.ts';
import { fixInEmacs } from '../run/eglot.ts';
import { writeWorkspace } from '../run/workspace.ts';

const server = path.resolve(import.meta.dirname, '../../../extension/dist/server/main.node.cjs');
const emacs = findProgram('emacs');
const HAS_EGLOT = ['--batch', '-l', 'package', '-f', 'package-initialize', '--eval', "(require 'eglot)"];

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'salesforce-resilience-emacs-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('Emacs with eglot', () => {
  if (emacs === undefined || spawnSync(emacs, HAS_EGLOT).status !== 0) {
    it('is found where all editors are to be tested', () => {
      const missing = 'Not found: Emacs with eglot. Install: apt-get install emacs-nox elpa-eglot';
      if (process.env['CI_EDITORS'] === 'all') expect.fail(missing);
      console.error(missing);
    });
    return;
  }

  it('shows the findings in the demo and applies a quick-fix, set up as the page about other editors says', () => {
    const { demo } = writeWorkspace(folder);
    expect(fixInEmacs(emacs, server, path.join(demo, 'payments.js'))).toBe('');
  });
});
