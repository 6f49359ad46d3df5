import type { SeenRequest } from './outage-record.ts';
import type { OutageVerdict } from './outage-verdict.ts';

/** What may be wrong, by the part of the verdict that lists it. */
const WRONG = {
  silentlyLost: 'lost although the caller was told success',
  lost: 'lost',
  duplicated: 'stored more than once',
  failedThoughStored: 'stored although the caller was told failure',
  toldFailure: 'told failure',
  withoutError: 'ended without an error, so that whoever called goes on as if all were well',
  hung: 'never told anything',
  early: 'sent earlier than Retry-After asked',
  whileOpen: 'sent while the breaker was open',
  leaks: 'texts with a token or a secret in a log or an error',
} as const;

/** Every record that a caller wanted is in Salesforce. */
export const expectNothingLost = expectNo('silentlyLost', 'lost');
/** No caller was told success for a record that is not there. */
export const expectNothingSilentlyLost = expectNo('silentlyLost');
/** No record is in Salesforce more than once. */
export const expectNothingDuplicated = expectNo('duplicated');
/** No caller was told failure for a record that is there, nor success for one that is not, and all were told something. */
export const expectCallersToldTheTruth = expectNo('silentlyLost', 'failedThoughStored', 'hung');
/** Every caller was told success. */
export const expectSuccess = expectNo('toldFailure', 'hung');
/** Every call ended with an error: `null` or `false` is easily overlooked. */
export const expectError = expectNo('withoutError', 'hung');
/** No request came before the moment that Retry-After asked for. */
export const expectNothingEarly = expectNo('early');
/** No access token and no secret was logged or thrown. */
export const expectNoSecretsInLogs = expectNo('leaks');
/** All of it. */
export const expectResilient = expectNo(
  ...(['silentlyLost', 'lost', 'duplicated', 'failedThoughStored', 'hung', 'early', 'leaks'] as const),
);

/** Salesforce has so many records. */
export function expectStored(verdict: OutageVerdict, count: number): void {
  const { stored } = verdict;
  const wanted = `${count} ${count === 1 ? 'record' : 'records'} expected in Salesforce`;
  if (stored !== count) fail(`${wanted}, and there ${stored === 1 ? 'is' : 'are'} ${stored}.`, verdict, stored, count);
}

/** No record took more, or less, than so many requests. */
export function expectAttempts(verdict: OutageVerdict, atLeast: number, atMost = atLeast): void {
  const { mostAttempts } = verdict;
  if (mostAttempts >= atLeast && mostAttempts <= atMost) return;
  const wanted = `${atLeast}${atLeast === atMost ? '' : ` to ${atMost}`} ${atMost === 1 ? 'attempt' : 'attempts'}`;
  fail(`${wanted} expected, and there were ${mostAttempts}.`, verdict, mostAttempts, atMost);
}

/** Not more than so many requests between two moments (ms after the first one): what is sent keeps the service down. */
export function expectAtMostRequests(verdict: OutageVerdict, atMost: number, fromMs = 0, toMs = Infinity): void {
  const count = requestsBetween(verdict, fromMs, toMs).length;
  const when = toMs === Infinity ? `after ${fromMs / 1_000} s` : `from ${fromMs / 1_000} s to ${toMs / 1_000} s`;
  if (count > atMost) fail(`${count} requests ${when}, and at most ${atMost} expected.`, verdict, count, atMost);
}

/** The same, and one at a time: what a breaker that is open lets through. */
export function expectOnlyProbes(verdict: OutageVerdict, atMost: number, fromMs: number, toMs: number): void {
  expectAtMostRequests(verdict, atMost, fromMs, toMs);
  const probes = requestsBetween(verdict, fromMs, toMs);
  const crowded = probes.filter(({ at }, index) => {
    const before = probes[index - 1];
    return before && at <= (before.answeredAt ?? before.abortedAt ?? Infinity);
  });
  expectNone(verdict, crowded, 'sent while another probe was under way');
}

/** While the breaker was open nothing was sent, and while it was half-open not more than so many probes. */
export function expectBreakerHeld(verdict: OutageVerdict, probes = 1): void {
  expectNo('whileOpen')(verdict);
  const count = verdict.probes.length;
  if (count > probes) fail(`${count} probes, and at most ${probes} expected.`, verdict, count, probes);
}

function expectNo(...parts: (keyof typeof WRONG)[]): (verdict: OutageVerdict) => void {
  return (verdict) => parts.forEach((part) => expectNone(verdict, verdict[part], WRONG[part]));
}

function expectNone(verdict: OutageVerdict, found: readonly (string | SeenRequest)[], what: string): void {
  const by = (ms: number): string => (what === WRONG.early ? ` by ${(ms / 1_000).toFixed(3)} s` : '');
  const names = found.map((one) => (typeof one === 'string' ? one : `#${one.index + 1}${by(one.earlyMs)}`));
  const more = names.length > 10 ? ` and ${names.length - 10} more` : '';
  if (names.length > 0) fail(`${names.length} ${what}: ${names.slice(0, 10).join(', ')}${more}.`, verdict, names, []);
}

/** What a test framework shows as a failed assertion; the message holds the time line. */
function fail(what: string, { timeLine, seed }: OutageVerdict, actual: unknown, expected: unknown): never {
  const again = seed === undefined ? '' : `\nThe same happens again with chaos(${seed}).`;
  const error = new Error(`${what}\n\n${timeLine}${again}`);
  throw Object.assign(error, { name: 'AssertionError', code: 'ERR_ASSERTION', actual, expected });
}

function requestsBetween({ requests }: OutageVerdict, fromMs: number, toMs: number): SeenRequest[] {
  const begin = requests[0]?.at ?? 0;
  return requests.filter(({ at }) => at - begin >= fromMs && at - begin < toMs);
}
