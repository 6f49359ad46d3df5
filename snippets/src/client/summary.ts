import type { SalesforceEvent } from './events.ts';

/** The figures to watch, of all calls that have ended. */
export interface Summary {
  readonly calls: number;
  /** Between 0 and 1; 1 as long as nothing has ended. */
  readonly successRate: number;
  /** Time of the last thousand calls, their retries and waits included (ms). */
  readonly latencyMs: { readonly median: number; readonly p95: number; readonly max: number };
  /** How often an attempt failed, or a call was answered, with this: a status, or the outcome where there was none. */
  readonly errors: Readonly<Record<string, number>>;
  readonly requests: number;
}

/** Counts the events of a client: `createSalesforceFetch({ onEvent: summary.onEvent })`. */
export function createSummary() {
  let [calls, served, requests] = [0, 0, 0];
  const durations: number[] = [];
  const errors: Record<string, number> = {};
  return {
    onEvent: (event: SalesforceEvent): void => {
      if (event.type === 'attempt') requests += 1;
      const status = event.type === 'attempt' || event.type === 'answer' ? event.status : undefined;
      const failure = event.type === 'attempt' ? event.failure : undefined;
      const isRefused = event.type === 'answer' && event.status >= 400;
      if (failure !== undefined || isRefused) {
        const error = String(status ?? failure);
        errors[error] = (errors[error] ?? 0) + 1;
      }
      if (event.type !== 'answer' && event.type !== 'give-up') return;
      calls += 1;
      if (event.type === 'answer' && !isRefused) served += 1;
      durations.push(event.durationMs);
      if (durations.length > 1_000) durations.shift();
    },
    /** The figures until now. */
    summary: (): Summary => {
      const sorted = [...durations].sort((one, other) => one - other);
      const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
      const latencyMs = { median: at(0.5), p95: at(0.95), max: at(1) };
      return { calls, successRate: calls === 0 ? 1 : served / calls, latencyMs, errors: { ...errors }, requests };
    },
  };
}
