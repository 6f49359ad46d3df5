/**
 * What the rules cost, as a share of what the parser takes for the same files: `npm run bench`; of the files in other
 * projects that may hold a call, `npm run bench -- FOLDER…`. Absolute times say more about the machine than about the
 * rules, so none is checked anywhere.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { type ESLint, Linter, type Rule } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import { DEFAULT_SETTINGS, isLookedAt } from 'eslint-plugin-salesforce-resilience/analysis';
import tseslint from 'typescript-eslint';
import { sourceFiles } from '../../extension/src/cli/source-files.ts';
import { coldTimes, type Times, timesOf } from './hosts.ts';
import { client, handler, repository } from './project.ts';

const root = path.resolve(import.meta.dirname, '../..');
const WARM_UP = 9;
const LEAST_ROUNDS = 21;
const LEAST_MS = 3000;
/** Of large projects, fewer rounds say as much. */
const MOST_MS = 20_000;

const rules = Object.fromEntries(
  Object.keys(plugin.rules).map((name) => [`salesforce-resilience/${name}`, 'error' as const]),
);

/** Milliseconds so far: of the parser by itself, of the rules with all they call, and of the parser within rules. */
const spent = { parsing: 0, rules: 0, reading: 0 };
let inRule = false;

function timed<T>(action: () => T, note: (ms: number) => void): T {
  const start = performance.now();
  try {
    return action();
  } finally {
    note(performance.now() - start);
  }
}

function asRule<T>(action: () => T): T {
  inRule = true;
  try {
    return timed(action, (ms) => (spent.rules += ms));
  } finally {
    inRule = false;
  }
}

/** The rules and the parser with a stop-watch each. */
const watched: ESLint.Plugin = {
  rules: Object.fromEntries(
    Object.entries(plugin.rules).map(([name, rule]): [string, Rule.RuleModule] => [
      name,
      { ...rule, create: (context) => watchedListeners(rule, context) },
    ]),
  ),
};
const parser = {
  ...tseslint.parser,
  parseForESLint: (...args: Parameters<typeof tseslint.parser.parseForESLint>) =>
    timed(
      () => tseslint.parser.parseForESLint(...args),
      (ms) => (spent[inRule ? 'reading' : 'parsing'] += ms),
    ),
} as Linter.Parser;

function watchedListeners(rule: Rule.RuleModule, context: Rule.RuleContext): Rule.RuleListener {
  const listeners = Object.entries(asRule(() => rule.create(context))) as [string, (...args: unknown[]) => void][];
  return Object.fromEntries(
    listeners.map(([event, listener]) => [
      event,
      (...args: unknown[]) => {
        asRule(() => {
          listener(...args);
        });
      },
    ]),
  );
}

interface Sample {
  readonly filename: string;
  readonly text: string;
}

/** Files that are linted one after the other, as a command line does. */
interface Group {
  readonly name: string;
  readonly folder: string;
  readonly samples: readonly Sample[];
}

function lintAll({ folder, samples }: Group): void {
  const linter = new Linter({ cwd: folder });
  const config: Linter.Config[] = [
    {
      files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
      languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
      plugins: { 'salesforce-resilience': watched },
      rules,
      // What is known of other files belongs to the settings: new ones, and the run begins with nothing.
      settings: { 'salesforce-resilience': { minimumConfidence: 'likely' } },
    },
  ];
  for (const { filename, text } of samples) linter.verify(text, config, { filename, allowInlineConfig: false });
}

/** What rules cost: themselves, and for reading the files around; both as a share of parsing the files they look at. */
interface Cost {
  readonly rules: number;
  readonly others: number;
  /** In ms. */
  readonly parsing: number;
}

/** The middle one of many rounds; the first ones run code that is not compiled yet. */
function costOf(group: Group): Cost {
  const costs: Cost[] = [];
  const start = performance.now();
  for (let round = 0, ms = 0; (round < LEAST_ROUNDS && ms < MOST_MS) || ms < LEAST_MS; round += 1) {
    Object.assign(spent, { parsing: 0, rules: 0, reading: 0 });
    lintAll(group);
    const { parsing, rules: all, reading } = spent;
    ms = performance.now() - start;
    if (round >= WARM_UP || ms > MOST_MS / 2)
      costs.push({ rules: (all - reading) / parsing, others: reading / parsing, parsing });
  }
  const middle = (pick: (cost: Cost) => number): number =>
    costs.map(pick).toSorted((one, other) => one - other)[Math.floor(costs.length / 2)] ?? 0;
  return {
    rules: middle(({ rules: own }) => own),
    others: middle(({ others }) => others),
    parsing: middle(({ parsing }) => parsing),
  };
}

