/**
 * What the rules cost, as a share of what the parser takes for the same files: `npm run bench`. Absolute times say more
 * about the machine than about the rules, so none is checked anywhere.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type ESLint, Linter } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import tseslint from 'typescript-eslint';
import { client, handler, repository } from './project.ts';

const root = path.resolve(import.meta.dirname, '../..');
const WARM_UP = 3;
const LEAST_ROUNDS = 9;
const LEAST_MS = 1500;

const rules = Object.fromEntries(
  Object.keys(plugin.rules).map((name) => [`salesforce-resilience/${name}`, 'error' as const]),
);
// The other side of the comparison has as many rules, which look at nothing: what ESLint does with rules costs both.
const inert: ESLint.Plugin = {
  rules: Object.fromEntries(
    Object.entries(plugin.rules).map(([name, { meta }]) => [name, { meta, create: () => ({}) }]),
  ),
};

interface Sample {
  readonly filename: string;
  readonly text: string;
}

/** The parser with a stop-watch: what it takes beside the files that are linted, it takes for the files around them. */
let parsed = 0;
const parser = {
  ...tseslint.parser,
  parseForESLint: (...args: Parameters<typeof tseslint.parser.parseForESLint>) => {
    const start = performance.now();
    try {
      return tseslint.parser.parseForESLint(...args);
    } finally {
      parsed += performance.now() - start;
    }
  },
} as Linter.Parser;

/** Files that are linted one after the other, as a command line does. */
interface Group {
  readonly name: string;
  readonly folder: string;
  readonly samples: readonly Sample[];
}

function configWith(using: ESLint.Plugin): Linter.Config[] {
  // What is known of other files belongs to the settings: new ones, and the run begins with nothing.
  const settings = { 'salesforce-resilience': { minimumConfidence: 'likely' } };
  return [
    {
      files: ['**/*.{js,ts}'],
      languageOptions: { parser },
      plugins: { 'salesforce-resilience': using },
      rules,
      settings,
    },
  ];
}

function lintAll({ folder, samples }: Group, using: ESLint.Plugin): void {
  const linter = new Linter({ cwd: folder });
  const config = configWith(using);
  for (const { filename, text } of samples) linter.verify(text, config, { filename });
}

/** Milliseconds that a run takes, and the parser in it. */
interface Times {
  readonly all: number;
  readonly parsing: number;
}

function timesOf(action: () => void): Times {
  parsed = 0;
  const start = performance.now();
  action();
  return { all: performance.now() - start, parsing: parsed };
}

/** What rules cost: themselves, and for reading the files around; both as a share of parsing the files they look at. */
interface Cost {
  readonly rules: number;
  readonly others: number;
}

/**
 * The middle one of many rounds. Each compares a run with one whose rules do nothing, right after the other, so that they
 * share what disturbs them; the first rounds run code that is not compiled yet.
 */
function costOf(group: Group): Cost {
  const costs: Cost[] = [];
  const end = performance.now() + LEAST_MS;
  for (let round = 0; round < LEAST_ROUNDS || performance.now() < end; round += 1) {
    const run = (using: ESLint.Plugin): Times =>
      timesOf(() => {
        lintAll(group, using);
      });
    // Whoever comes second pays for what the first leaves to be cleared away.
    const early = round % 2 === 0 ? run(plugin) : undefined;
    const bare = run(inert);
    const full = early ?? run(plugin);
    const others = full.parsing - bare.parsing;
    const cost = { rules: (full.all - bare.all - others) / bare.parsing, others: others / bare.parsing };
    if (round >= WARM_UP) costs.push(cost);
  }
  const middle = (pick: (cost: Cost) => number): number =>
    costs.map(pick).toSorted((one, other) => one - other)[Math.floor(costs.length / 2)] ?? 0;
  return { rules: middle(({ rules: own }) => own), others: middle(({ others }) => others) };
}

/** Source files of a folder that is large and says nothing of Salesforce. */
function unrelated(): Group {
  // As working directory: what lies in node_modules below it is not linted.
  const folder = path.join(root, 'node_modules/eslint/lib/rules');
  const files = readdirSync(folder).filter((file) => file.endsWith('.js'));
  const samples = files.slice(0, 60).map((file) => asSample(path.join(folder, file)));
  return { name: '60 files without Salesforce', folder, samples };
}

function asSample(filename: string): Sample {
  return { filename, text: readFileSync(filename, 'utf8') };
}

/** A file of this repository by itself, and not where it is: test files are not looked at. */
function alone(name: string, file: string): Group {
  const { text } = asSample(path.join(root, file));
  const folder = path.join(os.tmpdir(), 'salesforce-resilience-bench-alone');
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

const folder = mkdtempSync(path.join(os.tmpdir(), 'salesforce-resilience-bench-'));
try {
  console.log(row('files', 'lines', 'rules', 'other files'));
  for (const group of [
    unrelated(),
    { name: 'a project of 61 files', folder, samples: project(folder) },
    alone('the demo, test/demo/payments.js', 'test/demo/payments.js'),
    alone('a class with retry, test/fixtures/article', 'test/fixtures/article/client-class.js'),
    alone('the resilient client itself', 'snippets/src/client/salesforce-fetch.ts'),
  ]) {
    const { rules: own, others } = costOf(group);
    const lines = group.samples.reduce((sum, { text }) => sum + text.split('\n').length, 0);
    console.log(row(group.name, String(lines), percent(own), percent(others)));
  }
} finally {
  rmSync(folder, { recursive: true });
}
