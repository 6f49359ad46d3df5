import { isTransient } from './failure.ts';
import { SalesforceError } from './salesforce-error.ts';

export function loginFailure(cause: unknown): SalesforceError {
  return new SalesforceError('the session has ended and the login failed', { outcome: 'refused', status: 401, cause });
}

/** Whether a login may succeed later, going by its error, which is of any kind: by a status in it, or the network. */
export function isLoginOutage(error: unknown): boolean {
  const { status, statusCode = status, response, code, message } = Object(error) as Record<string, unknown>;
  const said = String(statusCode ?? (Object(response) as { status?: unknown }).status ?? message);
  const [found] = /\b[45]\d\d\b/.exec(said) ?? [];
  if (found) return isTransient(Number(found));
  if (typeof code === 'string') return true;
  return /\b(?:fetch|load|network) ?(?:failed|error)|failed to fetch|connection lost|timed? ?out/i.test(said);
}
