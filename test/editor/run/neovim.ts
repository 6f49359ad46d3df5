import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';

const script = path.join(import.meta.dirname, 'neovim.lua');
const LIMIT_MS = 60_000;

/**
 * Has Neovim fix a file with the language server.
 * @param server the bundled server, which is started with --stdio
 * @param file a copy of the demo
 * @returns what went wrong, in words; empty when nothing did
 */
export function fixInNeovim(neovim: string, server: string, file: string): string {
  const { status, stderr, error } = spawnSync(neovim, ['--headless', '-u', 'NONE', '-n', '-i', 'NONE', '-S', script], {
    env: { ...process.env, LSP_SERVER: server, LSP_FILE: file, LSP_NODE: process.execPath },
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  if (status === 0) return '';
  return error?.message ?? (stderr.trim() || `Neovim ended with ${status ?? 'a signal'}.`);
}
