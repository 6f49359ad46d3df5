import { randomNumbers } from './random-numbers.ts';

/** A script that was drawn by lot, and what it was drawn with. */
export type ChaosScript = readonly string[] & { readonly seed: number; readonly draw: () => () => number };

/** What a chaos script is drawn from. */
export interface ChaosOptions {
  /** How many requests fail (20). */
  readonly steps?: number;
  /** The steps to draw from; the transient faults unless given. */
  readonly faults?: readonly string[];
  /** The share of requests in between that are served (0.3). */
  readonly served?: number;
}

/** What Salesforce, a gateway or the network may do to any request, and what ends by itself. */
const TRANSIENT: readonly string[] = [
  ...['503', '503; retry-after=2', '503; retry-after=date(7)', '503; retry-after=rfc850(3)'],
  ...['503; retry-after=asctime(5)', '503; retry-after="soon"', '503; retry-after=-1', '503 x3', '500', '502', '504'],
  ...['429; retry-after=1', 'html503', '401', '403 REQUEST_LIMIT_EXCEEDED concurrent', '400 UNABLE_TO_LOCK_ROW'],
  ...['503; on=login', 'reset', 'drop-before', 'commit+drop', 'commit+reset', 'commit+503', 'commit+html502', 'hang'],
  ...['commit+hang', 'slow 2s', 'truncate', 'stall'],
];

/**
 * A script drawn by lot: the same seed gives the same script, on every machine.
 *
 * @param seed - A whole number; it is in the message of every failed expectation.
 * @throws {RangeError} when there is nothing to draw from, or the seed is no whole number.
 */
export function chaos(seed: number, { steps = 20, faults = TRANSIENT, served = 0.3 }: ChaosOptions = {}): ChaosScript {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`The seed of a chaos script is a whole number, not ${seed}.`);
  if (faults.length === 0)
    throw new RangeError('There are no faults to draw from: leave the option out, or name some.');
  const random = randomNumbers(seed);
  const script = Array.from({ length: steps }, () => {
    const isServed = random() < served;
    const drawn = faults[Math.floor(random() * faults.length)] ?? '503';
    return isServed ? '200' : drawn;
  });
  // The jitter of a client follows the seed, too.
  return Object.assign(script, { seed, draw: () => randomNumbers(seed) });
}
