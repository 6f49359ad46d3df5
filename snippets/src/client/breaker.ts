import { sleepUntil } from './sleep-until.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';
/** How a request went, as far as the service is concerned. */
export type Verdict = 'served' | 'outage' | 'throttled' | 'abandoned';

export interface BreakerOptions {
  /** Failures, less the successes, that open it. */
  readonly threshold: number;
  /** How long it stays open (ms) for the n-th time in a row. */
  readonly openMs: (times: number) => number;
  readonly onChange?: (from: BreakerState, to: BreakerState) => void;
}

/**
 * A circuit breaker. Closed, it lets everybody through; after sustained failure it is open, and after a while half-open:
 * it lets one request through as a probe, which closes it or opens it for longer.
 */
export function createBreaker({ threshold, openMs, onChange }: BreakerOptions) {
  let state: BreakerState = 'closed';
  let failures = 0;
  let openings = 0;
  let openUntil = 0;
  let change = new AbortController();

  const turn = (to: BreakerState): void => {
    const from = state;
    state = to;
    // Whoever waits looks again.
    change.abort();
    change = new AbortController();
    if (from !== to) onChange?.(from, to);
  };
  const open = (leastMs = 0): void => {
    openings += 1;
    // What Retry-After asks for gets its jitter on top.
    openUntil = Date.now() + Math.max(leastMs && leastMs + openMs(1), openMs(openings));
    turn('open');
  };
  const count = (verdict: Verdict, leastMs: number): void => {
    if (verdict === 'served') failures = Math.max(0, failures - 1);
    if (verdict === 'outage') failures += 1;
    // Only after a time without failures does it open for a short while again.
    if (failures === 0) openings = 0;
    if (failures >= threshold) open(leastMs);
  };

  return {
    get state(): BreakerState {
      return state;
    },
    /** When the next probe is due (ms since 1970); undefined while it is closed. */
    get probeAt(): number | undefined {
      return state === 'closed' ? undefined : openUntil;
    },
    /** Waits while it is open, and gives whether the request is a probe. */
    async enter(signal: AbortSignal): Promise<boolean> {
      for (;;) {
        signal.throwIfAborted();
        if (state === 'closed') return false;
        if (state === 'open' && Date.now() >= openUntil) {
          turn('half-open');
          return true;
        }
        // Ended by the signal or a change: the loop tells which.
        await sleepUntil(state === 'open' ? openUntil : Infinity, signal, change.signal).catch(() => undefined);
      }
    },
    /** Opens it, as after too many failures. */
    trip(): void {
      if (state === 'closed') open();
    },
    /** Tells how a request went; `leastMs` is how long the service asks to be left alone. */
    report(verdict: Verdict, isProbe: boolean, leastMs = 0): void {
      if (isProbe) {
        if (verdict === 'served') {
          // Still on trial: one more failure opens it again.
          failures = threshold - 1;
          turn('closed');
        } else if (verdict === 'abandoned') {
          // Nothing is known: the next in line is the probe.
          turn('open');
        } else open(leastMs);
      } else if (state === 'closed') count(verdict, leastMs);
      // What was sent before it opened says nothing about now.
    },
  };
}
