import { leaksIn, textIn } from './outage-logs.ts';
import type { OutageRecord, SeenCall, SeenRequest } from './outage-record.ts';
import { timeLineOf } from './outage-time-line.ts';

/** What became of the records, judged by the ledger and not by the client's word. */
export interface OutageVerdict {
  /** How many records callers wanted to be written. */
  readonly calls: number;
  /** The external ids of those that are not in Salesforce … */
  readonly lost: readonly string[];
  /** … and of those among them whose caller was told that they are. */
  readonly silentlyLost: readonly string[];
  /** Stored, although the caller was told that it failed; an error with `outcome: 'unknown'` does not say that. */
  readonly failedThoughStored: readonly string[];
  /** Stored more than once. */
  readonly duplicated: readonly string[];
  /** Neither told success nor failure. */
  readonly hung: readonly string[];
  /** Every request, in order. */
  readonly requests: readonly SeenRequest[];
  /** The most requests that one record took. */
  readonly mostAttempts: number;
  /** Requests that came before the moment that Retry-After asked for. */
  readonly early: readonly SeenRequest[];
  /** Requests while the breaker was said to be open … */
  readonly whileOpen: readonly SeenRequest[];
  /** … and half-open. */
  readonly probes: readonly SeenRequest[];
  readonly logins: number;
  /** What was logged or thrown with an access token or a secret in it; that itself is left out. */
  readonly leaks: readonly string[];
  /** Request by request, as text. */
  readonly timeLine: string;
  /** The seed of a chaos script: with it, the same happens again. */
  readonly seed: number | undefined;
}

/** Judges an outage. */
export function verdictOf(record: OutageRecord): OutageVerdict {
  const { calls, requests, ledger, logs, secrets, seed, logins } = record;
  const keysWhere = (test: (call: SeenCall) => boolean): string[] => [
    ...new Set(calls.filter(test).map(({ key }) => key)),
  ];
  const isStored = ({ key }: SeenCall): boolean => ledger.recordsOf(key).length > 0;
  const errors = calls.filter(({ error }) => error !== undefined).map(({ error }) => textIn(error));
  return {
    ...{ calls: calls.length, requests, logins, seed },
    lost: keysWhere((call) => !isStored(call)),
    silentlyLost: keysWhere((call) => !isStored(call) && call.told === 'success'),
    failedThoughStored: keysWhere((call) => isStored(call) && call.told === 'failure' && !isUnknown(call.error)),
    duplicated: [...new Set(ledger.records.map(({ key }) => key))].filter((key) => ledger.recordsOf(key).length > 1),
    hung: keysWhere(({ told }) => told === 'nothing'),
    mostAttempts: Math.max(0, ...requests.map(({ attempt }) => attempt)),
    early: requests.filter(({ earlyMs }) => earlyMs > 0),
    whileOpen: requests.filter(({ breaker }) => breaker === 'open'),
    probes: requests.filter(({ breaker }) => breaker === 'half-open'),
    leaks: leaksIn([...logs, ...errors], secrets),
    timeLine: timeLineOf(record),
  };
}

/** Whether an error admits that it does not know. */
const isUnknown = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'outcome' in error && error.outcome === 'unknown';
