/** What the tests of the outage harness are written from: each scenario once, and how the frameworks differ. */

/** How a framework wants its tests: all of it data, since the editor and the command line write tests by it, too. */
export interface Framework {
  readonly name: 'vitest' | 'jest' | 'node-test' | 'mocha';
  /** Its name for people. */
  readonly title: string;
  /** The package that it comes in; none for what Node has. */
  readonly package?: string;
  /** Finds it in a script of a package.json, as a regular expression. */
  readonly command: string;
  /** What runs one file, in JavaScript and in TypeScript. */
  readonly run: string;
  readonly runTypescript: string;
  /** The file name's end. */
  readonly extension: string;
  /** What a test imports of it, and what one that compares values does. */
  readonly testImport: string;
  readonly imports: readonly string[];
  /** How it compares two values, called ACTUAL and EXPECTED here. */
  readonly equal: string;
  /** The end of an import of a file of the same folder. */
  readonly ending: '' | '.mjs';
}

export const FRAMEWORKS: readonly Framework[] = [
  {
    name: 'vitest',
    title: 'Vitest',
    package: 'vitest',
    command: 'vitest',
    run: 'npx vitest run',
    runTypescript: 'npx vitest run',
    extension: 'test.ts',
    testImport: "import { test } from 'vitest';",
    imports: ["import { expect, test } from 'vitest';"],
    equal: 'expect(ACTUAL).toBe(EXPECTED)',
    ending: '',
  },
  {
    name: 'jest',
    title: 'Jest',
    package: 'jest',
    command: 'jest|react-scripts test',
    run: 'npx jest',
    runTypescript: 'npx jest',
    extension: 'test.ts',
    testImport: "import { test } from '@jest/globals';",
    imports: ["import { expect, test } from '@jest/globals';"],
    equal: 'expect(ACTUAL).toBe(EXPECTED)',
    ending: '',
  },
  {
    name: 'node-test',
    title: 'node:test',
    command: String.raw`node\b.*\s--test`,
    run: 'node --test',
    runTypescript: 'npx tsx --test',
    extension: 'test.mjs',
    testImport: "import { test } from 'node:test';",
    imports: ["import assert from 'node:assert/strict';", "import { test } from 'node:test';"],
    equal: 'assert.equal(ACTUAL, EXPECTED)',
    ending: '.mjs',
  },
  {
    name: 'mocha',
    title: 'Mocha',
    package: 'mocha',
    command: 'mocha',
    run: 'npx mocha',
    runTypescript: 'npx mocha --import tsx',
    extension: 'test.mjs',
    testImport: "import { it as test } from 'mocha';",
    imports: ["import assert from 'node:assert/strict';", "import { it as test } from 'mocha';"],
    equal: 'assert.equal(ACTUAL, EXPECTED)',
    ending: '.mjs',
  },
];

