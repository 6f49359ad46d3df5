import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const script = path.join(import.meta.dirname, 'eglot.el');
const page = path.resolve(import.meta.dirname, '../../../docs/editors.md');
const LIMIT_MS = 100_000;

/**
 * Has Emacs fix a file with the language server, set up as docs/editors.md says.
 * @param server the bundled server, which is started with --stdio
 * @param file a copy of the demo
 * @returns what went wrong, in words; empty when nothing did
 */
export function fixInEmacs(emacs: string, server: string, file: string): string {
  const folder = path.join(path.dirname(file), '.emacs-test');
  const command = path.join(folder, 'salesforce-resilience-language-server');
  mkdirSync(folder, { recursive: true });
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${server}' "$@"\n`, { mode: 0o755 });
  const config = path.join(folder, 'config.el');
  writeFileSync(config, /```elisp\n([^]*?)```/.exec(readFileSync(page, 'utf8'))?.[1] ?? '');
  const { status, stderr, error } = spawnSync(
    emacs,
    ['--batch', '-l', 'package', '-f', 'package-initialize', '-l', script],
    {
      env: { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, LSP_CONFIG: config, LSP_FILE: file },
      encoding: 'utf8',
      timeout: LIMIT_MS,
    },
  );
  if (status === 0) return '';
  return error?.message ?? (stderr.trim() || `Emacs ended with ${status ?? 'a signal'}.`);
}
