import { SalesforceError } from './salesforce-error.ts';

/** Whether an answer may be another one a little later: RFC 9110 §15.6, RFC 6585 §4. */
export function isTransient(status: number): boolean {
  return [429, 500, 502, 503, 504].includes(status);
}

/** The failure that an answer stands for, or undefined where the caller is to decide, as after a 404. */
export async function failureOf(response: Response, text = '', waitMs = NaN): Promise<SalesforceError | undefined> {
  const { status, ok, headers } = response;
  const json: unknown = await new Response(text).json().catch((): undefined => undefined);
  const { errorCode, message = '' } = Object(Array.isArray(json) ? json[0] : json) as {
    errorCode?: string;
    message?: string;
  };
  const failure = (outcome: SalesforceError['outcome'], detail = errorCode ?? ''): SalesforceError => {
    // Later than 8.64e15 ms, a Date is an invalid one.
    const retryAt = Math.min(Date.now() + waitMs, 8.64e15);
    const facts = { outcome, status, errorCode, retryAt: retryAt ? new Date(retryAt) : undefined };
    return new SalesforceError(`Salesforce answered ${status} ${detail}`.trim(), facts);
  };
  // Envoy, which stands before Salesforce, says 503 too when it loses a connection that had the request already.
  const isLost = /reset before headers(?!.*(?:connection (?:failure|timeout)|overflow|refused))/.test(text);
  if (status === 503 && isLost) return failure('unknown', 'since a connection behind it was lost');
  // Else 429 and 503 are said before any work is done; behind 500, 502 and 504 the record may have been written.
  if (status === 429 || status === 503) return failure('refused');
  if (isTransient(status)) return failure('unknown');
  // Another transaction holds the record. A trigger that meets this wraps it in an error of its own.
  if (status === 400 && text.includes('UNABLE_TO_LOCK_ROW')) return failure('refused');
  // Too many long calls at once end within seconds; the limit of 24 hours does not.
  const isLimit = status === 403 && errorCode === 'REQUEST_LIMIT_EXCEEDED';
  if (isLimit) return failure(/concurrent/i.test(message) ? 'refused' : 'final', `${errorCode}: ${message}`);
  const type = headers.get('Content-Type') ?? '';
  const isPage = /html/i.test(type) || /^\s*<(?:!doctype )?html[\s>]/i.test(text);
  const isCut = /json/i.test(type) && text !== '' && json === undefined;
  return ok && (isPage || isCut) ? failure('unknown', 'with a page or half an answer') : undefined;
}

/** The failure behind a rejected `fetch` or body: only an error from before the request proves that nothing was sent. */
export function failureOfError(error: unknown): SalesforceError {
  const { cause = error } = Object(error) as { cause?: unknown };
  const { code, message, syscall } = Object(cause) as Record<string, unknown>;
  // Repeating makes no URL of what is none.
  if (code === 'ERR_INVALID_URL' || String(message).startsWith('Invalid URL')) throw error as Error;
  // Deno gives the URL instead of a code: its query may hold a secret.
  const said = String(typeof code === 'string' ? code : message).replace(/\?\S+/g, '');
  // No address, no connection, no trust in the certificate. Browsers and workerd do not tell.
  const isUnsent =
    /^(?:ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_AGAIN|E(?:HOST|NET)UNREACH|UND_ERR_CONNECT_TIMEOUT|(?:\w+_)?CERT_\w+|\w+_(?:CERT|VERIFY_LEAF_SIGNATURE))$| client error \(Connect\): /.test(
      said,
    );
  const outcome = isUnsent || syscall === 'connect' ? 'not-sent' : 'unknown';
  return new SalesforceError(`no answer (${said})`, { outcome, cause: error });
}
