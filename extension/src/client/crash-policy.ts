/** How often a server may end by itself before it is left alone, and within which time in ms. */
export interface CrashLimit {
  readonly crashes: number;
  readonly withinMs: number;
}

/** What to do about a server that has ended, and how many times it has within the time of the limit. */
export interface CrashDecision {
  readonly restart: boolean;
  readonly crashes: number;
}

/** Five ends within three minutes are one too many: what ends it would only do so again. */
export const CRASH_LIMIT: CrashLimit = { crashes: 5, withinMs: 3 * 60 * 1000 };

/** Remembers when a server has ended by itself. */
export class CrashPolicy {
  readonly #limit: CrashLimit;
  #ends: readonly number[] = [];

  constructor(limit: CrashLimit = CRASH_LIMIT) {
    this.#limit = limit;
  }

  /** @param now in ms, of any clock that runs forward */
  ended(now: number): CrashDecision {
    this.#ends = [...this.#ends.filter((end) => now - end < this.#limit.withinMs), now];
    return { restart: this.#ends.length < this.#limit.crashes, crashes: this.#ends.length };
  }

  /** Begins to count anew, as after a restart that the user has asked for. */
  forget(): void {
    this.#ends = [];
  }
}
