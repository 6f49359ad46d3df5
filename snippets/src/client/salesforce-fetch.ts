// #region salesforce-fetch
/** What {@link createSalesforceFetch} may be told; every duration is in milliseconds. */
interface SalesforceFetchOptions {
  /** The `fetch` to send with; the global one unless given. */
  readonly fetch?: typeof fetch;
  /** Logs in again and resolves with the new access token; called after a 401, and never twice at the same time. */
  readonly refreshToken?: () => Promise<string>;
  /** Whether a request may be repeated when its outcome is unknown; unless given, method and path decide. */
  readonly isIdempotent?: (method: string, url: string) => boolean;
  /** Most requests for one call, the first included (30); the replay after a 401 comes on top. */
  readonly maxAttempts?: number;
  /** Longest time for one request, its body included (30 s). */
  readonly attemptTimeoutMs?: number;
  /** Longest time for one call with all its retries (10 minutes, to outlast a five-minute incident). */
  readonly totalTimeoutMs?: number;
  /** Ceiling of the first backoff (1 s); it doubles with each attempt. */
  readonly baseDelayMs?: number;
  /** Ceiling of every backoff (60 s). */
  readonly maxDelayMs?: number;
}

/** Why an attempt failed, and whether Salesforce surely did nothing. */
interface SalesforceFailure {
  readonly reason: string;
  readonly refused: boolean;
  readonly status?: number;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** A Salesforce call that failed although it was repeated as far as that is safe and its time allows. */
class SalesforceError extends Error {
  /** HTTP status of the last answer; undefined when there was none. */
  readonly status: number | undefined;
  /** `refused`: nothing was changed. `unknown`: the request may have been carried out. */
  readonly outcome: 'refused' | 'unknown';
  /** When Salesforce asked to be tried again, if it did. */
  readonly retryAt: Date | undefined;

