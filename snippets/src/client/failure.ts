import { retryAfterMs } from './retry-after.ts';
import type { Failure, Outcome } from './salesforce-error.ts';

/** Whether an answer may be another one a little later: RFC 9110 §15.6, RFC 6585 §4. */
export function isTransient(status: number): boolean {
  return [429, 500, 502, 503, 504].includes(status);
}

/** The failure that an answer with this text stands for; undefined where the caller is to decide, as after a 404. */
export function failureOf(response: Response, text = ''): Failure | undefined {
  const { status } = response;
  const { errorCode, message } = errorIn(text);
  const failure = (outcome: Outcome, isOutage: boolean, detail = errorCode ?? ''): Failure => {
    const reason = `Salesforce answered ${status} ${detail}`.trim();
    return { outcome, isOutage, reason, status, errorCode, retryAfterMs: retryAfterMs(response) };
  };
  // 429 and 503 are said before any work is done; behind 500, 502 and 504 the record may have been written.
  if (status === 429 || status === 503) return failure('refused', status === 503);
  if (isTransient(status)) return failure('unknown', true);
  // Another transaction holds the record, and nothing was saved. A trigger that meets this wraps it in an error of its own.
  if (status === 400 && text.includes('UNABLE_TO_LOCK_ROW')) return failure('refused', false);
  if (status === 403 && errorCode === 'REQUEST_LIMIT_EXCEEDED') {
    // Too many long calls at once end within seconds; the limit of 24 hours does not.
    if (/concurrent/i.test(message)) return failure('refused', false);
    return failure('final', false, `${errorCode}: ${message}`);
  }
  return response.ok && isBroken(response, text)
    ? failure('unknown', true, 'with a page or half an answer')
    : undefined;
}

/** Whether a success is none: a maintenance page, or JSON that ends too early. */
function isBroken(response: Response, text: string): boolean {
  const type = response.headers.get('Content-Type') ?? '';
  if (/html/i.test(type) || /^\s*<(?:!doctype )?html[\s>]/i.test(text)) return true;
  return /json/i.test(type) && text !== '' && jsonOf(text) === undefined;
}

/** Code and message of an error: REST sends a list of `errorCode` and `message`, OAuth an `error` with its description. */
export function errorIn(text: string): { readonly errorCode: string | undefined; readonly message: string } {
  const first = [jsonOf(text)].flat()[0];
  const { errorCode, error, message, error_description: description } = Object(first) as Record<string, unknown>;
  const isText = (value: unknown): value is string => typeof value === 'string';
  return { errorCode: [errorCode, error].find(isText), message: [message, description].find(isText) ?? '' };
}

/** What a text says as JSON; undefined for one that is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Errors from before anything was sent: no address, no connection, no trust in the certificate. */
const NOT_SENT =
  /^(?:ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|(?:\w+_)?CERT_\w+|\w+_(?:CERT|VERIFY_LEAF_SIGNATURE))$/;

/** The failure behind a rejected `fetch` or body: only an error from before the request proves that nothing was sent. */
export function failureOfError(error: unknown): Failure {
  const { cause = error } = Object(error) as { readonly cause?: unknown };
  const { code, message, syscall } = Object(cause) as Record<string, unknown>;
  // Repeating makes no URL of what is none.
  if (code === 'ERR_INVALID_URL') throw error as Error;
  // The code of a DOMException, such as a time-out, is a number that says nothing.
  const isCode = typeof code === 'string';
  const outcome = (isCode && NOT_SENT.test(code)) || syscall === 'connect' ? 'not-sent' : 'unknown';
  return { outcome, reason: `no answer (${String(isCode ? code : message)})`, isOutage: true, cause: error };
}
