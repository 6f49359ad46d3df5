import type { TSESTree } from '@typescript-eslint/types';
import { originOf } from '../clients/origin.ts';
import { type Origin, pathOf } from '../clients/origin-path.ts';
import { sourceOf } from '../source.ts';
import { isSpecified } from '../settings/specifier.ts';

/** A function of a package that calls its argument again when it throws, and passes what it returns on. */
interface RetryWrapper {
  readonly modules: readonly string[];
  readonly path: RegExp;
  /** Position of the function that is called again. */
  readonly callback: number;
}

/** Packages that retry a function. All of them look at exceptions only: an answer that is returned is a success to them. */
const RETRY_WRAPPERS: readonly RetryWrapper[] = [
  {
    modules: ['p-retry', 'async-retry', 'promise-retry', 'bluebird-retry', 'retry-as-promised'],
    path: /^default$/,
    callback: 0,
  },
  { modules: ['exponential-backoff'], path: /^backOff$/, callback: 0 },
  {
    modules: [
      'ts-retry-promise',
      '@lifeomic/attempt',
      'es-toolkit',
      'es-toolkit/function',
      'ts-retry',
      '@std/async',
      'retry-as-promised',
      'p-retry',
    ],
    path: /^(?:retry|retryAsync|retryAsyncUntilDefined|pRetry|retryDecorator|retryAsPromised)$/,
    callback: 0,
  },
  { modules: ['radash', 'async'], path: /^(?:default\.)?(?:retry|retryable)$/, callback: 1 },
  // cockatiel: a policy that has a retry in it.
  {
    modules: ['cockatiel'],
    path: /^(?:retry\.\(\)|wrap\.\(\)|Policy\..*retry.*|.*\.retry\(\).*)\.execute$/,
    callback: 0,
  },
  {
    modules: ['@smithy/util-retry', 'retry-axios-wrapper', 'nestjs-resilience'],
    path: /^(?:retry|withRetry)$/,
    callback: 0,
  },
];

/** Decorators of packages that retry a method when it throws. */
const RETRY_DECORATORS: readonly { readonly modules: readonly string[]; readonly path: RegExp }[] = [
  {
    modules: [
      'ts-retry-decorator',
      'typescript-retry-decorator',
      '@nestjs-toolkit/retry',
      'retryable-decorator',
      'nestjs-retry',
      'nestjs-resilience',
      '@vlsergey/retry',
    ],
    path: /^(?:default|Retryable|Retry|retry|retryable|UseResilience)(?:\.\(\))?$/,
  },
];

/** What the settings say of a retry wrapper; nothing for those of packages, which look at exceptions only. */
export interface WrapperRecord {
  readonly statuses?: readonly number[];
  readonly retryAfter?: 'honoured' | 'ignored';
}

/** What runs the function at `position` of a call's arguments again when it fails; undefined when nothing does. */
export function retryWrapperOf(callee: TSESTree.Node, position: number): WrapperRecord | undefined {
  const origin = originOf(callee);
  const known = RETRY_WRAPPERS.some(
    (wrapper) => wrapper.callback === position && origin !== undefined && isOf(origin, wrapper),
  );
  const own = sourceOf(callee).project?.settings.wrappers ?? [];
  const named = own.find((wrapper) => (wrapper.callback ?? 0) === position && isSpecified(callee, wrapper));
  if (!named) return known ? {} : undefined;
  const { statuses, retryAfter } = named;
  return { ...(statuses ? { statuses } : {}), ...(retryAfter ? { retryAfter } : {}) };
}

/** Whether a decorator makes its method run again when it throws. */
export function isRetryDecorator(expression: TSESTree.Node): boolean {
  const origin = originOf(expression);
  return origin !== undefined && RETRY_DECORATORS.some((decorator) => isOf(origin, decorator));
}

function isOf(
  origin: Origin,
  { modules, path }: { readonly modules: readonly string[]; readonly path: RegExp },
): boolean {
  return origin.module !== undefined && modules.includes(origin.module) && path.test(pathOf(origin));
}
