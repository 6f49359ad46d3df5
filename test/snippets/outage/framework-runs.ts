import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../../..');
const kit = path.join(root, 'snippets/generated/outage');
const clients = path.join(root, 'test/fixtures/outage-clients');

export type FrameworkName = 'vitest' | 'jest' | 'node-test' | 'mocha';

/** How one test of a framework ended. */
export interface TestEnd {
  readonly name: string;
  readonly passed: boolean;
  /** Why it failed. */
  readonly message: string;
  /** Absolute path of its file. */
  readonly file: string;
}

/** What Jest needs to read TypeScript: what ts-jest does with isolatedModules. */
const JEST_TRANSFORM = `const ts = require('typescript');
module.exports = {
  process: (text) => ({ code: ts.transpileModule(text, { compilerOptions: { module: 'commonjs', target: 'es2022' } }).outputText }),
};`;
const JEST_CONFIG = `module.exports = { transform: { '\\\\.[jt]s$': '<rootDir>/transform.cjs' }, testMatch: ['**/*.test.[jt]s'], watchman: false };`;
/** A reporter of node:test that prints one JSON object a test. */
const NODE_REPORTER = `export default async function* (events) {
  for await (const { type, data } of events) {
    const isTest = (type === 'test:pass' || type === 'test:fail') && !/\\\\.[cm]?[jt]s$/.test(data.name);
    if (isTest) yield JSON.stringify({ name: data.name, file: data.file, passed: type === 'test:pass', message: String(data.details.error?.cause?.message ?? '') }) + '\\n';
  }
}`;

const bin = (file: string): string => path.join(root, 'node_modules', file);

/** For each framework: its command line in a folder, and how its report is read. */
const RUNNERS: Record<FrameworkName, { command: string[]; read: (out: string) => TestEnd[] }> = {
  vitest: {
    command: [bin('vitest/vitest.mjs'), 'run', '--root', '.', '--reporter=json', '--no-file-parallelism'],
    read: jestReport,
  },
  jest: {
    command: [bin('jest/bin/jest.js'), '--json', '--ci', '--runInBand', '--cacheDirectory', 'cache'],
    read: jestReport,
  },
  'node-test': {
    command: ['--test', '--test-reporter=./reporter.mjs', '--no-warnings'],
    read: (out) =>
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as TestEnd),
  },
  mocha: {
    command: [bin('mocha/bin/mocha.js'), '--reporter', 'json', '--timeout', '20000'],
    read: (out) => {
      const { tests } = jsonIn(out) as { tests: { title: string; file: string; err: { message?: string } }[] };
      return tests.map(({ title, file, err }) => {
        return { name: title, file, passed: !err.message, message: err.message ?? '' };
      });
    },
  },
};

function jestReport(out: string): TestEnd[] {
  interface Report {
    testResults: {
      name: string;
      message: string;
      assertionResults: { title: string; status: string; failureMessages: string[] }[];
    }[];
  }
  return (jsonIn(out) as Report).testResults.flatMap(({ assertionResults, name: file, message }) => {
    if (assertionResults.length === 0) throw new Error(`${file} has no test.\n${message}`);
    return assertionResults.map(({ title, status, failureMessages }) => ({
      name: title,
      file,
      passed: status === 'passed',
      message: failureMessages.join('\n'),
    }));
  });
}

/** The JSON object that a report prints, whatever the tests have printed before it. */
function jsonIn(out: string): unknown {
  const start = Math.max(out.lastIndexOf('\n{"num'), out.lastIndexOf('\n{\n  "stats"')) + 1;
  return JSON.parse(out.slice(out.startsWith('{"num') ? 0 : start));
}

/**
 * Runs every generated test of a framework, as it stands, in that framework against a client, as a user would: the
 * generated harness and the client lie beside it.
 *
 * @param own - A test of their own, which takes the place of the generated ones.
 */
export async function runGeneratedTests(framework: FrameworkName, client: string, own?: string): Promise<TestEnd[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `salesforce-resilience-${framework}-`));
  try {
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    const isTypescript = framework === 'vitest' || framework === 'jest';
    const extension = isTypescript ? 'ts' : 'mjs';
    if (own === undefined) await cp(path.join(kit, 'tests', framework), folder, { recursive: true });
    else await writeFile(path.join(folder, `own.test.${extension}`), own);
    await writeFile(
      path.join(folder, `salesforce-outage.${extension}`),
      await readFile(path.join(kit, `salesforce-outage.${extension}`)),
    );
    await build({
      entryPoints: [path.join(clients, `${client}.js`)],
      outfile: path.join(folder, `payments.${extension}`),
      ...{ bundle: true, format: 'esm', target: 'es2022', conditions: ['source'], logLevel: 'silent' },
    });
    await prepareFramework(folder);
    return await runFramework(framework, folder, framework === 'mocha' ? ['*.test.mjs'] : []);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts what the frameworks need into a folder of tests. */
export async function prepareFramework(folder: string): Promise<void> {
  await writeFile(path.join(folder, 'transform.cjs'), JEST_TRANSFORM);
  await writeFile(path.join(folder, 'jest.config.cjs'), JEST_CONFIG);
  await writeFile(path.join(folder, 'reporter.mjs'), NODE_REPORTER);
}

/**
 * Runs the tests of a folder.
 *
 * @param files - Those to run; what the framework finds unless given.
 * @param nodeOptions - For Node, such as what loads TypeScript.
 */
export function runFramework(
  framework: FrameworkName,
  folder: string,
  files: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<TestEnd[]> {
  const { command, read } = RUNNERS[framework];
  // A test process must not take this one's workers for its own.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:VITEST|JEST|NODE_TEST|TEST$|NODE_ENV)/.test(name)),
  );
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [...nodeOptions, ...command, ...files],
      { cwd: folder, env, timeout: 120_000, maxBuffer: 2 ** 26 },
      (_, out, err) => {
        try {
          resolve(read(out));
        } catch (error) {
          reject(new Error(`${framework} gave no report.\n${out}\n${err}`, { cause: error }));
        }
      },
    );
  });
}
