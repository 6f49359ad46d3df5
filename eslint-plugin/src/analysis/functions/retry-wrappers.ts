import { type FunctionPlace, isFrom, type Origin } from '../clients/origin.ts';

/** A function of a package that calls its argument again when it throws, and passes what it returns on. */
interface RetryWrapper extends FunctionPlace {
  /** Position of the function that is called again. */
  readonly callback: number;
}

/** Packages that retry a function. All of them look at exceptions only: an answer that is returned is a success to them. */
const RETRY_WRAPPERS: readonly RetryWrapper[] = [
  { module: 'p-retry', path: ['default'], callback: 0 },
  { module: 'async-retry', path: ['default'], callback: 0 },
  { module: 'promise-retry', path: ['default'], callback: 0 },
  { module: 'exponential-backoff', path: ['backOff'], callback: 0 },
  { module: 'ts-retry-promise', path: ['retry'], callback: 0 },
  { module: '@lifeomic/attempt', path: ['retry'], callback: 0 },
  { module: 'radash', path: ['retry'], callback: 1 },
  { module: 'es-toolkit', path: ['retry'], callback: 0 },
];

/** Whether a callee is a retry package that runs the function at `position` of its arguments again. */
export function isRetryWrapper(origin: Origin, position: number): boolean {
  return RETRY_WRAPPERS.some((wrapper) => wrapper.callback === position && isFrom(origin, wrapper));
}
