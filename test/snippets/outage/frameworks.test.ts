import { readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type FrameworkName, runGeneratedTests } from './framework-runs.ts';

const FRAMEWORKS: readonly FrameworkName[] = ['vitest', 'jest', 'node-test', 'mocha'];
const tests = path.resolve(import.meta.dirname, '../../../snippets/generated/outage/tests');

const TRANSIENT = 'records a payment through a transient 503, and not earlier than Retry-After asks';
const FIVE_MINUTES = 'loses nothing in five minutes of 503';
const ENDLESS = 'gives up on an outage that does not end, and says so with an error';
const INVALID = 'sends an invalid payment once, and fails with an error';
const LOST_ANSWER = 'stores a payment exactly once when the answer is lost';
const SESSION = 'logs in again, once for all, when the session ends during the outage';
const BREAKER = 'stops sending while Salesforce is down, probes, and recovers';
const ALL = [TRANSIENT, FIVE_MINUTES, ENDLESS, INVALID, LOST_ANSWER, SESSION, BREAKER];

/** What each generated test says of the article's broken example … */
const BROKEN: Readonly<Record<string, RegExp>> = {
  [TRANSIENT]: /1 lost: PAY-1\./,
  [FIVE_MINUTES]: /20 lost: PAY-1, .* and 10 more\./,
  [ENDLESS]: /1 ended without an error, so that whoever called goes on as if all were well: PAY-2\./,
  [INVALID]: /1 ended without an error, so that whoever called goes on as if all were well: PAY-1\./,
  [LOST_ANSWER]: /1 stored although the caller was told failure: PAY-1\./,
  [SESSION]: /5 lost: PAY-1, PAY-2, PAY-3, PAY-4, PAY-5\./,
  [BREAKER]: /120 requests from 60 s to 180 s, and at most 12 expected\./,
};
/** … and of a naive retry, which does give up on what does not end. */
const NAIVE: Readonly<Record<string, RegExp>> = {
  [TRANSIENT]: /2 sent earlier than Retry-After asked: #3 by 19\.000 s/,
  [FIVE_MINUTES]: /20 lost: PAY-1, .* and 10 more\./,
  [INVALID]: /1 attempt expected, and there were 10\./,
  [LOST_ANSWER]: /1 stored more than once: PAY-1\./,
  [SESSION]: /5 lost: PAY-1, PAY-2, PAY-3, PAY-4, PAY-5\./,
  [BREAKER]: /1200 requests from 60 s to 180 s, and at most 12 expected\./,
};

describe.each(FRAMEWORKS)('the generated tests, run by %s', (framework) => {
  it('pass on the client of this project', async () => {
    const ends = await runGeneratedTests(framework, 'good');
    expect(ends.filter(({ passed }) => !passed)).toEqual([]);
    expect(ends.map(({ name }) => name).toSorted()).toEqual(ALL.toSorted());
  }, 120_000);

  it.each([
    ['the broken example', 'broken', BROKEN],
    ['a naive retry', 'naive', NAIVE],
  ])(
    'fail on %s, each for its reason',
    async (_title, client, reasons) => {
      const ends = await runGeneratedTests(framework, client);
      expect(ends.map(({ name }) => name).toSorted()).toEqual(ALL.toSorted());
      for (const { name, passed, message } of ends) {
        const reason = reasons[name];
        expect([name, passed]).toEqual([name, reason === undefined]);
        if (reason) expect(message).toMatch(reason);
      }
    },
    120_000,
  );
});

/** A test that has switched on the fake timers of its framework: `PASS` are those. */
const WITH_FAKE_TIMERS = `
test('goes on from the time of the test, and takes it along', async () => {
  const begin = Date.now();
  const fired = [];
  setTimeout(() => fired.push('timer of the test'), 5_000);
  const outage = salesforceOutage(['503; retry-after=20', '200']);
  const work = () => outage.call('PAY-1', () => recordPayment({ reference: 'PAY-1', amount: 100 }, outage.accessToken));
  await outage.run(work, { timers: PASS });
  expectNothingLost(outage.verdict());
  expectNothingEarly(outage.verdict());
  const gone = Date.now() - begin;
  const isRight = begin === Date.UTC(2026, 0, 1) && fired.length === 1 && gone >= 20_000 && gone < 60_000;
  if (!isRight) throw new Error(JSON.stringify({ begin, fired, gone }));
});`;

it.each<[FrameworkName, string, string, string]>([
  ['vitest', "import { test, vi } from 'vitest';", 'vi', 'vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });'],
  ['jest', "import { jest, test } from '@jest/globals';", 'jest', 'jest.useFakeTimers({ now: Date.UTC(2026, 0, 1) });'],
  [
    'node-test',
    "import { mock, test } from 'node:test';",
    'mock.timers',
    "mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.UTC(2026, 0, 1) });",
  ],
])(
  'the harness takes the fake timers of %s along',
  async (framework, imports, timers, switchOn) => {
    const end = framework === 'node-test' ? '.mjs' : '';
    const own = [
      imports,
      `import { expectNothingEarly, expectNothingLost, salesforceOutage } from './salesforce-outage${end}';`,
      `import { recordPayment } from './payments${end}';`,
      ...[switchOn, WITH_FAKE_TIMERS.replace('PASS', timers)],
    ].join('\n');
    expect(await runGeneratedTests(framework, 'good', own)).toMatchObject([
      { name: 'goes on from the time of the test, and takes it along', passed: true, message: '' },
    ]);
  },
  120_000,
);

it('the generated tests and harness compile under strict', () => {
  const stub = 'export declare function recordPayment(payment: object, token: string): Promise<void>;';
  const files = ['vitest', 'jest'].flatMap((framework) =>
    readdirSync(path.join(tests, framework)).map((file) => path.join(tests, framework, file)),
  );
  const options: ts.CompilerOptions = {
    ...{ noEmit: true, strict: true, skipLibCheck: true, types: [] },
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  };
  const host = ts.createCompilerHost(options);
  const [read, exists] = [host.readFile.bind(host), host.fileExists.bind(host)];
  // As in a project of a user, harness and code under test lie beside each test.
  const beside = (file: string): string | undefined =>
    file.endsWith('/salesforce-outage.ts') ? path.resolve(tests, '../salesforce-outage.ts') : undefined;
  host.fileExists = (file) => file.endsWith('/payments.ts') || exists(beside(file) ?? file);
  host.readFile = (file) => (file.endsWith('/payments.ts') ? stub : read(beside(file) ?? file));
  const program = ts.createProgram(files, options, host);
  const errors = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    return `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
  expect(files).toHaveLength(12);
  expect(errors).toEqual([]);
});
