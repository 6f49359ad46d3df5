/**
 * What a key stroke costs until its diagnostics are there, how soon the first ones come after the start, and the memory:
 * of our language server beside ESLint's, driven by one client on the same files with the same rules, as ratios.
 * `npm run bench:server`. ESLint's server is installed for the first run into a cache within node_modules.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { connectSpawned, SERVER, type SpawnedServer } from '../support/language-client.ts';
import { client, handler, repository } from './project.ts';

const root = path.resolve(import.meta.dirname, '../..');
const SIZES = [200, 1200, 5400];
/** So many key strokes, V8 has compiled little of either server: they are shown by themselves. */
const FIRST = 30;
const WARM_UP = 100;
const KEY_STROKES = 31;
const STARTS = 5;
/** Garbage is part of what a process takes right after work; V8 gives it back when nothing happens for some 20 s. In ms. */
const REST_MS = 30_000;
/** Visual Studio Code's ESLint extension runs this server; it is packed for other editors here. */
const PEER = { name: 'vscode-langservers-extracted', version: '4.10.0', server: 'vscode-eslint-language-server' };

interface Contestant {
  readonly name: string;
  readonly file: string;
  readonly settings: unknown;
}

/** What each server needs for the same thing, in ms or MB. */
type Pair = readonly [ours: number, theirs: number];

