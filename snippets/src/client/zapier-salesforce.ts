import { isIdempotentRequest } from './core/is-idempotent-request.ts';
import { retryAfterMs } from './core/retry-after.ts';
import { findNetworkError } from './find-network-error.ts';

/** What `z.request` of Zapier is given, as far as it matters here. */
interface ZapierOptions {
  readonly method?: string;
  readonly skipThrowForStatus?: boolean;
  readonly raw?: boolean;
  readonly [option: string]: unknown;
}

interface ZapierRequest extends ZapierOptions {
  readonly url: string;
}

/** What it answers with. */
interface ZapierResponse {
  readonly status: number;
  readonly content?: unknown;
  getHeader(name: string): string | undefined;
  throwForStatus(): void;
}

/** What Zapier hands to a step. */
interface Zapier<Answer> {
  readonly errors: { readonly ThrottledError: new (message: string, delaySeconds?: number) => Error };
  request(request: ZapierRequest): Promise<Answer>;
}

/** When Zapier runs a step again that Salesforce has not said anything about (s). */
const PAUSE_SECONDS = 60;

/**
 * `z.request` that lets Zapier run the step again, later, while Salesforce fails in a way that passes: not before Retry-After
 * asks, with jitter, and after a create only where Salesforce did nothing. A step itself ends after 30 s, which is no time to
 * wait for the end of an outage in.
 * @throws {ThrottledError} of Zapier (Zapier Platform, "API outage"), which runs the whole step again: what comes before the
 * request in it should do no harm twice.
 */
export async function zapierSalesforce<Answer extends ZapierResponse>(
  zapier: Zapier<Answer>,
  target: string | ZapierRequest,
  options: ZapierOptions = {},
): Promise<Answer> {
  const request = { ...(typeof target === 'string' ? { url: target } : target), ...options };
  const mayRepeat = isIdempotentRequest((request.method ?? 'GET').toUpperCase(), request.url);
  const response = await zapier.request({ ...request, skipThrowForStatus: true }).catch((error: unknown) => {
    if (mayRepeat && findNetworkError(error)) throw throttled(zapier, 'Salesforce did not answer.', undefined);
    throw error;
  });
  const { status } = response;
  // The content of a raw answer cannot be read here.
  const text = request.raw !== true && (status === 400 || status === 403) ? String(response.content) : '';
  if (wasRefused(status, text) || (mayRepeat && [500, 502, 504].includes(status)))
    throw throttled(zapier, `Salesforce answered ${status}.`, response);
  if (request.skipThrowForStatus !== true) response.throwForStatus();
  return response;
}

/** Whether Salesforce says that it has done nothing, and may do it later. */
function wasRefused(status: number, text: string): boolean {
  return (
    status === 429 ||
    status === 503 ||
    text.includes('UNABLE_TO_LOCK_ROW') ||
    /REQUEST_LIMIT_EXCEEDED[^]*concurrent|concurrent[^]*REQUEST_LIMIT_EXCEEDED/i.test(text)
  );
}

function throttled(
  { errors: { ThrottledError } }: Pick<Zapier<unknown>, 'errors'>,
  message: string,
  response: ZapierResponse | undefined,
): Error {
  const get = (name: string): string | null => response?.getHeader(name) ?? null;
  const asked = retryAfterMs({ headers: { get } });
  const seconds = asked === undefined ? PAUSE_SECONDS : Math.ceil(asked / 1_000);
  return new ThrottledError(message, seconds + Math.floor(Math.random() * PAUSE_SECONDS));
}
