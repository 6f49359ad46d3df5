import { type Call, headersOf } from './client.ts';

/** An answer that is no success, as users of `fetch` throw it. */
export class HttpError extends Error {
  readonly status: number;
  readonly retryAfter: string | null;

  constructor({ status, headers }: Response) {
    super(`HTTP ${status}`);
    this.status = status;
    this.retryAfter = headers.get('Retry-After');
  }
}

/** The plain use of `fetch`: one request, `ok` looked at, the body parsed. */
export async function fetchOnce(
  call: Call,
  token: string,
  send: typeof fetch = fetch,
  signal: AbortSignal | null = null,
): Promise<unknown> {
  const { method, url, body = null } = call;
  const response = await send(url, { method, headers: headersOf(call, token), body, signal });
  if (!response.ok) throw new HttpError(response);
  return bodyOf(await response.text(), response.headers.get('Content-Type') ?? '');
}

/** JSON, but for CSV and for answers without a body. */
export const bodyOf = (text: string, type: string): unknown =>
  text === '' || type.includes('csv') ? text : JSON.parse(text);
