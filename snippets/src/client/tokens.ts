import { backoffDelay } from './backoff.ts';
import { isTransient } from './failure.ts';
import type { Failure } from './salesforce-error.ts';
import { sleepUntil } from './sleep-until.ts';
import { withTimeout } from './with-timeout.ts';

/** How long a login that did not help is not repeated (ms): a user with a wrong password would be locked out. */
const LOGIN_PAUSE_MS = 60_000;
/** After this time (ms), a login that never ended is forgotten, and the next call begins one of its own. */
const LONGEST_LOGIN_MS = 600_000;

/** Access tokens: which were refused, and what replaced them. One login serves all calls that wait for it. */
export function createTokens(refreshToken: (() => Promise<string>) | undefined) {
  const refused = new Set<string>();
  let current = '';
  /** Whether the token of the last login has ever been taken. */
  let isProven = true;
  let login: Promise<void> | undefined;
  let startedAt = 0;
  let failures = 0;
  let failure: Failure | undefined;
  let nextLoginAt = 0;

  const logIn = async (): Promise<void> => {
    startedAt = Date.now();
    try {
      const token = await refreshToken?.();
      if (typeof token !== 'string' || token === '') throw new Error('refreshToken must resolve with a token.');
      [current, isProven, failures, failure] = [token, false, 0, undefined];
      // Salesforce may answer with the token of a session that still lives: refused later on, it is replaced again.
      refused.delete(token);
    } catch (error) {
      failures += 1;
      failure = loginFailure(error);
      nextLoginAt = Date.now() + (failure.isOutage ? backoffDelay(failures) : LOGIN_PAUSE_MS);
    }
  };

  /** Logs in until there is a token; gives the failure that ends this. */
  const renew = async (signal: AbortSignal): Promise<Failure | undefined> => {
    while (current === '' || refused.has(current)) {
      if (failure && !failure.isOutage && Date.now() < nextLoginAt) return failure;
      await sleepUntil(nextLoginAt, signal);
      if (Date.now() > startedAt + LONGEST_LOGIN_MS) login = undefined;
      await (login ??= logIn().finally(() => (login = undefined)));
    }
    return undefined;
  };

  return {
    /**
     * Puts the newest token in the place of a refused one; logs in where there is none, again and again through an
     * outage, for at most `timeoutMs`.
     *
     * @returns why there is no token.
     * @throws the reason of `signal`.
     */
    async prepare(headers: Headers, timeoutMs: number, signal?: AbortSignal): Promise<Failure | undefined> {
      const [scheme, token = ''] = partsOf(headers);
      if (!refused.has(token)) return undefined;
      try {
        const ended = await withTimeout(timeoutMs, signal, renew);
        if (ended) return ended;
      } catch (error) {
        signal?.throwIfAborted();
        return failure ?? loginFailure(error);
      }
      headers.set('Authorization', `${scheme} ${current}`);
      return undefined;
    },
    /** Notes that the token was taken. */
    accept(headers: Headers): void {
      if (partsOf(headers)[1] === current) isProven = true;
    },
    /** Notes that the token was refused; gives whether `prepare` may find a better one. */
    refuse(headers: Headers): boolean {
      const [, token = ''] = partsOf(headers);
      if (!refreshToken || token === '') return false;
      // A new token that is refused before it was ever taken: the next one would be, too.
      if (token === current && !isProven && Date.now() < startedAt + LOGIN_PAUSE_MS) return false;
      refused.add(token);
      return true;
    },
  };
}

/** Scheme and token of an Authorization header. */
function partsOf(headers: Headers): string[] {
  return headers.get('Authorization')?.split(' ') ?? [];
}

/** Why a login failed, going by the status that its error has or tells, or by its being an error of the network. */
function loginFailure(error: unknown): Failure {
  const { status, statusCode, response, message, code } = Object(error) as Record<string, unknown>;
  const said = status ?? statusCode ?? (Object(response) as Record<string, unknown>)['status'] ?? message;
  const found = Number(/\b[45]\d\d\b/.exec(String(said))?.[0] ?? NaN);
  const isNetwork =
    typeof code === 'string' || (error instanceof TypeError && /fetch|network|load/i.test(error.message));
  const isOutage = Number.isNaN(found) ? isNetwork : isTransient(found);
  return {
    outcome: 'refused',
    reason: 'the session has ended and the login failed',
    status: 401,
    isOutage,
    cause: error,
  };
}
