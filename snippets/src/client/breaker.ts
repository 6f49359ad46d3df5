import { within } from './within.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';
/** What a request says about the service; `abandoned` says nothing. */
export type Verdict = 'served' | 'outage' | 'throttled' | 'abandoned';

/**
 * A circuit breaker. Closed, it lets everybody through. `threshold` failures, less the successes, open it. When
 * `openMs(n)` is over, for the n-th time in a row, or as long again as it has failed already, it is half-open: one request
 * goes through as a probe, which opens it for longer, or closes it on trial: no more requests are under way then than
 * failures would open it again, so that those who have waited do not come all at once.
 */
export function createBreaker(
  threshold: number,
  openMs: (times: number) => number,
  onChange: (from: BreakerState, to: BreakerState) => void = () => undefined,
) {
  let state: BreakerState = 'closed';
  let [failures, openings, openUntil, failingSince, underWay] = [0, 0, 0, 0, 0];
  const waiting = createWaiting();
  const turn = (to: BreakerState): void => {
    const from = state;
    state = to;
    waiting.wake();
    onChange(from, to);
  };
  const open = (leastMs = 0): void => {
    openings += 1;
    const failingMs = Math.min(failures > 0 ? Date.now() - failingSince : 0, openMs(Infinity));
    // What Retry-After asks for gets its jitter on top.
    openUntil = Date.now() + Math.max(leastMs && leastMs + openMs(1), openMs(openings), failingMs);
    turn('open');
  };
  return {
    isClosed: (): boolean => state === 'closed',
    isProbing: (): boolean => state === 'half-open',
    /** When the next probe is due (ms since 1970); undefined while it is closed. */
    probeAt: (): number | undefined => (state === 'closed' ? undefined : openUntil),
    /** Waits while it is open, and gives whether the request is the probe. */
    async enter(signal: AbortSignal): Promise<boolean> {
      for (;;) {
        signal.throwIfAborted();
        if (state === 'closed' && (openings === 0 || underWay < threshold - failures)) {
          underWay += 1;
          return false;
        }
        if (state === 'open' && Date.now() >= openUntil) {
          turn('half-open');
          return true;
        }
        // Whatever ends the wait, the loop looks what it was.
        await waiting.join(state === 'open' ? openUntil - Date.now() : Infinity, signal);
      }
    },
    /** Opens it, as too many failures do. */
    trip: (): void => (state === 'closed' ? open() : undefined),
    /** Tells how a request went, and how long the service asks to be left alone (ms). */
    report(verdict: Verdict, isProbe: boolean, leastMs = 0): void {
      underWay = Math.max(0, underWay - 1);
      if (isProbe && verdict === 'served') {
        // On trial: one more failure opens it again, unless failures never do.
        failures = Math.min(threshold - 1, Number.MAX_SAFE_INTEGER);
        failingSince = Date.now();
        // Whatever has been under way for longer may hang.
        underWay = 0;
        turn('closed');
      } else if (isProbe && verdict === 'abandoned') {
        // Its time is over already: the next in line is the probe.
        turn('open');
      } else if (isProbe) {
        open(leastMs);
      } else if (state === 'closed') {
        if (failures === 0) failingSince = Date.now();
        // What was sent before it opened says nothing about now, and what is throttled is served.
        failures = Math.max(0, failures + (verdict === 'outage' ? 1 : verdict === 'served' ? -1 : 0));
        if (failures === 0) openings = 0;
        if (failures >= threshold) open(leastMs);
        else waiting.wake();
      }
    },
  };
}

/**
 * Those who wait until something has changed, and look again then. Each has a promise of its own: what waits for that of
 * another request is dropped with it on Cloudflare Workers.
 */
function createWaiting() {
  const waiting = new Set<() => void>();
  return {
    wake: (): void => waiting.forEach((wakeOne) => wakeOne()),
    async join(ms: number, signal: AbortSignal): Promise<void> {
      let wake = (): void => undefined;
      const change = new Promise<void>((resolve) => (wake = resolve));
      waiting.add(wake);
      await within(ms, signal, () => change).catch((): undefined => undefined);
      waiting.delete(wake);
    },
  };
}
