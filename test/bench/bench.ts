/**
 * What the rules cost, as a share of what the parser takes for the same files: `npm run bench`. Absolute times say more
 * about the machine than about the rules, so none is checked anywhere.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type ESLint, Linter, type Rule } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import tseslint from 'typescript-eslint';
import { coldTimes, type Times, timesOf } from './hosts.ts';
import { client, handler, repository } from './project.ts';

const root = path.resolve(import.meta.dirname, '../..');
const WARM_UP = 9;
const LEAST_ROUNDS = 21;
const LEAST_MS = 3000;

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
      files: ['**/*.{js,ts}'],
      languageOptions: { parser },
      plugins: { 'salesforce-resilience': watched },
      rules,
      // What is known of other files belongs to the settings: new ones, and the run begins with nothing.
      settings: { 'salesforce-resilience': { minimumConfidence: 'likely' } },
    },
  ];
  for (const { filename, text } of samples) linter.verify(text, config, { filename });
}

/** What rules cost: themselves, and for reading the files around; both as a share of parsing the files they look at. */
interface Cost {
  readonly rules: number;
  readonly others: number;
}

/** The middle one of many rounds; the first ones run code that is not compiled yet. */
function costOf(group: Group): Cost {
  const costs: Cost[] = [];
  const end = performance.now() + LEAST_MS;
  for (let round = 0; round < LEAST_ROUNDS || performance.now() < end; round += 1) {
    Object.assign(spent, { parsing: 0, rules: 0, reading: 0 });
    lintAll(group);
    const cost = { rules: (spent.rules - spent.reading) / spent.parsing, others: spent.reading / spent.parsing };
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
  const groups = [
    unrelated(),
    { name: 'a project of 61 files', folder, samples: project(folder) },
    alone('the demo, test/demo/payments.js', 'test/demo/payments.js'),
    alone('a class with retry, test/fixtures/article', 'test/fixtures/article/client-class.js'),
    alone('the resilient client itself', 'snippets/src/client/salesforce-fetch.ts'),
  ];
  const linesOf = ({ samples }: Group): string =>
    String(samples.reduce((sum, { text }) => sum + text.split('\n').length, 0));
  console.log(row('files', 'lines', 'rules', 'other files'));
  for (const group of groups) {
    const { rules: own, others } = costOf(group);
    console.log(row(group.name, linesOf(group), percent(own), percent(others)));
  }

  console.log(`\n${row('the lean host beside ESLint', 'lines', 'ESLint, ms', 'host, ms', 'times')}`);
  const compared = (name: string, lines: string, { eslint, host }: Times): string =>
    row(name, lines, eslint.toFixed(1), host.toFixed(1), `${(eslint / host).toFixed(1)} x`);
  for (const group of groups) console.log(compared(group.name, linesOf(group), timesOf(group)));
  const demo = asSample(path.join(root, 'test/demo/payments.js')).text;
  const cold = coldTimes(demo);
  console.log(compared('a new process on the demo', String(demo.split('\n').length), cold));
  console.log(`of which Node itself ${cold.node.toFixed(0)} ms`);
} finally {
  rmSync(folder, { recursive: true });
}
