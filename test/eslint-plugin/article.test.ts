import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Linter } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import { expect, it } from 'vitest';

/** The rules that report something in an example, with the place and the message that says why. */
function reports(file: string): string[] {
  const code = readFileSync(path.resolve(import.meta.dirname, '../fixtures/article', file), 'utf8');
  return new Linter()
    .verify(code, plugin.configs.recommended)
    .map(({ line, messageId, ruleId }) => `${line} ${ruleId?.split('/').pop() ?? 'fatal'} ${messageId ?? ''}`)
    .sort();
}

it('finds that the broken example is neither repeated nor repeatable, may hang, and hides what failed', () => {
  expect(reports('broken.js')).toEqual([
    '2 no-swallowed-failure returned',
    '2 require-idempotent-write cannotRepeat',
    '2 require-retry noRetry',
    '2 require-timeout noTimeout',
  ]);
});

it('finds that the simple retry repeats a create, knows one form of Retry-After, and waits badly', () => {
  expect(reports('simple-retry.js')).toEqual([
    '3 require-backoff noJitter',
    '3 require-bounded-retry wasted',
    '3 require-idempotent-write repeated',
    '3 require-retry-after secondsOnly',
    '3 require-timeout noTimeout',
  ]);
});

it('finds that the class with the circuit breaker knows one form of Retry-After and no jitter, through its methods', () => {
  expect(reports('client-class.js')).toEqual([
    '19 require-backoff noJitter',
    '19 require-retry-after secondsOnly',
    '19 require-timeout noTimeout',
  ]);
});
