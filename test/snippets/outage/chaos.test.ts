import { describe, expect, it } from 'vitest';
import { chaos } from '@salesforce-resilience/snippets/outage/chaos';
import { readOutageScript } from '@salesforce-resilience/snippets/outage/outage-script';
import { salesforceOutage } from '@salesforce-resilience/snippets/outage/salesforce-outage';

describe('chaos', () => {
  it('draws the same from the same seed, and something else from the next one', () => {
    expect([...chaos(42)]).toEqual([...chaos(42)]);
    expect([...chaos(42)]).not.toEqual([...chaos(43)]);
    expect([...chaos(42, { steps: 8 })]).toMatchInlineSnapshot(`
      [
        "slow 2s",
        "200",
        "200",
        "commit+html502",
        "commit+drop",
        "503; retry-after="soon"",
        "429; retry-after=1",
        "429; retry-after=1",
      ]
    `);
  });

  it('draws what the script language understands', () => {
    for (let seed = -50; seed < 50; seed += 1) expect(readOutageScript(chaos(seed))).toHaveLength(20);
  });

  it('draws every fault, and serves about the share that is asked for', () => {
    const faults = ['503', 'reset', 'commit+drop'];
    const drawn = Array.from({ length: 100 }, (_, seed) => chaos(seed, { faults, served: 0.25 })).flat();
    const shareOf = (step: string): number => drawn.filter((one) => one === step).length / drawn.length;
    for (const fault of [...faults, '200']) expect(Math.abs(shareOf(fault) - 0.25)).toBeLessThan(0.03);
  });

  it('refuses seeds that are no whole numbers, and faults that are none', () => {
    expect(() => chaos(0.5)).toThrow('The seed of a chaos script is a whole number, not 0.5.');
    expect(() => chaos(1, { faults: [] })).toThrow('There are no faults to draw from');
    expect(() => salesforceOutage(chaos(1, { faults: ['5O3'], served: 0 }))).toThrow("there is no '5O3'");
  });

  it('lets Math.random follow the seed too, so that jitter repeats itself', async () => {
    const drawIn = (seed: number): Promise<number> =>
      salesforceOutage(chaos(seed)).run(() => Promise.resolve(Math.random()));
    const real = Math.random;
    expect([await drawIn(5), await drawIn(6)]).toEqual([await drawIn(5), await drawIn(6)]);
    expect(await drawIn(5)).not.toBe(await drawIn(6));
    expect(Math.random).toBe(real);
    const script = chaos(5);
    const again = (): Promise<number> => salesforceOutage(script).run(() => Promise.resolve(Math.random()));
    expect(await again()).toBe(await again());
  });
});
