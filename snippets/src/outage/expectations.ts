import type { SeenRequest } from './outage-record.ts';
import type { OutageVerdict } from './outage-verdict.ts';

/** What a test framework shows as a failed assertion; the message holds the time line. */
export class OutageAssertionError extends Error {
  override readonly name = 'AssertionError';
  readonly code = 'ERR_ASSERTION';
  readonly actual: unknown;
  readonly expected: unknown;

  constructor(
    what: string,
    { timeLine, seed }: Pick<OutageVerdict, 'timeLine' | 'seed'>,
    actual: unknown,
    expected: unknown,
  ) {
    const again = seed === undefined ? '' : `\nThe same happens again with chaos(${seed}).`;
    super(`${what}\n\n${timeLine}${again}`);
    this.actual = actual;
    this.expected = expected;
  }
}

const named = (keys: readonly string[]): string =>
  `${keys.slice(0, 10).join(', ')}${keys.length > 10 ? ` and ${keys.length - 10} more` : ''}`;

function expectNone(keys: readonly string[], what: string, verdict: OutageVerdict): void {
  if (keys.length > 0) throw new OutageAssertionError(`${keys.length} ${what}: ${named(keys)}.`, verdict, keys, []);
}

/** Every record that a caller wanted is in Salesforce. */
export function expectNothingLost(verdict: OutageVerdict): void {
  expectNone(verdict.silentlyLost, 'lost although the caller was told success', verdict);
  expectNone(verdict.lost, 'lost', verdict);
}

/** No caller was told success for a record that is not there. */
export function expectNothingSilentlyLost(verdict: OutageVerdict): void {
  expectNone(verdict.silentlyLost, 'lost although the caller was told success', verdict);
}

/** No record is in Salesforce more than once. */
export function expectNothingDuplicated(verdict: OutageVerdict): void {
  expectNone(verdict.duplicated, 'stored more than once', verdict);
}

/** No caller was told failure for a record that is there, and all were told something. */
export function expectCallersToldTheTruth(verdict: OutageVerdict): void {
  expectNothingSilentlyLost(verdict);
  expectNone(verdict.failedThoughStored, 'stored although the caller was told failure', verdict);
  expectNone(verdict.hung, 'never told anything', verdict);
}

/** No request came before the moment that Retry-After asked for. */
export function expectNothingEarly(verdict: OutageVerdict): void {
  const early = verdict.early.map(({ index, earlyMs }) => `#${index + 1} by ${(earlyMs / 1_000).toFixed(3)} s`);
  expectNone(early, 'sent earlier than Retry-After asked', verdict);
}

/** No record took more than so many requests. */
export function expectAttempts(verdict: OutageVerdict, atLeast: number, atMost = atLeast): void {
  const { mostAttempts } = verdict;
  if (mostAttempts >= atLeast && mostAttempts <= atMost) return;
  const wanted = atLeast === atMost ? String(atLeast) : `${atLeast} to ${atMost}`;
  const what = `${wanted} ${wanted === '1' ? 'attempt' : 'attempts'} expected, and there were ${mostAttempts}.`;
  throw new OutageAssertionError(what, verdict, mostAttempts, atMost);
}

/**
 * Not more than so many requests between two moments, which are counted from the first request: what is sent into an
 * outage keeps the service down.
 */
export function expectAtMostRequests(verdict: OutageVerdict, atMost: number, fromMs = 0, toMs = Infinity): void {
  const count = requestsBetween(verdict, fromMs, toMs).length;
  if (count <= atMost) return;
  const when = toMs === Infinity ? `after ${fromMs / 1_000} s` : `from ${fromMs / 1_000} s to ${toMs / 1_000} s`;
  throw new OutageAssertionError(`${count} requests ${when}, and at most ${atMost} expected.`, verdict, count, atMost);
}

/**
 * Not more than so many requests between two moments, and one at a time: what a breaker that is open lets through.
 */
export function expectOnlyProbes(verdict: OutageVerdict, atMost: number, fromMs: number, toMs: number): void {
  expectAtMostRequests(verdict, atMost, fromMs, toMs);
  const probes = requestsBetween(verdict, fromMs, toMs);
  const crowded = probes.filter(({ at }, index) => {
    const before = probes[index - 1];
    return before !== undefined && at <= (before.answeredAt ?? before.abortedAt ?? Infinity);
  });
  expectNone(
    crowded.map(({ index }) => `#${index + 1}`),
    'sent while another probe was under way',
    verdict,
  );
}

function requestsBetween({ requests }: OutageVerdict, fromMs: number, toMs: number): SeenRequest[] {
  const begin = requests[0]?.at ?? 0;
  return requests.filter(({ at }) => at - begin >= fromMs && at - begin < toMs);
}

/** While the breaker was open nothing was sent, and while it was half-open not more than so many probes. */
export function expectBreakerHeld(verdict: OutageVerdict, probes = 1): void {
  const { whileOpen } = verdict;
  expectNone(
    whileOpen.map(({ index }) => `#${index + 1}`),
    'sent while the breaker was open',
    verdict,
  );
  const count = verdict.probes.length;
  if (count <= probes) return;
  throw new OutageAssertionError(`${count} probes, and at most ${probes} expected.`, verdict, count, probes);
}

/** No access token and no secret was logged or thrown. */
export function expectNoSecretsInLogs(verdict: OutageVerdict): void {
  expectNone(verdict.leaks, 'texts with a token or a secret in a log or an error', verdict);
}

/** All of it: nothing lost, duplicated, early or leaked, and every caller told the truth. */
export function expectResilient(verdict: OutageVerdict): void {
  expectNothingLost(verdict);
  expectNothingDuplicated(verdict);
  expectCallersToldTheTruth(verdict);
  expectNothingEarly(verdict);
  expectNoSecretsInLogs(verdict);
}
