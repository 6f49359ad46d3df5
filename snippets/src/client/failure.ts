import { retryAfterMs } from './retry-after.ts';
import type { Failure } from './salesforce-error.ts';

/** Whether an answer may be another one a little later: RFC 9110 §15.6 and RFC 6585 §4. */
export function isTransient(status: number): boolean {
  return [429, 500, 502, 503, 504].includes(status);
}

/**
 * The failure that an answer stands for; undefined where the caller is to decide, as after a success or a bad request.
 *
 * @param text - The body; undefined for one that is not read.
 */
export function failureOf(response: Response, text: string | undefined): Failure | undefined {
  const { status } = response;
  const { errorCode, message } = errorIn(text);
  const reason = `Salesforce answered ${[status, errorCode].filter(Boolean).join(' ')}`;
  const failure = { reason, status, errorCode, retryAfterMs: retryAfterMs(response), isOutage: false } as const;
  if (isTransient(status)) {
    // 429 and 503 are said before any work is done; behind 500, 502 and 504 the record may have been written.
    const outcome = status === 429 || status === 503 ? 'refused' : 'unknown';
    return { ...failure, outcome, isOutage: status !== 429, isPending: status === 504 };
  }
  // "Status Codes and Error Responses": another transaction held the record too long, and nothing was saved. A trigger
  // that meets this wraps it in an error of its own.
  if (status === 400 && text?.includes('UNABLE_TO_LOCK_ROW')) return { ...failure, outcome: 'refused' };
  if (status === 403 && errorCode === 'REQUEST_LIMIT_EXCEEDED') {
    // Too many long calls at once end within seconds; the limit of 24 hours does not.
    if (/concurrent/i.test(message)) return { ...failure, outcome: 'refused' };
    return { ...failure, outcome: 'final', reason: `${reason}, ${message}` };
  }
  if (!response.ok || text === undefined || !isBroken(response, text)) return undefined;
  return { ...failure, outcome: 'unknown', reason: `${reason} with a page or half an answer`, isOutage: true };
}

/** Whether a success is none: a maintenance page, or JSON that ends too early. */
function isBroken(response: Response, text: string): boolean {
  const type = response.headers.get('Content-Type') ?? '';
  if (/html/i.test(type) || /^\s*<(?:!doctype html|html)\b/i.test(text)) return true;
  return /json/i.test(type) && text !== '' && parsed(text) === undefined;
}

/** Code and message in the body of an error: of REST, a list of errors; of OAuth, `error` and `error_description`. */
export function errorIn(text = ''): { readonly errorCode: string | undefined; readonly message: string } {
  const value = parsed(text);
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const { errorCode, error, message, error_description: description } = Object(first) as Record<string, unknown>;
  const isText = (one: unknown): one is string => typeof one === 'string';
  return { errorCode: [errorCode, error].find(isText), message: [message, description].find(isText) ?? '' };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Errors from before anything was sent: no address, no connection, no trust in the certificate. */
const NOT_SENT =
  /^(?:ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|\w+_CERT(?:_\w+)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/;

/** The failure behind a rejected `fetch` or body: only an error from before the request proves that nothing was sent. */
export function failureOfError(error: unknown): Failure {
  const found = Object((error as { cause?: unknown } | undefined)?.cause ?? error) as Record<string, unknown>;
  // The code of a DOMException, such as a time-out, is a number that says nothing.
  const code = typeof found['code'] === 'string' ? found['code'] : '';
  // Repeating makes no URL of what is none.
  if (code === 'ERR_INVALID_URL') throw error as Error;
  const said = code || (typeof found['message'] === 'string' ? found['message'] : String(error));
  const outcome = NOT_SENT.test(code) || found['syscall'] === 'connect' ? 'not-sent' : 'unknown';
  const isPending = found['name'] === 'TimeoutError';
  return { outcome, reason: `no answer (${said})`, isOutage: true, isPending, cause: error };
}
