import type { WriteFailure } from '@salesforce-resilience/snippets/queue/classify-failure';
import {
  DELIVERY_POLICY,
  decideDelivery,
  redeliveryDelay,
  type DeliveryState,
} from '@salesforce-resilience/snippets/queue/decide-delivery';
import { describe, expect, it } from 'vitest';

const NOW = 1_800_000_000_000;
const failure = (kind: WriteFailure['kind'], retryAt?: Date): WriteFailure => ({
  kind,
  reason: 'why',
  retryAt,
  isAnswer: true,
});
const state = (parts: Partial<DeliveryState> = {}): DeliveryState => ({
  receives: 1,
  chances: 0,
  isSalesforceUp: true,
  ...parts,
});
const decide = (kind: WriteFailure['kind'], parts: Partial<DeliveryState> = {}, retryAt?: Date) =>
  decideDelivery(failure(kind, retryAt), state(parts), DELIVERY_POLICY, NOW, 1);

describe('a final failure', () => {
  it('goes to the dead-letter at once, with the reason', () => {
    expect(decide('final')).toEqual({ kind: 'dead-letter', reason: 'why' });
    expect(decide('final', { isSalesforceUp: false })).toEqual({ kind: 'dead-letter', reason: 'why' });
  });
});

describe.each(['message', 'ambiguous'] as const)('a transient failure (%s) while Salesforce works', (kind) => {
  it('is redelivered up to the tenth receive and given up after it, as in the article', () => {
    expect(decide(kind, { receives: 10, chances: 9 })).toMatchObject({ kind: 'redeliver', isCounted: true });
    expect(decide(kind, { receives: 11, chances: 10 })).toEqual({
      kind: 'dead-letter',
      reason: 'Given up after 11 receives. why',
    });
  });

  it('is not given up before it had three chances, whatever the broker counted in an outage', () => {
    expect(decide(kind, { receives: 600, chances: 0 })).toMatchObject({ kind: 'redeliver', isCounted: true });
    expect(decide(kind, { receives: 601, chances: 1 })).toMatchObject({ kind: 'redeliver', isCounted: true });
    expect(decide(kind, { receives: 602, chances: 2 })).toMatchObject({ kind: 'dead-letter' });
  });
});

describe.each([
  ['outage', true],
  ['outage', false],
  ['ambiguous', false],
] as const)('an outage (%s, Salesforce known to work: %s)', (kind, isSalesforceUp) => {
  it('never costs a message its place, however often it was received', () => {
    for (const receives of [1, 11, 10_000])
      expect(decide(kind, { receives, chances: 9, isSalesforceUp })).toMatchObject({
        kind: 'redeliver',
        isCounted: false,
      });
  });

  it('does not make the delay of a message grow', () => {
    expect(decide(kind, { receives: 9, isSalesforceUp })).toMatchObject({ delayMs: 30_000 });
  });
});

describe('the delay', () => {
  it('doubles with each receive up to its cap', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 50].map((receives) => redeliveryDelay(receives, DELIVERY_POLICY, 1));
    expect(delays).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000, 900_000]);
  });

  it('is spread between half of it and the whole', () => {
    expect(redeliveryDelay(2, DELIVERY_POLICY, 0)).toBe(30_000);
    expect(redeliveryDelay(2, DELIVERY_POLICY, 0.5)).toBe(45_000);
  });

  it('is never shorter than Salesforce asked for', () => {
    expect(decide('outage', {}, new Date(NOW + 3_600_000))).toMatchObject({ delayMs: 3_600_000 });
    expect(decide('message', {}, new Date(NOW + 1_000))).toMatchObject({ delayMs: 30_000 });
    expect(decide('outage', {}, new Date(NOW - 5_000))).toMatchObject({ delayMs: 30_000 });
  });
});