/** One complete test. `EQUAL(…)` becomes the comparison of the framework. */
export interface Scenario {
  readonly name: string;
  /** What the snippet is called where people choose one. */
  readonly title: string;
  readonly expectations: readonly string[];
  readonly body: string;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'transient-503',
    title: 'a transient 503, then success',
    expectations: ['expectNothingLost', 'expectNothingDuplicated', 'expectNothingEarly', 'expectAttempts'],
    body: `
test('records a payment through a transient 503, and not earlier than Retry-After asks', async () => {
  const outage = salesforceOutage(['503', '503; retry-after=20', '503; retry-after=date(30)', '200']);
  await outage.run(() => outage.call('PAY-1', () => recordPayment({ reference: 'PAY-1', amount: 100 }, outage.accessToken)));
  const verdict = outage.verdict();
  expectNothingEarly(verdict);
  expectNothingLost(verdict);
  expectNothingDuplicated(verdict);
  expectAttempts(verdict, 4);
});`,
  },
  {
    name: 'sustained-outage',
    title: 'a sustained outage',
    expectations: [
      'expectNothingLost',
      'expectNothingDuplicated',
      'expectNothingEarly',
      'expectAttempts',
      'expectCallersToldTheTruth',
      'expectError',
    ],
    body: `
test('loses nothing in five minutes of 503', async () => {
  const outage = salesforceOutage(['503 for 5min; retry-after=10', '200']);
  const references = Array.from({ length: 20 }, (_, index) => \`PAY-\${index + 1}\`);
  const record = (reference: string) => recordPayment({ reference, amount: 100 }, outage.accessToken);
  await outage.run(() => Promise.all(references.map((key) => outage.call(key, () => record(key)))));
  const verdict = outage.verdict();
  expectNothingLost(verdict);
  expectNothingDuplicated(verdict);
  expectNothingEarly(verdict);
});

test('gives up on an outage that does not end, and says so with an error', async () => {
  const outage = salesforceOutage(['503 for 24h']);
  await outage.run(() => outage.call('PAY-2', () => recordPayment({ reference: 'PAY-2', amount: 100 }, outage.accessToken)));
  expectError(outage.verdict());
  expectCallersToldTheTruth(outage.verdict());
  expectAttempts(outage.verdict(), 2, 100);
});`,
  },
  {
    name: 'non-retryable-error',
    title: 'an error that no retry mends',
    expectations: ['expectAttempts', 'expectCallersToldTheTruth', 'expectError'],
    body: `
test('sends an invalid payment once, and fails with an error', async () => {
  const outage = salesforceOutage(['400 REQUIRED_FIELD_MISSING x100']);
  await outage.run(() => outage.call('PAY-1', () => recordPayment({ reference: 'PAY-1', amount: 100 }, outage.accessToken)));
  expectAttempts(outage.verdict(), 1);
  // A caller that gets null, or nothing, goes on as if the payment were recorded.
  expectError(outage.verdict());
  expectCallersToldTheTruth(outage.verdict());
});`,
  },
  {
    name: 'lost-response',
    title: 'a response that is lost after the record was stored',
    expectations: ['expectNothingLost', 'expectNothingDuplicated', 'expectCallersToldTheTruth'],
    body: `
test('stores a payment exactly once when the answer is lost', async () => {
  const outage = salesforceOutage(['commit+drop', 'commit+503', '200']);
  await outage.run(() => outage.call('PAY-1', () => recordPayment({ reference: 'PAY-1', amount: 100 }, outage.accessToken)));
  const verdict = outage.verdict();
  expectNothingLost(verdict);
  expectNothingDuplicated(verdict);
  expectCallersToldTheTruth(verdict);
});`,
  },
  {
    name: 'expired-session',
    title: 'a session that ends during the outage',
    expectations: ['expectNothingLost', 'expectNothingDuplicated', 'expectNoSecretsInLogs'],
    body: `
test('logs in again, once for all, when the session ends during the outage', async () => {
  const outage = salesforceOutage(['503 x3', '401', '503; on=login', '200']);
  const references = Array.from({ length: 5 }, (_, index) => \`PAY-\${index + 1}\`);
  const record = (reference: string) => recordPayment({ reference, amount: 100 }, outage.accessToken);
  await outage.run(() => Promise.all(references.map((key) => outage.call(key, () => record(key)))));
  const verdict = outage.verdict();
  expectNothingLost(verdict);
  expectNothingDuplicated(verdict);
  expectNoSecretsInLogs(verdict);
  EQUAL(verdict.logins, 1);
});`,
  },
  {
    name: 'breaker-transitions',
    title: 'the transitions of a circuit breaker',
    expectations: ['expectOnlyProbes', 'expectNothingDuplicated', 'expectNothingLost'],
    body: `
test('stops sending while Salesforce is down, probes, and recovers', async () => {
  const outage = salesforceOutage(['200', '503 for 3min', '200']);
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const record = (reference: string) => recordPayment({ reference, amount: 100 }, outage.accessToken);
  await outage.run(async () => {
    const calls: Promise<unknown>[] = [];
    // A payment a second for four minutes: closed, open after the first failures, and closed again.
    for (let count = 1; count <= 240; count += 1) {
      const key = \`PAY-\${count}\`;
      calls.push(outage.call(key, () => record(key)));
      await wait(1_000);
    }
    await Promise.all(calls);
  });
  const verdict = outage.verdict();
  // Open and half-open: in the second and third minute there are probes, one at a time, and nothing else …
  expectOnlyProbes(verdict, 12, 60_000, 180_000);
  // … and closed: everything is recorded, and what comes later at the first try.
  expectNothingLost(verdict);
  expectNothingDuplicated(verdict);
  EQUAL(outage.requests.filter(({ keys }) => keys[0] === 'PAY-240').length, 1);
});`,
  },
];

/** The file that a scenario makes in a framework. */
export function testText({ title, expectations, body }: Scenario, framework: Framework): string {
  const { equal, ending, title: where } = framework;
  const imports = body.includes('EQUAL(') ? framework.imports : [framework.testImport];
  const kit = [...expectations, 'salesforceOutage'].toSorted().join(', ');
  return [
    `// How an integration stands ${title}: a complete test for ${where}. The clock is the harness's own: minutes take milliseconds.`,
    ...imports,
    `import { ${kit} } from './salesforce-outage${ending}';`,
    '// Your code: records one payment in Salesforce, by the global fetch, and throws when it cannot.',
    `import { recordPayment } from './payments${ending}';`,
    body.replaceAll(/EQUAL\((.+), ([^,]+)\);/g, (_, actual: string, expected: string) => {
      return `${equal.replace('ACTUAL', () => actual).replace('EXPECTED', () => expected)};`;
    }),
    '',
  ].join('\n');
}
