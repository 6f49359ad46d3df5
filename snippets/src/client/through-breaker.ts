import { answerIn } from './answer-in.ts';
import { findNetworkError } from './find-network-error.ts';

/** After so many failures in a row nothing is sent for `OPEN_MS`; then one call tries. */
const MOST_FAILURES = 5;
const OPEN_MS = 30_000;

const breaker = { failures: 0, probesAt: 0 };

/**
 * Makes a call to Salesforce, with any library, unless all calls of this module have failed lately: then it throws at once,
 * so that an outage does not meet the attempts of every caller. It repeats nothing.
 */
export async function throughBreaker<T>(call: () => T | PromiseLike<T>): Promise<T> {
  if (breaker.failures >= MOST_FAILURES) {
    if (Date.now() < breaker.probesAt)
      throw new Error('Salesforce has failed call after call: nothing is sent for now.');
    // One call tries, and the others wait for what comes of it.
    breaker.probesAt = Date.now() + OPEN_MS;
  }
  try {
    const answer = await call();
    noteOutcome(isRefused(answer));
    return answer;
  } catch (error) {
    noteOutcome(isRefused(error) || findNetworkError(error) !== undefined);
    throw error;
  }
}

function noteOutcome(isFailure: boolean): void {
  breaker.failures = isFailure ? breaker.failures + 1 : 0;
  breaker.probesAt = Date.now() + OPEN_MS;
}

/** Whether an answer, or an error that holds one, says that Salesforce cannot do it now. */
function isRefused(thing: unknown): boolean {
  const { status = 200 } = answerIn(thing)?.response ?? {};
  return [429, 500, 502, 503, 504].includes(status);
}
