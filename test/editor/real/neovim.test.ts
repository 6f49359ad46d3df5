import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram } from '../../../scripts/install-brokers.ts';
import { fixInNeovim } from '../run/neovim.ts';
import { writeWorkspace } from '../run/workspace.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const server = process.env['LSP_SERVER'] ?? path.join(root, 'extension/dist/server/main.node.cjs');
const neovim = findProgram('nvim');

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'salesforce-resilience-neovim-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('Neovim', () => {
  if (neovim === undefined) {
    it('is not tested where it is not installed; in CI it has to be', () => {
      if (process.env['CI_EDITORS'] === 'all') expect.fail('Not found: nvim. Install: apt-get install neovim');
      console.error('Not found: nvim. Install it to test the language server in Neovim: apt-get install neovim');
    });
    return;
  }

  it('shows the findings in the demo and applies a quick-fix', () => {
    const { demo } = writeWorkspace(folder);
    expect(fixInNeovim(neovim, server, path.join(demo, 'payments.js'))).toBe('');
  });

  it('fails without a server', () => {
    const { demo } = writeWorkspace(path.join(folder, 'without'));
    expect(fixInNeovim(neovim, path.join(folder, 'none.cjs'), path.join(demo, 'payments.js'))).toMatch(
      /^Findings: *$/m,
    );
  });
});
