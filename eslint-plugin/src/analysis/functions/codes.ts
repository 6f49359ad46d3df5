import { isExpired, namesExpiredSession, type Scenario } from './outcome.ts';

/** How jsforce names failures that pass, by status: with a code of Salesforce, or with the status where an answer had none. */
const CODES: Readonly<Record<number, readonly string[]>> = {
  429: ['ERROR_HTTP_429', 'REQUEST_LIMIT_EXCEEDED'],
  500: ['ERROR_HTTP_500', 'UNKNOWN_EXCEPTION'],
  502: ['ERROR_HTTP_502'],
  503: ['ERROR_HTTP_503', 'SERVER_UNAVAILABLE'],
  504: ['ERROR_HTTP_504'],
};

const PASSING: ReadonlySet<string> = new Set([...Object.values(CODES).flat(), 'UNABLE_TO_LOCK_ROW']);

/** Whether a code tells of a failure that passes. */
export function isPassingCode(code: unknown): boolean {
  return typeof code === 'string' && PASSING.has(code);
}

/** The code that a failure has, where it is compared with names: one of them, if it may be that. */
export function codeAmong(met: Scenario, names: readonly unknown[]): string {
  const named = names.find((name): name is string => typeof name === 'string' && isCodeOf(met, name));
  return named ?? 'another code';
}

/** Whether the code of a failure may match a pattern: what lasts may have any code that the pattern names. */
export function mayMatch(met: Scenario, pattern: RegExp): boolean {
  const known = CODES[Number(met)] ?? [`ERROR_HTTP_${met}`];
  if (known.some((code) => code.search(pattern) >= 0)) return true;
  return [...pattern.source.matchAll(/[A-Z][A-Z_]{5,}/g)].some(([name]) => lastsAs(met, name));
}

/** Whether the code of a failure may hold a text, in such a place of it. */
export function mayHold(met: Scenario, text: string, place: 'includes' | 'startsWith'): boolean {
  const known = CODES[Number(met)] ?? [`ERROR_HTTP_${met}`];
  return known.some((code) => code[place](text)) || lastsAs(met, text);
}

function isCodeOf(met: Scenario, name: string): boolean {
  return CODES[Number(met)]?.includes(name) ?? (name === `ERROR_HTTP_${met}` || lastsAs(met, name));
}

/** Whether a failure that does not pass may have a code: any but those of failures that do, and of other statuses. */
function lastsAs(met: Scenario, name: string): boolean {
  if (met === 'network' || CODES[met] || PASSING.has(name) || name.startsWith('ERROR_HTTP')) return false;
  return namesExpiredSession(name) === isExpired(met);
}
