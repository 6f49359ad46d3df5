import type { Origin } from '../clients/origin.ts';

/** A function of a package that calls its argument again when it throws, and passes what it returns on. */
interface RetryWrapper {
  readonly module: string;
  readonly path: readonly string[];
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

/** The retry package behind a callee, given the position of the function it is handed. */
export function isRetryWrapper(origin: Origin, position: number): boolean {
  const path = origin.module !== undefined && origin.path.length === 0 ? ['default'] : origin.path;
  return RETRY_WRAPPERS.some(
    (wrapper) =>
      wrapper.module === origin.module && wrapper.path.join('.') === path.join('.') && wrapper.callback === position,
  );
}
