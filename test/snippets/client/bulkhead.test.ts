import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBulkhead } from '@salesforce-resilience/snippets/client/bulkhead';

const { signal } = new AbortController();
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Calls that enter one after the other, and the order in which they get in. */
function lineFor(limit: number | undefined, count: number) {
  const enter = limit === undefined ? createBulkhead() : createBulkhead(limit);
  const inside: number[] = [];
  const controllers = Array.from({ length: count }, () => new AbortController());
  const frees = controllers.map((controller, index) => {
    const entered = enter(controller.signal).then((free) => {
      inside.push(index);
      return free;
    });
    entered.catch(() => undefined);
    return entered;
  });
  return { inside, controllers, frees, enter };
}

describe('the bulkhead', () => {
  it('lets 24 in, unless told otherwise', async () => {
    const { inside } = lineFor(undefined, 30);
    await soon();
    expect(inside).toHaveLength(24);
  });

  it('lets the others in in order, one for each that leaves', async () => {
    const { inside, frees } = lineFor(2, 5);
    await soon();
    expect(inside).toEqual([0, 1]);
    (await frees[1]!)();
    await soon();
    expect(inside).toEqual([0, 1, 2]);
    (await frees[0]!)();
    (await frees[2]!)();
    await soon();
    expect(inside).toEqual([0, 1, 2, 3, 4]);
  });

  it('lets nobody push in before those who wait', async () => {
    const { inside, frees, enter } = lineFor(1, 2);
    (await frees[0]!)();
    const late = enter(signal).then(() => inside.push(99));
    await soon();
    expect(inside).toEqual([0, 1]);
    (await frees[1]!)();
    await late;
    expect(inside).toEqual([0, 1, 99]);
  });

  it('forgets who gives up, with the reason of the signal', async () => {
    const { inside, frees, controllers } = lineFor(1, 3);
    controllers[1]!.abort('no longer wanted');
    await expect(frees[1]).rejects.toBe('no longer wanted');
    (await frees[0]!)();
    await soon();
    expect(inside).toEqual([0, 2]);
  });

  it('lets nobody in because another one gives up', async () => {
    const { inside, frees, controllers } = lineFor(1, 4);
    controllers[2]!.abort('no longer wanted');
    await expect(frees[2]).rejects.toBe('no longer wanted');
    await soon();
    expect(inside).toEqual([0]);
  });

  it('does not let in whose signal is aborted already, and keeps the place', async () => {
    const enter = createBulkhead(1);
    await expect(enter(AbortSignal.abort('too late'))).rejects.toBe('too late');
    await expect(enter(signal)).resolves.toBeTypeOf('function');
  });

  it('lets nobody in twice when a signal is aborted after its turn came', async () => {
    const { inside, frees, controllers } = lineFor(1, 3);
    (await frees[0]!)();
    controllers[1]!.abort();
    (await frees[1]!)();
    await soon();
    expect(inside).toEqual([0, 1, 2]);
  });

  it('never has more than its limit inside, and loses no place, in any order of events', async () => {
    const event = fc.record({ kind: fc.constantFrom('enter', 'leave', 'abort'), at: fc.nat(20) });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), async (events, limit) => {
        const enter = createBulkhead(limit);
        const inside: (() => void)[] = [];
        const waiting = new Map<AbortController, Promise<void>>();
        const begin = (): void => {
          const controller = new AbortController();
          const entered = enter(controller.signal).then(
            (free) => {
              waiting.delete(controller);
              inside.push(free);
            },
            () => void waiting.delete(controller),
          );
          waiting.set(controller, entered);
        };
        for (const { kind, at } of events) {
          if (kind === 'enter') begin();
          if (kind === 'leave') inside.splice(at % Math.max(1, inside.length), 1)[0]?.();
          if (kind === 'abort') [...waiting.keys()][at % Math.max(1, waiting.size)]?.abort();
          await soon();
          expect(inside.length).toBeLessThanOrEqual(limit);
          // Nobody waits while there is a free place.
          expect(waiting.size === 0 || inside.length === limit).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});
