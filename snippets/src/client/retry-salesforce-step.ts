import { answeredFailure } from './answered-failure.ts';
import { failureOfError } from './failure.ts';
import { findNetworkError } from './find-network-error.ts';
import type { SalesforceError } from './salesforce-error.ts';

/** What Zapier hands to a step, as far as it matters here. */
interface Zapier {
  readonly errors: { readonly ThrottledError: new (message: string, delaySeconds: number) => Error };
}

/** When a step is run again of which Salesforce has not said anything (s), and what is added at random. */
const PAUSE_SECONDS = 60;

/**
 * Lets Zapier run a step again, later, while Salesforce fails in a way that passes: not before Retry-After asks, with jitter,
 * and a call that is not idempotent only where Salesforce did nothing. A step ends after 30 s, and cannot wait for the end of
 * an outage itself (Zapier Platform, "Operating constraints" and "API outage"). Since the whole step is run again, what comes
 * before the call should do no harm twice.
 *
 * @throws {ThrottledError} of Zapier for what passes; anything else ends as `z.request` ends it.
 */
export async function retrySalesforceStep<T>(
  call: () => Promise<T>,
  { errors: { ThrottledError } }: Zapier,
  { idempotent = false }: { readonly idempotent?: boolean } = {},
): Promise<T> {
  const sent = call();
  const failure = await sent.then((answer) => answeredFailure(answer), stepFailure);
  if (!failure || failure.outcome === 'final' || (failure.outcome === 'unknown' && !idempotent)) return sent;
  const asked = failure.retryAt === undefined ? PAUSE_SECONDS : (Number(failure.retryAt) - Date.now()) / 1_000;
  throw new ThrottledError(failure.message, Math.ceil(asked + Math.random() * PAUSE_SECONDS));
}

/** The failure behind what `z.request` threw: its errors say in their message what Salesforce answered. */
async function stepFailure(error: unknown): Promise<SalesforceError | undefined> {
  const { name, message } = Object(error) as { name?: unknown; message?: unknown };
  if (name === 'ResponseError') {
    const { status, headers, content } = JSON.parse(String(message)) as Readonly<Record<string, unknown>>;
    return answeredFailure({ status, headers, data: content });
  }
  return findNetworkError(error) ? failureOfError(error) : undefined;
}
