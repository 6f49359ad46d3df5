import { failureOf, failureOfError } from './failure.ts';
import type { OutgoingRequest } from './outgoing-request.ts';
import { type Answer, readAnswer } from './read-answer.ts';
import type { Failure } from './salesforce-error.ts';
import { withTimeout } from './with-timeout.ts';

/** How one attempt ended: with an answer for the caller, or with a failure. */
export type Attempt = (Answer & { readonly failure: undefined }) | { readonly failure: Failure };

/**
 * Sends a request once, and reads the answer within the time of the attempt.
 *
 * @param timeoutMs - Longest time (ms), the body included.
 * @param signal - The caller's.
 * @throws the reason of `signal`; what `fetch` throws for a URL that is none.
 */
export async function sendOnce(
  request: OutgoingRequest,
  send: typeof fetch,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Attempt> {
  if (timeoutMs <= 0) return { failure: { outcome: 'not-sent', reason: 'no time is left', isOutage: false } };
  try {
    return await withTimeout(timeoutMs, signal, async (attempt) => {
      const sent = await request.send(send, attempt);
      // A `fetch` that does not listen to its signal may answer when nobody waits any more.
      if (attempt.aborted) await sent.body?.cancel();
      const { response, text } = await readAnswer(sent, timeoutMs, attempt, signal);
      const failure = failureOf(response, text);
      return failure ? { failure } : { response, text, failure };
    });
  } catch (error) {
    signal?.throwIfAborted();
    return { failure: failureOfError(error) };
  }
}
