import type { TestClock } from './virtual-timers.ts';

/** The clock that `FakeTimers.install()` of @sinonjs/fake-timers, or `sinon.useFakeTimers()`, gives. */
export interface SinonClock {
  nextAsync(): Promise<unknown>;
  tickAsync(ms: number): Promise<unknown>;
  countTimers(): number;
}

/** Such a clock as `timers` of a run: `outage.run(work, { timers: sinonClock(clock) })`. The test keeps it. */
export const sinonClock = (clock: SinonClock): TestClock => ({
  install: () => () => undefined,
  next: async () => {
    if (clock.countTimers() === 0) return false;
    await clock.nextAsync();
    await clock.tickAsync(0);
    return true;
  },
});
