import { hide, textIn } from './outage-logs.ts';
import type { OutageRecord, SeenCall } from './outage-record.ts';
import { timeLineOf } from './outage-time-line.ts';

/** What became of the records, judged by the ledger and not by the client's word. */
export type OutageVerdict = ReturnType<typeof verdictOf>;

/** Judges an outage. */
export function verdictOf(record: OutageRecord) {
  const { calls, requests, logs, script, org } = record;
  const { ledger, secrets, logins } = org;
  const stored = ledger.records.map(({ key }) => key);
  const keysWhere = (test: (call: SeenCall, isStored: boolean) => boolean): readonly string[] => {
    const keys = new Set(stored);
    return [...new Set(calls.filter((call) => test(call, keys.has(call.key))).map(({ key }) => key))];
  };
  const texts = [...logs, ...calls.map(({ error }) => textIn(error))];
  return {
    /** Every request in order, how many records callers wanted, logins, and the seed of a chaos script. */
    ...{ requests, calls: calls.length, logins, seed: script.seed },
    /** The external ids of records that are not in Salesforce … */
    lost: keysWhere((_, isStored) => !isStored),
    /** … and of those among them whose caller was told that they are. */
    silentlyLost: keysWhere(({ told }, isStored) => !isStored && told === 'success'),
    /** Stored, although the caller was told that it failed; an error with `outcome: 'unknown'` does not say that. */
    failedThoughStored: keysWhere(({ told, error }, isStored) => isStored && told === 'failure' && !isUnknown(error)),
    /** How many records Salesforce has. */
    stored: stored.length,
    /** Stored more than once. */
    duplicated: [...new Set(stored.filter((key, index) => stored.indexOf(key) !== index))],
    /** Told that it failed, by an error or by a value that says so … */
    toldFailure: keysWhere(({ told }) => told === 'failure'),
    /** … and told anything without an error. */
    withoutError: keysWhere(({ told, error }) => told !== 'nothing' && error === undefined),
    /** Neither told success nor failure. */
    hung: keysWhere(({ told }) => told === 'nothing'),
    /** The most requests that one record took. */
    mostAttempts: Math.max(0, ...requests.map(({ attempt }) => attempt)),
    /** Requests that came before the moment that Retry-After asked for. */
    early: requests.filter(({ earlyMs }) => earlyMs > 0),
    /** Requests while the breaker was said to be open … */
    whileOpen: requests.filter(({ breaker }) => breaker === 'open'),
    /** … and half-open. */
    probes: requests.filter(({ breaker }) => breaker === 'half-open'),
    /** What was logged or thrown with an access token or a secret in it; that itself is left out. */
    leaks: texts.filter((text) => hide(text, secrets) !== text).map((text) => hide(text, secrets)),
    /** Request by request, as text. */
    timeLine: timeLineOf(record),
  };
}

/** Whether an error admits that it does not know. */
const isUnknown = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'outcome' in error && error.outcome === 'unknown';
