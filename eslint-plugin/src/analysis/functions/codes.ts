import { isExpired, namesExpiredSession, type Scenario } from './outcome.ts';

/** How jsforce names failures that pass, by status: with a code of Salesforce, or with the status where an answer had none. */
const CODES: Readonly<Record<number, readonly string[]>> = {
  429: ['ERROR_HTTP_429', 'REQUEST_LIMIT_EXCEEDED'],
  500: ['ERROR_HTTP_500', 'UNKNOWN_EXCEPTION'],
  502: ['ERROR_HTTP_502'],
  503: ['ERROR_HTTP_503', 'SERVER_UNAVAILABLE'],
  504: ['ERROR_HTTP_504'],
};

const PASSING: readonly string[] = [...Object.values(CODES).flat(), 'UNABLE_TO_LOCK_ROW'];

/** Whether a code tells of a failure that passes. */
export function isPassingCode(code: unknown): boolean {
  return PASSING.some((one) => one === code);
}

/**
 * The code that a failure has, where it is compared with names: one of them, if it may be that.
 *
 * @returns undefined where it cannot be told: a failure that lasts has one of many codes.
 */
export function codeAmong(met: Scenario, names: readonly unknown[]): string | undefined {
  const texts = names.filter((name) => typeof name === 'string');
  const holds = texts.map((name) => isAsked(met, (code) => code === name, name));
  const named = texts.find((_, index) => holds[index] === true);
  return named ?? (holds.includes(undefined) ? undefined : 'another code');
}

/** How libraries name what is met where there is no answer. */
const LOST =
  /^(?:E(?:CONN\w+|PIPE|PROTO|(?:SOCKET)?TIMEDOUT|NOTFOUND|AI_AGAIN|HOST\w+|NET\w+)|UND_ERR_\w+|ERR_(?:NETWORK|CANCELED)|(?:Abort|Timeout)Error)$/;

/** Code that gives its own errors such a code, which it may do after an answer as well: `error.code = 'ETIMEDOUT'`. */
export const GIVES_LOST =
  /\b(?:code|errno)\s*(?::|=(?!=))\s*['"`](?:E(?:CONN|PIPE|PROTO|(?:SOCKET)?TIMEDOUT|NOTFOUND|AI_AGAIN|HOST|NET)|UND_ERR_|ERR_NETWORK)/;

/** The name that a library gives to a failure, where it is compared with those of lost connections: no answer has one. */
export function givenAmong(met: Scenario, names: readonly unknown[]): string | undefined {
  const asked = names.filter((name) => name !== undefined);
  const ofLost = asked.length > 0 && asked.every((name) => typeof name === 'string' && LOST.test(name));
  return ofLost && met !== 'network' ? 'another name' : undefined;
}

/** Whether the code of a failure matches a pattern; undefined where it may. */
export function matchesCode(met: Scenario, pattern: RegExp): boolean | undefined {
  return isAsked(met, (code) => code.search(pattern) >= 0, pattern.source);
}

/** Whether the code of a failure holds a text, in such a place of it; undefined where it may. */
export function holdsInCode(met: Scenario, text: string, place: 'includes' | 'startsWith'): boolean | undefined {
  return isAsked(met, (code) => code[place](text), text);
}

/**
 * Whether a test of the code holds of a failure. One that passes has the code that is asked for, if it may have it; one
 * that lasts may have any code that is named beside those of others.
 */
function isAsked(met: Scenario, test: (code: string) => boolean, said: string): boolean | undefined {
  if (met === 'network') return false;
  if ((CODES[met] ?? [`ERROR_HTTP_${met}`]).some(test)) return true;
  if (CODES[met]) return false;
  if (isExpired(met)) return namesExpiredSession(said);
  const others = said.split(/[^A-Z_\d]+/).filter((word) => /^[A-Z_]{3,}/.test(word) && !isOfOthers(word));
  return others.length > 0 ? undefined : false;
}

/** Whether a word names failures that pass, sessions that end, or what is met where there is no answer. */
function isOfOthers(word: string): boolean {
  return (
    PASSING.some((code) => code.includes(word)) ||
    /^(?:E|UND_ERR)[A-Z_]+$|^ERROR_HTTP/.test(word) ||
    namesExpiredSession(word)
  );
}
