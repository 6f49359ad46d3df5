import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type BreakerState, createBreaker, type Verdict } from '@salesforce-resilience/snippets/client/breaker';
import { entering } from './entering.ts';

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

/** What the breaker should be, told in another way: by whole seconds, and without anybody who waits. */
interface Model {
  state: BreakerState;
  failures: number;
  openings: number;
  until: number;
  since: number;
  underWay: number;
}

const THRESHOLD = 3;

function opened(model: Model): void {
  model.openings += 1;
  model.state = 'open';
  const failing = model.failures > 0 ? Date.now() - model.since : 0;
  model.until = Date.now() + Math.max(model.openings * 1_000, failing);
}

/** What a report makes of the model. */
function reported(model: Model, verdict: Verdict, isProbe: boolean): void {
  if (model.underWay > 0) model.underWay -= 1;
  if (isProbe) {
    const trial = { state: 'closed', failures: THRESHOLD - 1, since: Date.now(), underWay: 0 };
    if (verdict === 'served') Object.assign(model, trial);
    else if (verdict === 'abandoned') model.state = 'open';
    else opened(model);
  } else if (model.state === 'closed') {
    if (model.failures === 0) model.since = Date.now();
    if (verdict === 'outage') model.failures += 1;
    if (verdict === 'served' && model.failures > 0) model.failures -= 1;
    if (model.failures === 0) model.openings = 0;
    if (model.failures === THRESHOLD) opened(model);
  }
}

it('is this state machine, whatever happens in whatever order', async () => {
  const step = fc.oneof(
    fc.record({ verdict: fc.constantFrom<Verdict>('served', 'outage', 'throttled', 'abandoned') }),
    fc.record({ pass: fc.nat(4_000) }),
    fc.constant('enter' as const),
    fc.constant('trip' as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const changes: string[] = [];
      const breaker = createBreaker(
        THRESHOLD,
        (times) => times * 1_000,
        (from, to) => changes.push(`${from} ${to}`),
      );
      const model: Model = { state: 'closed', failures: 0, openings: 0, until: 0, since: 0, underWay: 0 };
      let probes = 0;
      for (const one of steps) {
        if (one === 'trip') {
          breaker.trip();
          if (model.state === 'closed') opened(model);
        } else if (one === 'enter') {
          const isDue = model.state === 'open' && Date.now() >= model.until;
          const controller = new AbortController();
          const state = entering(breaker, controller.signal);
          await vi.advanceTimersByTimeAsync(0);
          const isFree = model.openings === 0 || model.underWay < THRESHOLD - model.failures;
          const isThrough = model.state === 'closed' && isFree;
          expect(state).toEqual(isThrough ? { isProbe: false } : isDue ? { isProbe: true } : {});
          if (isThrough) model.underWay += 1;
          controller.abort();
          await vi.advanceTimersByTimeAsync(0);
          if (isDue) {
            model.state = 'half-open';
            probes += 1;
          }
        } else if ('pass' in one) await vi.advanceTimersByTimeAsync(one.pass);
        else {
          const isProbe = probes > 0;
          if (isProbe) probes -= 1;
          breaker.report(one.verdict, isProbe);
          reported(model, one.verdict, isProbe);
        }
        // There is one probe at most, and everybody is told of the same state.
        expect(probes).toBe(model.state === 'half-open' ? 1 : 0);
        expect(breaker.isClosed()).toBe(model.state === 'closed');
        expect(breaker.isProbing()).toBe(model.state === 'half-open');
        expect(breaker.probeAt()).toBe(model.state === 'closed' ? undefined : model.until);
      }
      // Each change begins where the one before has ended.
      const ends = ['closed', ...changes.map((change) => change.split(' ')[1])];
      expect(changes.map((change) => change.split(' ')[0])).toEqual(ends.slice(0, -1));
      expect(vi.getTimerCount()).toBe(0);
    }),
  );
});
