import type { SeenRequest } from './outage-record.ts';
import type { OutageVerdict } from './outage-verdict.ts';

/** What a test framework shows as a failed assertion; the message holds the time line. */
function fail(what: string, { timeLine, seed }: OutageVerdict, actual: unknown, expected: unknown): never {
  const again = seed === undefined ? '' : `\nThe same happens again with chaos(${seed}).`;
  const error = new Error(`${what}\n\n${timeLine}${again}`);
  throw Object.assign(error, { name: 'AssertionError', code: 'ERR_ASSERTION', actual, expected });
}

function expectNone(verdict: OutageVerdict, keys: readonly string[], what: string): void {
  const more = keys.length > 10 ? ` and ${keys.length - 10} more` : '';
  if (keys.length > 0) fail(`${keys.length} ${what}: ${keys.slice(0, 10).join(', ')}${more}.`, verdict, keys, []);
}

/** Every record that a caller wanted is in Salesforce. */
export function expectNothingLost(verdict: OutageVerdict): void {
  expectNothingSilentlyLost(verdict);
  expectNone(verdict, verdict.lost, 'lost');
}

/** No caller was told success for a record that is not there. */
export const expectNothingSilentlyLost = (verdict: OutageVerdict): void =>
  expectNone(verdict, verdict.silentlyLost, 'lost although the caller was told success');

/** No record is in Salesforce more than once. */
export const expectNothingDuplicated = (verdict: OutageVerdict): void =>
  expectNone(verdict, verdict.duplicated, 'stored more than once');

/** No caller was told failure for a record that is there, and all were told something. */
export function expectCallersToldTheTruth(verdict: OutageVerdict): void {
  expectNothingSilentlyLost(verdict);
  expectNone(verdict, verdict.failedThoughStored, 'stored although the caller was told failure');
  expectNone(verdict, verdict.hung, 'never told anything');
}

/** No request came before the moment that Retry-After asked for. */
export function expectNothingEarly(verdict: OutageVerdict): void {
  const early = verdict.early.map(({ index, earlyMs }) => `#${index + 1} by ${(earlyMs / 1_000).toFixed(3)} s`);
  expectNone(verdict, early, 'sent earlier than Retry-After asked');
}

/** No record took more than so many requests. */
export function expectAttempts(verdict: OutageVerdict, atLeast: number, atMost = atLeast): void {
  const { mostAttempts } = verdict;
  if (mostAttempts >= atLeast && mostAttempts <= atMost) return;
  const wanted = `${atLeast}${atLeast === atMost ? '' : ` to ${atMost}`} ${atMost === 1 ? 'attempt' : 'attempts'}`;
  fail(`${wanted} expected, and there were ${mostAttempts}.`, verdict, mostAttempts, atMost);
}

/** Not more than so many requests between two moments (ms after the first request): what is sent keeps the service down. */
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
  expectNone(verdict, crowded.map(numberOf), 'sent while another probe was under way');
}

/** While the breaker was open nothing was sent, and while it was half-open not more than so many probes. */
export function expectBreakerHeld(verdict: OutageVerdict, probes = 1): void {
  expectNone(verdict, verdict.whileOpen.map(numberOf), 'sent while the breaker was open');
  const count = verdict.probes.length;
  if (count > probes) fail(`${count} probes, and at most ${probes} expected.`, verdict, count, probes);
}

/** No access token and no secret was logged or thrown. */
export const expectNoSecretsInLogs = (verdict: OutageVerdict): void =>
  expectNone(verdict, verdict.leaks, 'texts with a token or a secret in a log or an error');

/** All of it: nothing lost, duplicated, early or leaked, and every caller told the truth. */
export function expectResilient(verdict: OutageVerdict): void {
  for (const expectation of ALL) expectation(verdict);
}
const ALL = [
  ...[expectNothingLost, expectNothingDuplicated, expectCallersToldTheTruth, expectNothingEarly],
  expectNoSecretsInLogs,
];

const numberOf = ({ index }: SeenRequest): string => `#${index + 1}`;

function requestsBetween({ requests }: OutageVerdict, fromMs: number, toMs: number): SeenRequest[] {
  const begin = requests[0]?.at ?? 0;
  return requests.filter(({ at }) => at - begin >= fromMs && at - begin < toMs);
}
