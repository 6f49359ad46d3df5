// The one entry of `npm start`, `npm test` and the rest: sets up what the command needs, then runs it. Plain JavaScript
// without dependencies, since it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const root = path.resolve(import.meta.dirname, '..');
const stamp = path.join(root, 'node_modules', '.salesforce-resilience-setup');

const tsx = (file, ...args) => [process.execPath, '--import', 'tsx', file, ...args];
const bin = (name, ...args) => [process.execPath, binary(name), ...args];

/** Each command: what it runs, in order; the arguments of the user go to the last. */
const COMMANDS = {
  build: () => [],
  watch: () => [tsx('scripts/build.ts', '--watch')],
  start: () => [tsx('test/demo/start.ts')],
  test: () => [bin('vitest', 'run')],
  'test:editor': () => [tsx('test/editor/run/test-editor.ts')],
  'test:desktop': () => [tsx('test/editor/run/test-desktop.ts')],
  screenshots: () => [tsx('test/editor/run/screenshots.ts')],
  lint: () => [bin('eslint', '--max-warnings=0', '.'), bin('prettier', '--check', '.')],
  format: () => [bin('prettier', '--write', '.')],
  generate: () => [
    tsx('snippets/scripts/generate.ts'),
    tsx('snippets/scripts/generate-outage.ts'),
    tsx('scripts/generate-rules.ts'),
    tsx('scripts/generate-manifest.ts'),
    tsx('scripts/generate-snippets.ts'),
  ],
  'install-brokers': () => [tsx('scripts/install-brokers.ts')],
  bench: () => [tsx('test/bench/bench.ts')],
  'bench:server': () => [tsx('test/bench/server.ts')],
  faults: () => [tsx('test/faults/faults.ts')],
  proofs: () => [tsx('test/proofs/proofs.ts')],
  mutation: () => [bin('stryker', 'run')],
  'new-rule': () => [tsx('scripts/new-rule.ts')],
  package: () => [tsx('scripts/package.ts')],
  check: () => [
    tsx('snippets/scripts/generate.ts', '--check'),
    tsx('snippets/scripts/generate-outage.ts', '--check'),
    tsx('scripts/generate-rules.ts', '--check'),
    tsx('scripts/generate-manifest.ts', '--check'),
    tsx('scripts/generate-snippets.ts', '--check'),
    bin('tsc', '-p', 'test'),
    ...COMMANDS.lint(),
    bin('knip'),
    tsx('scripts/package.ts', '--check'),
  ],
  verify: () => [...COMMANDS.check(), ...COMMANDS.test()],
};

/** The script behind a command of an installed package. */
function binary(name) {
  const manifests = { stryker: '@stryker-mutator/core', tsc: 'typescript' };
  const folder = path.join(root, 'node_modules', manifests[name] ?? name);
  const { bin: bins } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return path.join(folder, typeof bins === 'string' ? bins : bins[name]);
}

/** Runs a command line and ends the process with its exit code when it fails. */
function run([file, ...args], { quiet = false } = {}) {
  const { status, signal, error, stdout, stderr } = spawnSync(file, args, {
    cwd: root,
    stdio: quiet ? 'pipe' : 'inherit',
    encoding: 'utf8',
  });
  if (status === 0) return;
  if (quiet) process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
  if (error) console.error(error.message);
  if (signal) console.error(`${path.basename(file)} was ended by ${signal}.`);
  process.exit(status ?? 2);
}

/** Installs from the lock file when that has changed since the last time, and builds. */
function setUp() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    console.error('Installing the packages of the lock file; this takes up to a minute …');
    // Without npm around it (node scripts/run.mjs), the npm of this Node installation does.
    const npm = process.env.npm_execpath;
    const install = ['ci', '--no-audit', '--no-fund'];
    if (npm) run([process.execPath, npm, ...install], { quiet: true });
    else run([process.platform === 'win32' ? 'npm.cmd' : 'npm', ...install], { quiet: true });
    writeFileSync(stamp, lock);
  }
  if (!existsSync(path.join(root, 'eslint-plugin', 'dist', 'index.js'))) console.error('Building …');
  run(bin('tsc', '-b'));
  run(tsx('scripts/build.ts'));
}

const [name, ...args] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, name ?? '')) {
  console.error(`Usage: npm run COMMAND, with one of ${Object.keys(COMMANDS).join(', ')}.`);
  process.exit(2);
}
setUp();
const steps = COMMANDS[name]();
steps.forEach((step, index) => run(index === steps.length - 1 ? [...step, ...args] : step));
