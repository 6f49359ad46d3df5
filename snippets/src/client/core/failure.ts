import { retryAfterMs } from './retry-after.ts';
import { SalesforceError } from './salesforce-error.ts';

/** Reads an answer whole, and gives it where the caller is to decide, as after a 404, or the failure that it stands for. */
export async function checkAnswer(response: Response): Promise<Response | SalesforceError> {
  const { status, ok, headers } = response;
  const text = await response.clone().text();
  const json: unknown = await new Response(text).json().catch(() => undefined);
  const { errorCode, message = '' } = Object([json].flat()[0]) as { errorCode?: string; message?: string };
  const failure = (outcome: SalesforceError['outcome'], detail = errorCode ?? ''): SalesforceError => {
    // Later than 8.64e15 ms, a Date is an invalid one.
    const retryAt = Math.min(Date.now() + (retryAfterMs(response) ?? NaN), 8.64e15);
    const facts = { outcome, status, errorCode, retryAt: retryAt ? new Date(retryAt) : undefined };
    return new SalesforceError(`Salesforce answered ${status} ${detail}`.trim(), facts);
  };
  // 429 and 503 are said before any work is done; behind 500, 502 and 504 the record may have been written.
  if (status === 429 || status === 503) return failure('refused');
  if (status === 500 || status === 502 || status === 504) return failure('unknown');
  // Another transaction holds the record. A trigger that meets this wraps it in an error of its own.
  if (status === 400 && text.includes('UNABLE_TO_LOCK_ROW')) return failure('refused');
  // Too many long calls at once end within seconds; the limit of 24 hours does not.
  const isLimit = status === 403 && errorCode === 'REQUEST_LIMIT_EXCEEDED';
  if (isLimit) return failure(/concurrent/i.test(message) ? 'refused' : 'final', `${errorCode}: ${message}`);
  const type = headers.get('Content-Type') ?? '';
  const isPage = /html/i.test(type) || /^\s*<(?:!doctype )?html[\s>]/i.test(text);
  const isCut = /json/i.test(type) && text !== '' && json === undefined;
  return ok && (isPage || isCut) ? failure('unknown', 'with a page or half an answer') : response;
}

/** The failure behind a rejected `fetch` or body: only an error from before the request proves that nothing was sent. */
export function failureOfError(error: unknown): SalesforceError {
  const { cause = error } = Object(error) as { cause?: unknown };
  const { code, message, syscall } = Object(cause) as Record<string, unknown>;
  // Repeating makes no URL of what is none.
  if (code === 'ERR_INVALID_URL') throw error as Error;
  const said = String(typeof code === 'string' ? code : message);
  const isUnsent = /^(?:\w*CONN\w*REFUSED|ENOTFOUND|EAI_AGAIN|E\w+UNREACH|UND_ERR_CONNECT_TIMEOUT)$/i.test(said);
  const outcome = isUnsent || syscall === 'connect' ? 'not-sent' : 'unknown';
  return new SalesforceError(`no answer (${said})`, { outcome, cause: error });
}
