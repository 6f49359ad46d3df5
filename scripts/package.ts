/**
 * Packs what is published: the plugin as an npm package, checked as its users will resolve it, and the extension of VS
 * Code. `--check` keeps nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packVsix } from './pack-vsix.ts';

const root = path.resolve(import.meta.dirname, '..');
const pkgDir = path.join(root, 'eslint-plugin');
const checking = process.argv.includes('--check');
const destination = checking
  ? await mkdtemp(path.join(os.tmpdir(), 'salesforce-resilience-pack-'))
  : path.join(root, 'dist');

/** Runs npm; its output is shown when it fails. */
function npm(...args: readonly string[]): string {
  const own = process.env['npm_execpath'];
  const command = own === undefined ? 'npm' : process.execPath;
  const before = own === undefined ? [] : [own];
  const windows = process.platform === 'win32' && own === undefined;
  const { status, stdout, stderr } = spawnSync(command, [...before, ...args], {
    cwd: pkgDir,
    encoding: 'utf8',
    shell: windows,
  });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}

async function say(file: string): Promise<void> {
  console.log(`${path.relative(root, file)}: ${Math.round((await stat(file)).size / 1024)} kB`);
}

try {
  const { messages, pkg } = await publint({ pkgDir, strict: true });
  for (const message of messages) console.error(formatMessage(message, pkg));
  if (messages.length > 0) process.exitCode = 1;

  await mkdir(destination, { recursive: true });
  const [packed] = JSON.parse(npm('pack', '--json', '--pack-destination', destination)) as {
    filename: string;
  }[];
  if (!packed) throw new Error('npm pack said nothing.');
  const tarball = path.join(destination, packed.filename);
  const attw = path.join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const { status } = spawnSync(process.execPath, [attw, tarball, '--profile', 'esm-only'], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
  const vsix = await packVsix(destination);
  if (!checking) for (const file of [tarball, vsix]) await say(file);
} finally {
  if (checking) await rm(destination, { recursive: true, force: true });
}
