import { isIdempotentRequest } from './core/is-idempotent-request.ts';
import { retryAfterMs } from './core/retry-after.ts';

/** What `UrlFetchApp` of Google Apps Script answers with. */
interface UrlFetchResponse {
  getResponseCode(): number;
  getContentText(): string;
  getHeaders(): object;
}

/** The services of Apps Script that are used, which are globals there. */
interface AppsScript {
  readonly UrlFetchApp: { fetch(url: string, params: object): UrlFetchResponse };
  readonly Utilities: { sleep(ms: number): void };
}

/**
 * `UrlFetchApp.fetch` that repeats a request while Salesforce fails in a way that passes: with backoff and full jitter,
 * never earlier than Retry-After asks, and a create only where Salesforce did nothing. After four minutes it gives up.
 * @throws {Error} what `UrlFetchApp.fetch` throws, unless `muteHttpExceptions` is set.
 */
export function urlFetchSalesforce(url: string, params: { method?: string; muteHttpExceptions?: boolean } = {}) {
  const { UrlFetchApp, Utilities } = globalThis as unknown as AppsScript;
  const mayRepeat = isIdempotentRequest((params.method ?? 'GET').toUpperCase(), url);
  // A script ends after six minutes, whatever it waits for.
  const endsAt = Date.now() + 240_000;
  for (let failures = 1; ; failures += 1) {
    const sent = attempt(() => UrlFetchApp.fetch(url, { ...params, muteHttpExceptions: true }));
    const backoff = Math.random() * Math.min(60_000, 1_000 * 2 ** (failures - 1));
    const wait = Math.max(sent.response ? (askedMs(sent.response) ?? 0) : 0, 0) + backoff;
    const isSafe = mayRepeat || (sent.response && wasRefused(sent.response));
    if (!isSafe || !hasFailed(sent.response) || Date.now() + wait >= endsAt) return settle(url, params, sent);
    Utilities.sleep(wait);
  }
}

type Attempt = { readonly response: UrlFetchResponse } | { readonly response?: undefined; readonly error: unknown };

/** The answer, or the error where there was none. */
function attempt(send: () => UrlFetchResponse): Attempt {
  try {
    return { response: send() };
  } catch (error) {
    return { error };
  }
}

/** Whether an answer, or its absence, may be another one a little later. */
function hasFailed(response: UrlFetchResponse | undefined): boolean {
  return !response || [500, 502, 504].includes(response.getResponseCode()) || wasRefused(response);
}

/** Whether Salesforce says that it has done nothing, and may do it later. */
function wasRefused(response: UrlFetchResponse): boolean {
  const status = response.getResponseCode();
  if (status === 429 || status === 503) return true;
  const text = status === 400 || status === 403 ? response.getContentText() : '';
  return (
    text.includes('UNABLE_TO_LOCK_ROW') ||
    /REQUEST_LIMIT_EXCEEDED[^]*concurrent|concurrent[^]*REQUEST_LIMIT_EXCEEDED/i.test(text)
  );
}

function askedMs(response: UrlFetchResponse): number | undefined {
  const all = Object.entries(response.getHeaders()).map(([name, value]) => [name.toLowerCase(), String(value)]);
  const headers = new Map(all as [string, string][]);
  const get = (name: string): string | null => headers.get(name.toLowerCase()) ?? null;
  return retryAfterMs({ headers: { get } });
}

function settle(
  url: string,
  { muteHttpExceptions }: { muteHttpExceptions?: boolean },
  sent: Attempt,
): UrlFetchResponse {
  if ('error' in sent) throw sent.error as Error;
  const status = sent.response.getResponseCode();
  if (muteHttpExceptions || status < 400) return sent.response;
  throw new Error(
    `Request failed for ${url} returned code ${status}. Server response: ${sent.response.getContentText()}`,
  );
}
