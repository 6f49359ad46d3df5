import got from 'got';
import { type ClientFactory, headersOf } from './client.ts';
import { bodyOf } from './fetch-once.ts';
import { withLogin, withoutLogin } from './sessions.ts';
import { codesFor, statusesFor, TUNING } from './tuning.ts';

/** `got(url)`. */
export const gotDefault: ClientFactory = (connection) =>
  withoutLogin(connection, async (call, token) => {
    const { method, url, body } = call;
    const answer = await got(url, { method, headers: headersOf(call, token), ...(body !== undefined && { body }) });
    return bodyOf(answer.body, answer.headers['content-type'] ?? '');
  });

/** With POST and PATCH as far as they are safe, time-outs, and the longest Retry-After that it waits for. */
export const gotTuned: ClientFactory = (connection) =>
  withLogin(connection, async (call, token) => {
    const { method, url, body } = call;
    const answer = await got(url, {
      method,
      headers: headersOf(call, token),
      ...(body !== undefined && { body }),
      timeout: { request: TUNING.attemptMs },
      retry: {
        limit: TUNING.retries,
        methods: [method],
        statusCodes: statusesFor(call),
        errorCodes: codesFor(call),
        maxRetryAfter: TUNING.maxMs,
        backoffLimit: TUNING.maxMs,
        noise: 100,
      },
    });
    return bodyOf(answer.body, answer.headers['content-type'] ?? '');
  });
