/**
 * Makes time pass faster in the process that imports this first: with TIME_FACTOR=30, a minute of `Date`, `setTimeout`
 * and `AbortSignal.timeout` takes two seconds. TIME_ORIGIN (ms since 1970) is the moment at which both clocks agree,
 * so that processes with the same values share one clock.
 */
import { compressedClock } from './compressed-clock.ts';

const factor = Number(process.env['TIME_FACTOR'] ?? 1);
const now = compressedClock(factor, Number(process.env['TIME_ORIGIN'] ?? Date.now()));
const { setTimeout: realSetTimeout, setInterval: realSetInterval, Date: RealDate } = globalThis;

/** What a timer really waits: longer than 2^31 - 1 ms overflows before it is compressed, as it does uncompressed. */
function compressed(ms: number | undefined): number {
  const asked = ms ?? 0;
  return asked > 2 ** 31 - 1 ? 1 : asked / factor;
}

globalThis.setTimeout = Object.assign(
  (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
    realSetTimeout(callback, compressed(ms), ...args),
  realSetTimeout,
);
globalThis.setInterval = Object.assign(
  (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
    realSetInterval(callback, compressed(ms), ...args),
  realSetInterval,
);
globalThis.Date = class extends RealDate {
  constructor(...args: [] | [number | string | Date]) {
    super(...((args.length === 0 ? [now()] : args) as [number]));
  }
  static override now(): number {
    return now();
  }
} as DateConstructor;
AbortSignal.timeout = (ms: number): AbortSignal => {
  const controller = new AbortController();
  const expire = (): void => {
    controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  };
  realSetTimeout(expire, compressed(ms)).unref();
  return controller.signal;
};
