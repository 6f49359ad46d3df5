import { failureOf, failureOfError } from './failure.ts';
import type { OutgoingRequest } from './outgoing-request.ts';
import { readAnswer } from './read-answer.ts';
import type { Failure } from './salesforce-error.ts';
import { withTimeout } from './with-timeout.ts';

/** How an attempt ended: with an answer for the caller, or with a failure. */
export type Attempt = Failure | { readonly response: Response; readonly text: string | undefined };

/**
 * Sends a request once, and reads the answer within the same `timeoutMs`.
 *
 * @throws the reason of the caller's signal; what `fetch` throws for a URL that is none.
 */
export async function sendOnce(request: OutgoingRequest, send: typeof fetch, timeoutMs: number): Promise<Attempt> {
  const { signal } = request;
  if (timeoutMs <= 0) return { outcome: 'not-sent', reason: 'no time is left', isOutage: false };
  try {
    return await withTimeout(timeoutMs, signal, async (attempt) => {
      const sent = await request.send(send, attempt);
      // A `fetch` that does not listen to its signal may answer when nobody waits any more.
      if (attempt.aborted) await sent.body?.cancel();
      const answer = await readAnswer(sent, timeoutMs, attempt, signal);
      return failureOf(answer.response, answer.text) ?? answer;
    });
  } catch (error) {
    signal?.throwIfAborted();
    return failureOfError(error);
  }
}
