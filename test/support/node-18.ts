import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const VERSION = '18.0.0';
const cache = path.resolve(import.meta.dirname, `../../node_modules/.cache/node-${VERSION}`);

/**
 * The oldest Node.js that the snippets have to run on, as a program: fetched through npm into a cache of this repository.
 * Not a dependency, since its `bin` would take the place of the Node.js that npm's scripts run on.
 *
 * @throws {Error} when npm cannot get it.
 */
export function node18(): string {
  const system = { darwin: 'darwin', win32: 'win' }[process.platform as string] ?? 'linux';
  const name = `node-${system}-${process.arch}`;
  const program = path.join(cache, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(program)) {
    const install = ['install', '--prefix', cache, '--no-save', '--no-audit', '--no-fund', `${name}@${VERSION}`];
    const npm = process.env['npm_execpath'];
    if (npm) execFileSync(process.execPath, [npm, ...install], { stdio: 'pipe' });
    else execFileSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', install, { stdio: 'pipe' });
  }
  return program;
}
