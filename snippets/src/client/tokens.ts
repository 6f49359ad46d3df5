import { backoffDelay } from './backoff.ts';
import { isLoginOutage, loginFailure } from './login-failure.ts';
import type { SalesforceError } from './salesforce-error.ts';
import { sleepUntil } from './sleep-until.ts';
import { within } from './within.ts';

/** How long a login that was refused or did not help is not repeated (ms): it might lock the user out. */
const LOGIN_PAUSE_MS = 60_000;

/** Access tokens: which were refused, and what replaced them. One login serves all calls that wait for it. */
export function createTokens(
  refreshToken: (() => Promise<string>) | undefined,
  longestMs = 600_000,
  onLogin: (isSuccessful: boolean, durationMs: number) => void = () => undefined,
) {
  const refused = new Set<string>();
  let [current, isProven, failures, startedAt, nextAt] = ['', false, 0, 0, 0];
  let login: Promise<void> | undefined;
  let failure: SalesforceError | undefined;
  const partsOf = (headers: Headers): string[] => headers.get('Authorization')?.split(' ') ?? [];
  const isRefused = (headers: Headers): boolean => refused.has(partsOf(headers)[1] ?? '');

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
      nextAt = Date.now() + (isLoginOutage(error) ? backoffDelay(failures) : LOGIN_PAUSE_MS);
    }
    login = undefined;
    onLogin(!failure, Date.now() - startedAt);
  };
  const renew = async (signal: AbortSignal): Promise<SalesforceError | undefined> => {
    while (current === '' || refused.has(current)) {
      if (failure && !isLoginOutage(failure.cause) && Date.now() < nextAt) return failure;
      if (Date.now() < nextAt) {
        await sleepUntil(nextAt, signal);
        // Meanwhile, somebody else may have logged in.
        continue;
      }
      // A login that never ends is not waited for by those who come later.
      if (Date.now() > startedAt + longestMs) login = undefined;
      await (login ??= logIn());
    }
    return undefined;
  };
  return {
    /** Whether a token has been refused, as it may be while a call stands in line. */
    isRefused,
    /** Puts the newest token in the place of a refused one, and logs in for it; gives why there is none. */
    async prepare(headers: Headers, timeoutMs: number, signal?: AbortSignal): Promise<SalesforceError | undefined> {
      if (!isRefused(headers)) return undefined;
      const ended = await within(timeoutMs, signal, renew).catch((error: unknown) => failure ?? loginFailure(error));
      signal?.throwIfAborted();
      headers.set('Authorization', `${partsOf(headers)[0]} ${current}`);
      return ended;
    },
    /** Notes that a token was taken. */
    accept(headers: Headers): void {
      if (partsOf(headers)[1] === current) isProven = true;
    },
    /** Notes that a token was refused; gives whether there may be a better one. */
    refuse(headers: Headers): boolean {
      const [, token = ''] = partsOf(headers);
      // Where a new token is refused before it was ever taken, the next one would be, too.
      const isVain = token === current && !isProven && Date.now() < startedAt + LOGIN_PAUSE_MS;
      if (!refreshToken || token === '' || isVain) return false;
      refused.add(token);
      return true;
    },
  };
}
