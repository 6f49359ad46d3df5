import type { TSESTree } from '@typescript-eslint/types';
import { originOf } from '../clients/origin.ts';
import type { CallLike } from '../clients/origin-path.ts';
import { textIn } from '../source.ts';
import { ENDLESS, FIXED, type Pace, paceOf, type PaceRecord, UNKNOWN_PACE } from './records.ts';

/** The package `retry`, and those that hand their options to one like it. */
const RETRY: PaceRecord = {
  attempts: { key: 'retries', unless: 10, plus: 1 },
  first: { key: 'minTimeout', unless: 1000 },
  factor: { key: 'factor', unless: 2 },
  cap: { key: 'maxTimeout', unless: ENDLESS },
  jitter: { key: 'randomize', unless: false },
  budget: ['maxRetryTime', 'signal'],
  forever: 'forever',
};

/** What is known of a package: the position of its options, and what they say. */
interface PackagePace {
  readonly modules: readonly string[];
  readonly options: number;
  readonly record: PaceRecord;
}

/** How packages repeat what they are given: read in their sources, at the versions of 2026. */
const PACKAGES: readonly PackagePace[] = [
  { modules: ['p-retry', 'promise-retry'], options: 1, record: RETRY },
  { modules: ['async-retry'], options: 1, record: { ...RETRY, jitter: { key: 'randomize', unless: true } } },
  {
    modules: ['exponential-backoff'],
    options: 1,
    record: {
      attempts: { key: 'numOfAttempts', unless: 10, plus: 0 },
      first: { key: 'startingDelay', unless: 100 },
      factor: { key: 'timeMultiple', unless: 2 },
      cap: { key: 'maxDelay', unless: ENDLESS },
      jitter: { key: 'jitter', unless: false, on: "'full'" },
      budget: ['retry'],
    },
  },
  {
    modules: ['@lifeomic/attempt'],
    options: 1,
    record: {
      attempts: { key: 'maxAttempts', unless: 3, plus: 0, zeroIsEndless: true },
      first: { key: 'delay', unless: 200 },
      factor: { key: 'factor', unless: 1 },
      cap: { key: 'maxDelay', unless: ENDLESS },
      jitter: { key: 'jitter', unless: false },
      budget: ['handleError', 'beforeAttempt'],
      own: ['calculateDelay'],
    },
  },
  {
    modules: ['es-toolkit', 'es-toolkit/function'],
    options: 1,
    record: {
      ...FIXED,
      attempts: { key: 'retries', unless: ENDLESS, plus: 0 },
      first: { key: 'delay', unless: 0 },
      counts: 0,
      budget: ['signal', 'shouldRetry'],
    },
  },
  {
    modules: ['ts-retry'],
    options: 1,
    record: {
      ...FIXED,
      attempts: { key: 'maxTry', unless: 240, plus: 0 },
      first: { key: 'delay', unless: 250 },
      budget: ['until'],
      own: ['delay'],
    },
  },
  {
    modules: ['@std/async', '@std/async/retry'],
    options: 1,
    record: {
      attempts: { key: 'maxAttempts', unless: 5, plus: 0 },
      first: { key: 'minTimeout', unless: 1000 },
      factor: { key: 'multiplier', unless: 2 },
      cap: { key: 'maxTimeout', unless: 60_000 },
      jitter: { key: 'jitter', unless: true },
    },
  },
  {
    modules: ['radash'],
    options: 0,
    record: {
      ...FIXED,
      attempts: { key: 'times', unless: 3, plus: 0 },
      first: { key: 'delay', unless: 0 },
      budget: ['exit'],
      own: ['backoff'],
    },
  },
  {
    modules: ['async'],
    options: 0,
    record: {
      ...FIXED,
      attempts: { key: 'times', unless: 5, plus: 0 },
      first: { key: 'interval', unless: 0 },
      counts: 2,
      budget: ['errorFilter'],
    },
  },
];

/** cockatiel's `retry(…, options)`: endless and without a delay unless something else is said. */
const COCKATIEL: PaceRecord = {
  ...FIXED,
  attempts: { key: 'maxAttempts', unless: ENDLESS, plus: 1 },
  first: { unless: 0 },
  own: ['backoff'],
};

/** How the package at `wrapper` repeats. */
export function paceOfPackage(wrapper: TSESTree.Node): Pace {
  if (wrapper.type !== 'CallExpression') return UNKNOWN_PACE;
  const origin = originOf(wrapper.callee);
  if (origin?.module === 'cockatiel') {
    const policy = origin.calls.find(({ callee }) => /(?:^|\.)retry$/.test(textIn(callee)));
    return policy ? turned(policy, 1, COCKATIEL) : UNKNOWN_PACE;
  }
  const known = PACKAGES.find(({ modules }) => modules.includes(origin?.module ?? ''));
  if (known) return turned(wrapper, known.options, known.record);
  return ofOperator(wrapper) ?? UNKNOWN_PACE;
}

/** The pace that the options at a position of a call give. */
function turned(call: CallLike, position: number, record: PaceRecord): Pace {
  if (call.arguments.some(({ type }) => type === 'SpreadElement')) return UNKNOWN_PACE;
  return { ...paceOf(record, call.arguments[position], call), knobs: { call, position, record } };
}

/** RxJS' `retry()` in a pipe: endless and at once unless something else is said. */
const OPERATOR: PaceRecord = {
  ...FIXED,
  attempts: { key: 'count', unless: ENDLESS, plus: 1 },
  first: { key: 'delay', unless: 0 },
};

function ofOperator({ arguments: operators }: TSESTree.CallExpression): Pace | undefined {
  for (const operator of operators) {
    if (operator.type !== 'CallExpression' || textIn(operator.callee) !== 'retry') continue;
    return turned(operator, 0, OPERATOR);
  }
  return undefined;
}
