import { afterEach, beforeEach, vi } from 'vitest';

/**
 * Has each test of a file begin on the first of January (UTC), with a clock that only the test moves, and without chance.
 *
 * @param random - What `Math.random` gives.
 */
export function fakeClock(year: number, random: number): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(year, 0, 1) });
    vi.spyOn(Math, 'random').mockReturnValue(random);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}
