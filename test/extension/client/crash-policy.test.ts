import { describe, expect, it } from 'vitest';
import { CrashPolicy } from '../../../extension/src/client/crash-policy.ts';

describe('CrashPolicy', () => {
  it('lets a server that ends the fifth time within three minutes rest', () => {
    const policy = new CrashPolicy();
    const decisions = [0, 10_000, 20_000, 30_000, 40_000].map((now) => policy.ended(now));
    expect(decisions.map(({ restart }) => restart)).toEqual([true, true, true, true, false]);
    expect(decisions.map(({ crashes }) => crashes)).toEqual([1, 2, 3, 4, 5]);
  });

  it('does not count what is longer ago', () => {
    const policy = new CrashPolicy({ crashes: 2, withinMs: 1000 });
    expect(policy.ended(0)).toEqual({ restart: true, crashes: 1 });
    expect(policy.ended(1000)).toEqual({ restart: true, crashes: 1 });
    expect(policy.ended(1999)).toEqual({ restart: false, crashes: 2 });
  });

  it('begins anew when it is told to', () => {
    const policy = new CrashPolicy({ crashes: 2, withinMs: 1000 });
    policy.ended(0);
    policy.forget();
    expect(policy.ended(1).restart).toBe(true);
  });
});