  constructor(message: string, { status, refused, retryAfterMs, cause }: SalesforceFailure) {
    super(message, { cause });
    this.name = 'SalesforceError';
    this.status = status;
    this.outcome = refused ? 'refused' : 'unknown';
    // Later than 8.64e15 ms, a Date is an invalid one.
    this.retryAt = retryAfterMs === undefined ? undefined : new Date(Math.min(Date.now() + retryAfterMs, 8.64e15));
  }
}

/**
 * A `fetch` for Salesforce that outlasts an outage: it retries with capped exponential backoff and full jitter, never
 * earlier than Retry-After asks, logs in again once after a 401, and never repeats a create whose outcome is unknown.
 * Answers other than 429, 500, 502, 503 and 504 are returned as `fetch` returns them.
 *
 * @throws {SalesforceError} when repeating is unsafe, or when the attempts or the time are used up.
 */
function createSalesforceFetch(options: SalesforceFetchOptions = {}): typeof fetch {
  const { isIdempotent = convergesWhenRepeated, baseDelayMs = 1_000, maxDelayMs = 60_000 } = options;
  const { maxAttempts = 30, attemptTimeoutMs = 30_000, totalTimeoutMs = 600_000 } = options;
  const tokens = keepToken(options.refreshToken);

  return async function salesforceFetch(input, init) {
    const request = input instanceof Request ? input : undefined;
    const url = input instanceof Request ? input.url : input.toString();
    const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
    const headers = new Headers(init?.headers ?? request?.headers);
    const callerSignal = init?.signal ?? request?.signal;
    const deadline = Date.now() + totalTimeoutMs;
    const resendable = !(init?.body instanceof ReadableStream) && !(Symbol.asyncIterator in Object(init?.body));
    let mayRefresh = !url.includes('/services/oauth2/');

    const send = async (): Promise<Response | SalesforceFailure> => {
      // Each attempt has a time-out of its own: with a shared one, the first would use up the time of all.
      const timeout = timeoutSignal(Math.min(attemptTimeoutMs, deadline - Date.now()));
      const signal = callerSignal ? AbortSignal.any([callerSignal, timeout]) : timeout;
      tokens.apply(headers);
      try {
        const response = await (options.fetch ?? fetch)(request?.clone() ?? input, { ...init, headers, signal });
        return await failureOf(response);
      } catch (error) {
        callerSignal?.throwIfAborted();
        return failureOfError(error);
      }
    };

    for (let attempt = 1; ; attempt += 1) {
      const answer = await send();
      if (!('refused' in answer)) {
        if (answer.status !== 401 || !mayRefresh || !(await tokens.replace(headers)) || !resendable) return answer;
        mayRefresh = false;
        await discard(answer);
        continue;
      }
      const harmless = answer.refused || isIdempotent(method, url);
      const backoff = Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
      const retryAt = Date.now() + (answer.retryAfterMs ?? 0) + backoff;
      if (!harmless || !resendable || attempt >= maxAttempts || retryAt > deadline) {
        const advice = harmless ? '' : ' It may have been carried out: look before repeating it, or send an upsert.';
        // Messages end up in logs: the query, which may hold a secret, stays out.
        const path = url.split('?')[0];
        throw new SalesforceError(`${method} ${path}: ${answer.reason}, attempt ${attempt}.${advice}`, answer);
      }
      await sleepUntil(retryAt, callerSignal);
    }
  };
}

/** Remembers which access tokens were refused and what replaced them; one login serves all calls that wait for it. */
function keepToken(refreshToken: (() => Promise<string>) | undefined) {
  const retired = new Set<string>();
  let current = '';
  let refreshing: Promise<string> | undefined;
  const tokenOf = (headers: Headers): string => headers.get('Authorization')?.split(' ').at(-1) ?? '';
  const apply = (headers: Headers): void => {
    const token = tokenOf(headers);
    if (retired.has(token)) headers.set('Authorization', `${headers.get('Authorization')?.split(' ')[0]} ${current}`);
  };
  /** Resolves with whether there is another token to try. */
  const replace = async (headers: Headers): Promise<boolean> => {
    const token = tokenOf(headers);
    if (!refreshToken || !token) return false;
    if (!retired.has(token)) {
      refreshing ??= refreshToken().finally(() => (refreshing = undefined));
      current = await refreshing;
      retired.add(token);
      // A login may answer with the token of a session that still lives: refused later on, it is replaced again.
      retired.delete(current);
    }
    return true;
  };
  return { apply, replace };
}

/** The failure that an answer stands for; the answer itself where the caller is to decide. */
async function failureOf(response: Response): Promise<Response | SalesforceFailure> {
  const { status } = response;
  if (![429, 500, 502, 503, 504].includes(status)) return response;
  await discard(response);
  // 429 and 503 are said before any work is done; behind 500, 502 and 504 the record may have been written.
  const refused = status === 429 || status === 503;
  return { reason: `Salesforce answered ${status}`, refused, status, retryAfterMs: retryAfterMs(response) };
}

/** The failure behind a rejected `fetch`: only an error from before the connection proves that nothing was sent. */
function failureOfError(error: unknown): SalesforceFailure {
  const cause = ((error as Error).cause ?? error) as { code?: unknown; message?: string };
  // The code of a DOMException, such as a time-out, is a number that says nothing.
  const code = typeof cause.code === 'string' ? cause.code : '';
  // Repeating makes no URL of what is none.
  if (code === 'ERR_INVALID_URL') throw error as Error;
  const refused = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/.test(code);
  return { reason: `no answer (${code || cause.message})`, refused, cause: error };
}

/** Whether a repeated request leaves what a single one does: RFC 9110 §9.2.2, record updates and upserts, logins. */
function convergesWhenRepeated(method: string, url: string): boolean {
  if (method === 'PATCH') return url.includes('/sobjects/');
  return /^(GET|HEAD|OPTIONS|PUT|DELETE)$/.test(method) || /\/services\/oauth2\/(token|introspect|revoke)$/.test(url);
}

/**
 * How long an answer asks to wait (ms): RFC 9110 §10.2.3, seconds or an HTTP-date against the server's own clock.
 * Undefined without a valid Retry-After.
 *
 * @throws {RangeError} when that is longer than `longestMs`, since asking again any earlier would be too early.
 */
function retryAfterMs(response: Response, longestMs = Infinity): number | undefined {
  const value = response.headers.get('Retry-After')?.trim() ?? '';
  if (!/^(\d+$|Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value)) return undefined;
  // Without the zone, the asctime form would be read as local time.
  const at = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
  const now = Date.parse(response.headers.get('Date') ?? '') || Date.now();
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Math.max(0, at - now);
  if (wait > longestMs) throw new RangeError(`Salesforce asks to be left alone for ${Math.ceil(wait / 1_000)} s.`);
  return Number.isNaN(wait) ? undefined : wait;
}

/** A time-out of any length, which fires even when nothing but an `AbortSignal.any` refers to it. */
function timeoutSignal(ms: number): AbortSignal {
  // A timer takes whole milliseconds up to 2^31 - 1: anything longer would fire at once.
  const signal = AbortSignal.timeout(Math.min(Math.max(0, Math.ceil(ms)), 2 ** 31 - 1));
  // Without a listener, Node may collect it as garbage before it fires: a body that stalls would be awaited for ever.
  signal.addEventListener('abort', () => undefined);
  return signal;
}

/** Frees the connection of an answer that nobody reads. */
async function discard(response: Response): Promise<void> {
  try {
    await response.body?.cancel();
  } catch {
    // The connection is gone, or this `fetch` has another kind of body: there is nothing to free.
  }
}

/** Waits until the clock says so, since timers may fire early; the signal ends the wait at once. */
async function sleepUntil(time: number, signal?: AbortSignal | null): Promise<void> {
  for (let left = time - Date.now(); left > 0; left = time - Date.now()) {
    signal?.throwIfAborted();
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      // A timer drops fractions, and takes up to 2^31 - 1 ms: anything longer would fire at once.
      const timer = setTimeout(wake, Math.min(Math.ceil(left), 2 ** 31 - 1));
      signal?.addEventListener('abort', wake);
    });
  }
  signal?.throwIfAborted();
}
// #endregion

export { createSalesforceFetch, retryAfterMs, SalesforceError };
export type { SalesforceFetchOptions };