/** Source files that say nothing of Salesforce, as they would lie in a project that does not either, or does. */
function unrelated(name: string, folder: string, manifest: string): Group {
  const from = path.join(root, 'node_modules/eslint/lib/rules');
  const files = readdirSync(from).filter((file) => file.endsWith('.js'));
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), manifest);
  const samples = files
    .slice(0, 60)
    .map((file) => ({ ...asSample(path.join(from, file)), filename: path.join(folder, file) }));
  return { name, folder, samples };
}

function asSample(filename: string): Sample {
  return { filename, text: readFileSync(filename, 'utf8') };
}

/** A file of this repository by itself, and not where it is: test files are not looked at. */
function alone(name: string, file: string): Group {
  const { text } = asSample(path.join(root, file));
  const folder = path.join(os.tmpdir(), 'resilience-bench-alone');
  return { name, folder, samples: [{ filename: path.join(folder, path.basename(file)), text }] };
}

/** Sixty modules that reach Salesforce through one client and one repository layer. */
function project(folder: string): Sample[] {
  const texts: Record<string, string> = { 'package.json': '{ "type": "module" }', 'client.js': client() };
  for (let index = 0; index < 20; index += 1) texts[`repositories/${index}.js`] = repository(index);
  for (let index = 0; index < 40; index += 1) texts[`handlers/${index}.js`] = handler(index);
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return Object.keys(texts).flatMap((name) => (name.endsWith('.js') ? [asSample(path.join(folder, name))] : []));
}

function row(name: string, lines: string, ...shares: readonly string[]): string {
  return `${name.padEnd(44)} ${lines.padStart(6)} ${shares.map((share) => share.padStart(12)).join(' ')}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** The files of a project that may hold a call, and are not tests. */
function filesOf(given: string): Group {
  const root = path.resolve(given);
  const { files } = sourceFiles([root]);
  const samples = files
    .filter((file) => SCRIPT.test(file))
    .map(asSample)
    .filter(({ filename, text }) => isLookedAt(text, filename, root, DEFAULT_SETTINGS));
  return { name: path.basename(root), folder: root, samples };
}

const SCRIPT = /\.[cm]?[jt]sx?$/;

/** What the rules cost in each group, a line each, and in all of them, weighted by the time that parsing them takes. */
function showCosts(groups: readonly Group[]): Cost {
  console.log(row('files', 'lines', 'rules', 'other files'));
  const sum = { parsing: 0, rules: 0, others: 0 };
  for (const group of groups) {
    const { rules: own, others, parsing } = costOf(group);
    sum.parsing += parsing;
    sum.rules += own * parsing;
    sum.others += others * parsing;
    console.log(row(group.name, linesOf(group), percent(own), percent(others)));
  }
  return { rules: sum.rules / sum.parsing, others: sum.others / sum.parsing, parsing: sum.parsing };
}

function linesOf({ samples }: Group): string {
  return String(samples.reduce((sum, { text }) => sum + text.split('\n').length, 0));
}

function benchOfProjects(folders: readonly string[]): void {
  const groups = folders.map(filesOf);
  const without = groups.filter(({ samples }) => samples.length === 0);
  const { rules: own, others } = showCosts(groups.filter((group) => !without.includes(group)));
  console.log(row('all', '', percent(own), percent(others)));
  if (without.length > 0) console.log(`No file that may hold a call: ${without.map(({ name }) => name).join(', ')}`);
}

function benchOfThisProject(folder: string): void {
  const groups = [
    unrelated('60 files without Salesforce', path.join(folder, 'other'), '{ "name": "shop" }'),
    unrelated(
      'the same in a project that has to do with it',
      path.join(folder, 'own'),
      '{ "name": "salesforce-sync" }',
    ),
    { name: 'a project of 61 files', folder, samples: project(folder) },
    alone('the demo, test/demo/payments.js', 'test/demo/payments.js'),
    alone('a class with retry, test/fixtures/article', 'test/fixtures/article/client-class.js'),
    alone('the resilient client itself', 'snippets/src/client/salesforce-fetch.ts'),
  ];
  showCosts(groups);

  console.log(`\n${row('the lean host beside ESLint', 'lines', 'ESLint, ms', 'host, ms', 'times')}`);
  const compared = (name: string, lines: string, { eslint, host }: Times): string =>
    row(name, lines, eslint.toFixed(1), host.toFixed(1), `${(eslint / host).toFixed(1)} x`);
  for (const group of groups) console.log(compared(group.name, linesOf(group), timesOf(group)));
  const demo = asSample(path.join(root, 'test/demo/payments.js')).text;
  const cold = coldTimes(demo);
  console.log(compared('a new process on the demo', String(demo.split('\n').length), cold));
  console.log(`of which Node itself ${cold.node.toFixed(0)} ms`);
}

const others = process.argv.slice(2);
const folder = mkdtempSync(path.join(os.tmpdir(), 'resilience-bench-'));
try {
  if (others.length > 0) benchOfProjects(others);
  else benchOfThisProject(folder);
} finally {
  rmSync(folder, { recursive: true });
}
