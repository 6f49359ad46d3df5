/** What a write got from the gate: leave to go, as one of many or as the single probe. */
export type Pass = 'open' | 'probe';

/** Pauses between probes in ms. */
export interface OutageGateOptions {
  readonly baseProbeMs: number;
  readonly maxProbeMs: number;
}

/** Keeps a worker from spending its messages' receives on an outage: shut after a failure, opened by one good probe. */
export interface OutageGate {
  /**
   * Waits until a write may be sent.
   *
   * @param holdMs Longest wait; undefined is the answer after it, and when `signal` aborts.
   */
  enter(holdMs: number, signal: AbortSignal): Promise<Pass | undefined>;
  /** Salesforce answered: all may go. */
  open(): void;
  /** Salesforce is not there: nobody goes for a growing while, and not before `retryAt`; then one. */
  shut(pass: Pass, retryAt?: Date): void;
  /** A probe ended without saying anything about Salesforce: another may go. */
  leave(pass: Pass): void;
  /** When Salesforce last carried something out (ms since 1970). */
  readonly lastUpAt: number;
  /** ms until the next probe is due. */
  readonly remainingMs: number;
}

/** A gate whose pauses start at `baseProbeMs`, double with each failed probe, and stay below `maxProbeMs`. */
export function createOutageGate({ baseProbeMs, maxProbeMs }: OutageGateOptions): OutageGate {
  let failures = 0;
  let shutUntil = 0;
  let isProbing = false;
  let lastUpAt = 0;
  const sleepers = createSleepers();

  return {
    async enter(holdMs, signal) {
      const giveUpAt = Date.now() + holdMs;
      while (!signal.aborted) {
        if (failures === 0) return 'open';
        const now = Date.now();
        if (now >= shutUntil && !isProbing) {
          isProbing = true;
          return 'probe';
        }
        if (now >= giveUpAt) return undefined;
        await sleepers.sleep(Math.min(giveUpAt - now, isProbing ? Infinity : Math.max(1, shutUntil - now)), signal);
      }
      return undefined;
    },
    open() {
      failures = 0;
      isProbing = false;
      lastUpAt = Date.now();
      sleepers.wakeAll();
    },
    shut(pass, retryAt) {
      // Writes that were under way together report one outage, so only the first of them and the probes make it longer.
      if (pass === 'probe' || failures === 0) {
        failures += 1;
        const ceiling = Math.min(maxProbeMs, baseProbeMs * 2 ** (failures - 1));
        shutUntil = Date.now() + (ceiling * (1 + Math.random())) / 2;
      }
      shutUntil = Math.max(shutUntil, retryAt?.getTime() ?? 0);
      if (pass === 'probe') isProbing = false;
      sleepers.wakeAll();
    },
    leave(pass) {
      if (pass === 'probe') isProbing = false;
      sleepers.wakeAll();
    },
    get lastUpAt() {
      return lastUpAt;
    },
    get remainingMs() {
      return failures === 0 ? 0 : Math.max(0, shutUntil - Date.now());
    },
  };
}

/** Sleeps that a change of the gate, or the end of the worker, cuts short. */
function createSleepers() {
  const waking = new Set<() => void>();
  return {
    wakeAll: (): void => waking.forEach((wake) => wake()),
    sleep: (ms: number, signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          waking.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        // A longer timer would overflow and fire at once; whoever wakes early looks at the clock and sleeps again.
        const timer = setTimeout(wake, Math.min(ms, 2_147_483_647));
        waking.add(wake);
        signal.addEventListener('abort', wake);
      }),
  };
}
