import { backoffDelay } from './backoff.ts';
import { isTransient } from './failure.ts';
import type { Failure } from './salesforce-error.ts';
import { sleepUntil } from './sleep-until.ts';
import { withTimeout } from './with-timeout.ts';

/** How long a login that was refused or did not help is not repeated (ms): it might lock the user out. */
const LOGIN_PAUSE_MS = 60_000;

/** Access tokens: which were refused, and what replaced them. One login serves all calls that wait for it. */
export function createTokens(refreshToken: (() => Promise<string>) | undefined, longestMs = 600_000) {
  const refused = new Set<string>();
  let current = '';
  let isProven = true;
  let login: Promise<void> | undefined;
  let startedAt = -Infinity;
  let nextAt = -Infinity;
  let failures = 0;
  let failure: Failure | undefined;

  const logIn = async (): Promise<void> => {
    startedAt = Date.now();
    try {
      current = (await refreshToken?.()) ?? '';
      if (current === '') throw new Error('refreshToken resolved without a token');
      [isProven, failures, failure] = [false, 0, undefined];
      // Salesforce may answer with the token of a session that still lives: refused later on, it is replaced again.
      refused.delete(current);
    } catch (error) {
      failure = loginFailure(error);
      failures += 1;
      nextAt = Date.now() + (failure.isOutage ? backoffDelay(failures) : LOGIN_PAUSE_MS);
    }
  };
  const renew = async (signal: AbortSignal): Promise<Failure | undefined> => {
    while (current === '' || refused.has(current)) {
      if (failure && !failure.isOutage && Date.now() < nextAt) return failure;
      await sleepUntil(nextAt, signal);
      // Meanwhile, somebody else may have logged in.
      if (current !== '' && !refused.has(current)) break;
      // A login that never ends is not waited for by those who come later.
      if (Date.now() > startedAt + longestMs) login = undefined;
      await (login ??= logIn().finally(() => (login = undefined)));
    }
    return undefined;
  };

  return {
    /** Puts the newest token in the place of a refused one, and logs in for it; gives why there is none. */
    async prepare(headers: Headers, timeoutMs: number, signal?: AbortSignal): Promise<Failure | undefined> {
      const [scheme, token] = partsOf(headers);
      if (!refused.has(token)) return undefined;
      const ended = await withTimeout(timeoutMs, signal, renew).catch((error: unknown) => {
        signal?.throwIfAborted();
        return failure ?? loginFailure(error);
      });
      headers.set('Authorization', `${scheme} ${current}`);
      return ended;
    },
    /** Whether a token has been refused, as it may be while a call stands in line. */
    isRefused: (headers: Headers): boolean => refused.has(partsOf(headers)[1]),
    /** Notes that a token was taken. */
    accept(headers: Headers): void {
      if (partsOf(headers)[1] === current) isProven = true;
    },
    /** Notes that a token was refused; gives whether there may be a better one. */
    refuse(headers: Headers): boolean {
      const [, token] = partsOf(headers);
      // Where a new token is refused before it was ever taken, the next one would be, too.
      const isVain = token === current && !isProven && Date.now() < startedAt + LOGIN_PAUSE_MS;
      if (!refreshToken || token === '' || isVain) return false;
      refused.add(token);
      return true;
    },
  };
}

/** Scheme and token of an Authorization header. */
function partsOf(headers: Headers): readonly [string, string] {
  const [scheme = '', token = ''] = headers.get('Authorization')?.split(' ') ?? [];
  return [scheme, token];
}

/** Why a login failed. Its error is of any kind: a status in it, or being one of the network, tells an outage. */
function loginFailure(error: unknown): Failure {
  const { status, statusCode, response, code, message } = Object(error) as Record<string, unknown>;
  const said = String(status ?? statusCode ?? (Object(response) as { status?: unknown }).status ?? message);
  const found = /\b[45]\d\d\b/.exec(said)?.[0];
  const isNetwork = typeof code === 'string' || /\b(?:fetch|network|load) failed|timed? ?out/i.test(said);
  const isOutage = found === undefined ? isNetwork : isTransient(Number(found));
  return {
    outcome: 'refused',
    reason: 'the session has ended and the login failed',
    isOutage,
    status: 401,
    cause: error,
  };
}
