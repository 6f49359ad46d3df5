import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PubsubState, type SubscriptionSettings } from './pubsub-state.ts';

const HOLDER = {};

function create(settings: Partial<SubscriptionSettings> = {}) {
  const state = new PubsubState();
  state.createTopic('topic');
  state.createTopic('dead');
  const none = { retry: undefined, deadLetter: undefined };
  state.createSubscription('subscription', { topic: 'topic', ackDeadlineMs: 10_000, ...none, ...settings });
  state.createSubscription('dead', { topic: 'dead', ackDeadlineMs: 10_000, ...none });
  const lease = (limit = 10, name = 'subscription') => state.lease(name, HOLDER, limit, 10_000);
  const publish = (text: string) => state.publish('topic', { data: Buffer.from(text), attributes: {} });
  const textsOf = (delivered: ReturnType<typeof lease>) => delivered.map(({ message }) => String(message.data));
  return { state, lease, publish, textsOf };
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the Pub/Sub of the tests', () => {
  it('hands out no more than asked, and nothing that is leased', () => {
    const { lease, publish, textsOf, state } = create();
    for (const text of ['a', 'b', 'c']) publish(text);
    expect(textsOf(lease(2))).toEqual(['a', 'b']);
    expect(textsOf(lease())).toEqual(['c']);
    expect(lease()).toEqual([]);
    expect(state.outstanding('subscription', HOLDER)).toBe(3);
  });

  it('delivers again when the deadline has passed, and then ignores the old acknowledgement', () => {
    const { lease, publish, state } = create();
    publish('a');
    const [first] = lease();
    vi.advanceTimersByTime(10_000);
    const [second] = lease();
    expect(second?.message.messageId).toBe(first?.message.messageId);
    state.acknowledge('subscription', [first!.ackId]);
    vi.advanceTimersByTime(10_000);
    expect(lease()).toHaveLength(1);
  });

  it('forgets what was acknowledged in time', () => {
    const { lease, publish, state } = create();
    publish('a');
    vi.advanceTimersByTime(1);
    state.acknowledge('subscription', [lease()[0]!.ackId]);
    vi.advanceTimersByTime(3_600_000);
    expect(lease()).toEqual([]);
  });

  it('keeps a lease that is extended', () => {
    const { lease, publish, state } = create();
    publish('a');
    const [{ ackId } = { ackId: '' }] = lease();
    vi.advanceTimersByTime(9_999);
    state.modifyDeadline('subscription', [ackId], 10_000);
    vi.advanceTimersByTime(9_999);
    expect(lease()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(lease()).toHaveLength(1);
  });

  it('delivers a nacked message at once, and with a retry policy after its backoff', () => {
    const plain = create();
    plain.publish('a');
    plain.state.modifyDeadline('subscription', [plain.lease()[0]!.ackId], 0);
    expect(plain.lease()).toHaveLength(1);

    const patient = create({ retry: { minimumMs: 1_000, maximumMs: 3_000 } });
    patient.publish('a');
    for (const backoffMs of [1_000, 2_000, 3_000, 3_000]) {
      patient.state.modifyDeadline('subscription', [patient.lease()[0]!.ackId], 0);
      vi.advanceTimersByTime(backoffMs - 1);
      expect(patient.lease()).toEqual([]);
      vi.advanceTimersByTime(1);
    }
  });

  it('counts deliveries under a dead-letter policy, and moves the message on after the last', () => {
    const { lease, publish, textsOf, state } = create({ deadLetter: { topic: 'dead', maxDeliveryAttempts: 2 } });
    publish('a');
    for (const attempt of [1, 2]) {
      const [delivered] = lease();
      expect(delivered?.deliveryAttempt).toBe(attempt);
      state.modifyDeadline('subscription', [delivered!.ackId], 0);
    }
    expect(lease()).toEqual([]);
    expect(textsOf(lease(10, 'dead'))).toEqual(['a']);
  });

  it('counts nothing without such a policy', () => {
    const { lease, publish } = create();
    publish('a');
    expect(lease()[0]?.deliveryAttempt).toBe(0);
  });
});
