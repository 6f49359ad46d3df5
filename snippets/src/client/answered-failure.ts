import { answerIn } from './answer-in.ts';
import { retryAfterMs } from './core/retry-after.ts';
import { failureOf } from './failure.ts';
import type { SalesforceError } from './salesforce-error.ts';

/**
 * The failure that an answer stands for, where a library resolves with any answer or throws it.
 *
 * @param last - The answer that the library had last, where what it throws does not hold the headers.
 */
export async function answeredFailure(thing: unknown, last?: unknown): Promise<SalesforceError | undefined> {
  const answer = answerIn(thing);
  if (!answer || answer.response.ok) return undefined;
  const { response = answer.response } = answerIn(last) ?? {};
  const waitMs = response.status === answer.response.status ? retryAfterMs(response) : undefined;
  return failureOf(answer.response, answer.text, waitMs);
}