const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'salesforce-resilience-bench-')));
try {
  layOut();
  await compare([
    { name: 'ours', file: SERVER, settings: null },
    { name: 'ESLint', file: eslintServer(), settings: eslintSettings() },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A project with our plugin in its ESLint configuration. */
function layOut(): void {
  mkdirSync(path.join(folder, 'src/invoices'), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  const files = {
    'package.json': '{ "type": "module" }',
    'eslint.config.js': [
      `import resilience from 'eslint-plugin-salesforce-resilience';`,
      `import tseslint from 'typescript-eslint';`,
      `export default [{ files: ['**/*.{js,ts}'], languageOptions: { parser: tseslint.parser } }, resilience.configs.recommended];`,
    ].join('\n'),
    'src/client.js': client(),
    'src/invoices/repository.js': repository(0),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
}

/** A module of so many lines: code as it is, with a request to Salesforce about every 200 lines. */
function sourceOf(lines: number, salesforce: boolean): string {
  const text: string[] = [];
  for (let part = 0; text.length < lines; part += 1) {
    // In a block of its own, so that names may come again.
    const code = handler(part)
      .replaceAll(/^import .*\n/gm, '')
      .replaceAll(/^export /gm, '');
    const plain = salesforce ? code : code.replaceAll(/salesforce|sobject|instance_?url/gi, 'other');
    text.push('{', ...plain.split('\n'), '}');
    if (salesforce && part % 4 === 0)
      text.push(
        `export const query${part} = (token) =>`,
        `  fetch('https://acme.my.salesforce.com/services/data/v60.0/query?q=' + encodeURIComponent('SELECT Id FROM A${part}'), {`,
        `    headers: { Authorization: 'Bearer ' + token },`,
        `  });`,
      );
  }
  // What is typed is part of a function in the middle.
  const middle = text.findIndex((line, at) => at > text.length / 2 && line.includes('const problems = [];'));
  text.splice(middle, 0, `  const typed = 'typed: ';`);
  return text.join('\n').concat('\n');
}

/** Both servers do the same in turns, since how fast a machine is changes while it is measured. */
async function compare(contestants: readonly [Contestant, Contestant]): Promise<void> {
  console.log(`${''.padEnd(64)}${'ours'.padStart(10)}${'ESLint'.padStart(12)}${'ratio'.padStart(9)}`);
  const starts: Pair[] = [];
  for (let start = 0; start < STARTS; start += 1) starts.push(await inTurns(contestants, firstDiagnostics));
  show('start → first diagnostics', mediansOf(starts), 'ms');
  const [ours, theirs] = contestants;
  const servers = [await startOf(ours), await startOf(theirs)] as const;
  for (const lines of SIZES) await keyStrokes(servers, `${lines} lines`, sourceOf(lines, true));
  await keyStrokes(servers, '1200 lines without Salesforce', sourceOf(1200, false));
  show('memory, right after', await inTurns(servers, residentMb), 'MB');
  await setTimeout(REST_MS);
  show(`memory, ${REST_MS / 1000} s later`, await inTurns(servers, residentMb), 'MB');
  await inTurns(servers, ({ client: { stop } }) => stop());
  const requests = SIZES.map((lines) => sourceOf(lines, true).match(/fetch\('https/g)?.length ?? 0);
  console.log(
    `Requests to Salesforce: ${requests.join(', ')}. Medians of ${KEY_STROKES} key strokes, after ${WARM_UP} others.`,
  );
}

async function inTurns<One, Result>(
  [first, second]: readonly [One, One],
  act: (one: One) => Promise<Result> | Result,
): Promise<readonly [Result, Result]> {
  return [await act(first), await act(second)];
}

function startOf({ file, settings }: Contestant): Promise<SpawnedServer> {
  return connectSpawned(
    'stdio',
    { diagnostics: 'pull', folders: [pathToFileURL(folder).href], settings: () => settings },
    file,
  );
}

async function firstDiagnostics(contestant: Contestant): Promise<number> {
  const start = performance.now();
  const server = await startOf(contestant);
  const document = server.client.open(uriOf('first.js'), sourceOf(200, true), 'javascript');
  const diagnostics = await document.diagnostics();
  const ms = performance.now() - start;
  await server.client.stop();
  if (diagnostics.length === 0) throw new Error(`The server of ${contestant.name} found nothing.`);
  return ms;
}

/** The times from a key stroke to the diagnostics that follow it. */
async function keyStrokes(servers: readonly [SpawnedServer, SpawnedServer], name: string, text: string): Promise<void> {
  const uri = uriOf(`${name.replaceAll(' ', '-')}.js`);
  const documents = await inTurns(servers, ({ client }) => client.open(uri, text, 'javascript'));
  const found = await inTurns(documents, async (document) => (await document.diagnostics()).length);
  const times: Pair[] = [];
  for (let stroke = 0; stroke < WARM_UP + KEY_STROKES; stroke += 1) {
    const pair = await inTurns(documents, async (document) => {
      const start = performance.now();
      document.edit(`'typed: `, `'typed: x`);
      await document.diagnostics();
      return performance.now() - start;
    });
    times.push(pair);
  }
  await inTurns(documents, (document) => {
    document.close();
  });
  show(`key stroke, ${name} (findings: ${found.join(' and ')})`, mediansOf(times.slice(WARM_UP)), 'ms');
  show(`the first ${FIRST} of them`, mediansOf(times.slice(0, FIRST)), 'ms');
}

function uriOf(name: string): string {
  const file = path.join(folder, 'src', name);
  // ESLint's server lints what is on disk only.
  if (!existsSync(file)) writeFileSync(file, '');
  return pathToFileURL(file).href;
}

function residentMb({ child: { pid } }: SpawnedServer): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

function mediansOf(pairs: readonly Pair[]): Pair {
  return [medianOf(pairs.map(([ours]) => ours)), medianOf(pairs.map(([, theirs]) => theirs))];
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

function eslintServer(): string {
  const cache = path.join(root, 'node_modules/.cache/bench-server');
  const installed = path.join(cache, 'node_modules', PEER.name);
  if (!existsSync(installed)) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(path.join(cache, 'package.json'), '{ "private": true }');
    const args = ['install', `${PEER.name}@${PEER.version}`, '--ignore-scripts', '--no-audit', '--no-fund'];
    const npm = process.env['npm_execpath'];
    const [command, before] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
    const { status, stderr } = spawnSync(command, [...before, ...args], { cwd: cache, encoding: 'utf8' });
    if (status !== 0) throw new Error(`ESLint's language server could not be installed:\n${stderr}`);
  }
  return path.join(installed, 'bin', PEER.server);
}

/** What the extension would answer for its defaults. */
function eslintSettings(): unknown {
  return {
    validate: 'on',
    packageManager: 'npm',
    useESLintClass: true,
    useFlatConfig: true,
    experimental: { useFlatConfig: false },
    codeAction: { disableRuleComment: { enable: true, location: 'separateLine' }, showDocumentation: { enable: true } },
    codeActionOnSave: { mode: 'all' },
    format: false,
    quiet: false,
    onIgnoredFiles: 'off',
    options: {},
    rulesCustomizations: [],
    run: 'onType',
    problems: { shortenToSingleLine: false },
    nodePath: null,
    workingDirectory: { mode: 'location' },
    workspaceFolder: { uri: pathToFileURL(folder).href, name: 'bench' },
  };
}

function show(name: string, [ours, theirs]: Pair, unit: string): void {
  const figures = [ours, theirs].map((value, at) => `${value.toFixed(1)} ${unit}`.padStart(at === 0 ? 10 : 12));
  console.log(`${name.padEnd(64)}${figures.join('')}${`${(theirs / ours).toFixed(1)}×`.padStart(9)}`);
}
