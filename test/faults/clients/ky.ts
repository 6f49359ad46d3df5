import ky from 'ky';
import { type ClientFactory, headersOf } from './client.ts';
import { bodyOf } from './fetch-once.ts';
import { withLogin, withoutLogin } from './sessions.ts';
import { isWorthRepeating, statusesFor, TUNING } from './tuning.ts';

const read = async (response: Response): Promise<unknown> =>
  bodyOf(await response.text(), response.headers.get('Content-Type') ?? '');

/** `ky(url)`. */
export const kyDefault: ClientFactory = (connection) =>
  withoutLogin(connection, async (call, token) => {
    const { method, url, body } = call;
    return read(await ky(url, { method, headers: headersOf(call, token), ...(body !== undefined && { body }) }));
  });

/** With POST and PATCH as far as they are safe, jitter, and a time-out that is repeated where that is safe. */
export const kyTuned: ClientFactory = (connection) =>
  withLogin(connection, async (call, token) => {
    const { method, url, body } = call;
    const response = await ky(url, {
      method,
      headers: headersOf(call, token),
      ...(body !== undefined && { body }),
      // Of the whole call, retries and pauses included.
      timeout: TUNING.attemptMs * (TUNING.retries + 1),
      retry: {
        limit: TUNING.retries,
        methods: [method.toLowerCase() as 'get'],
        statusCodes: statusesFor(call),
        afterStatusCodes: [429, 503],
        maxRetryAfter: TUNING.maxMs,
        backoffLimit: TUNING.maxMs,
        delay: (attempt) => TUNING.baseMs * 2 ** (attempt - 1),
        jitter: true,
        retryOnTimeout: method !== 'POST',
        // Undefined leaves the decision, and with it Retry-After, to ky.
        shouldRetry: ({ error }) => (isWorthRepeating(call, error) ? undefined : false),
      },
    });
    return read(response);
  });
