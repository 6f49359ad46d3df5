import { createDelivery, type DeliveryOptions } from '@salesforce-resilience/snippets/queue/create-delivery';
import type { Verdict } from '@salesforce-resilience/snippets/queue/decide-delivery';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const NEVER = new AbortController().signal;
const ok = () => Promise.resolve(new Response(null, { status: 204 }));
const refused = (status: number, body = '') => Promise.resolve(new Response(body, { status }));
const outage = (retryAt?: Date) =>
  Promise.reject(
    Object.assign(new Error('503'), { name: 'SalesforceError', status: 503, outcome: 'refused', retryAt }),
  );
const unknown = () =>
  Promise.reject(Object.assign(new Error('504'), { name: 'SalesforceError', status: 504, outcome: 'unknown' }));

const deliverer = (write: DeliveryOptions<string>['write'], options: Partial<DeliveryOptions<string>> = {}) =>
  createDelivery<string>({ parse: (text) => text, write, holdMs: 0, ...options });

const message = (id: string, receives?: number) => ({ id, body: id, ...(receives !== undefined && { receives }) });

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a message', () => {
  it('is acknowledged when its write succeeded', async () => {
    expect(await deliverer(ok)(message('a'), NEVER)).toEqual({ kind: 'acknowledge' });
    expect(await deliverer(() => Promise.resolve(undefined))(message('a'), NEVER)).toEqual({ kind: 'acknowledge' });
  });

  it('that cannot be parsed goes to the dead-letter without a request', async () => {
    const write = vi.fn(ok);
    const deliver = createDelivery({ parse: (text) => JSON.parse(text) as unknown, write });
    expect(await deliver({ id: 'a', body: '{ no json' }, NEVER)).toMatchObject({
      kind: 'dead-letter',
      reason: expect.stringMatching(/^Unparsable message\. SyntaxError/) as unknown,
    });
    expect(await deliver({ id: 'b', body: new Uint8Array([0x22, 0xff, 0x22]) }, NEVER)).toMatchObject({
      kind: 'dead-letter',
    });
    expect(write).not.toHaveBeenCalled();
  });

  it('that Salesforce refuses for good goes to the dead-letter at once', async () => {
    const deliver = deliverer(() => refused(400, '[{"errorCode":"REQUIRED_FIELD_MISSING"}]'));
    expect(await deliver(message('a'), NEVER)).toEqual({
      kind: 'dead-letter',
      reason: 'HTTP 400 [{"errorCode":"REQUIRED_FIELD_MISSING"}]',
    });
  });

  it('whose write throws before it awaits anything is redelivered', async () => {
    const deliver = deliverer(() => {
      throw new Error('a bug');
    });
    expect(await deliver(message('a'), NEVER)).toMatchObject({ kind: 'redeliver', isCounted: true });
  });

  it('that fails by itself comes back later each time, and is given up after ten receives', async () => {
    const deliver = deliverer(() => refused(400, 'UNABLE_TO_LOCK_ROW'));
    const verdicts: Verdict[] = [];
    for (let receives = 1; receives <= 11; receives += 1) verdicts.push(await deliver(message('a', receives), NEVER));
    expect(verdicts.slice(0, 3)).toMatchObject([{ delayMs: 30_000 }, { delayMs: 60_000 }, { delayMs: 120_000 }]);
    expect(verdicts.filter(({ kind }) => kind === 'redeliver')).toHaveLength(10);
    expect(verdicts.at(-1)).toMatchObject({ kind: 'dead-letter' });
  });

  it('is counted here when the broker does not count', async () => {
    const deliver = deliverer(() => refused(400, 'UNABLE_TO_LOCK_ROW'));
    const kinds: string[] = [];
    for (let time = 1; time <= 11; time += 1) kinds.push((await deliver(message('a'), NEVER)).kind);
    expect(kinds).toEqual([...Array<string>(10).fill('redeliver'), 'dead-letter']);
  });
});

describe('an outage', () => {
  it('stops all writes but one probe at a time, and costs no message its place', async () => {
    const write = vi.fn(() => outage());
    const deliver = deliverer(write);
    // Ten days of a queue that hands everything out once a minute, the broker counting each time.
    for (let receives = 1; receives <= 14_400; receives += 1) {
      const verdicts = await Promise.all(['a', 'b', 'c'].map((id) => deliver(message(id, receives), NEVER)));
      expect(verdicts).toMatchObject(Array(3).fill({ kind: 'redeliver', isCounted: false }));
      await vi.advanceTimersByTimeAsync(60_000);
    }
    // The three that were under way at first, then one a minute.
    expect(write.mock.calls.length).toBeLessThanOrEqual(14_403);
    write.mockImplementation(() => refused(400, 'UNABLE_TO_LOCK_ROW') as never);
    expect(await deliver(message('a', 14_401), NEVER)).toMatchObject({ kind: 'redeliver', isCounted: true });
  });

  it('with a Retry-After brings the message back no earlier, and sends nothing before', async () => {
    const write = vi.fn(() => outage(new Date(Date.now() + 3_600_000)));
    const deliver = deliverer(write);
    expect(await deliver(message('a'), NEVER)).toMatchObject({ kind: 'redeliver', delayMs: 3_600_000 });
    await vi.advanceTimersByTimeAsync(1_800_000);
    expect(await deliver(message('b'), NEVER)).toMatchObject({ kind: 'redeliver', delayMs: 1_800_000 });
    expect(write).toHaveBeenCalledTimes(1);
  });

  it('is waited out with the message in hand for up to holdMs', async () => {
    const write = vi.fn<() => Promise<Response>>(() => outage());
    const deliver = deliverer(write, { holdMs: 60_000 });
    await deliver(message('a'), NEVER);
    write.mockImplementation(ok);
    const held = deliver(message('b'), NEVER);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await held).toEqual({ kind: 'acknowledge' });
  });
});

describe('an error that is not Salesforce’s', () => {
  it('does not end an outage', async () => {
    const write = vi.fn<() => Promise<Response>>(() => outage());
    const deliver = deliverer(write);
    await deliver(message('a'), NEVER);
    await vi.advanceTimersByTimeAsync(1_000);
    write.mockImplementation(() => Promise.reject(new Error('a bug')));
    expect(await deliver(message('probe'), NEVER)).toMatchObject({ isCounted: true });
    write.mockImplementation(() => outage());
    await Promise.all(['b', 'c', 'd'].map((id) => deliver(message(id), NEVER)));
    // One of the three was the next probe: the gate had not been opened.
    expect(write).toHaveBeenCalledTimes(3);
  });
});

describe('a time-out or a 504', () => {
  it('counts against the message when another write succeeded meanwhile', async () => {
    let fail = (): void => undefined;
    const pending = new Promise<never>((_resolve, reject) => {
      fail = () => reject(Object.assign(new Error('504'), { status: 504, outcome: 'unknown' }));
    });
    const deliver = deliverer((id) => (id === 'slow' ? pending : ok()));
    const slow = deliver(message('slow'), NEVER);
    await vi.advanceTimersByTimeAsync(10);
    expect(await deliver(message('fine'), NEVER)).toEqual({ kind: 'acknowledge' });
    fail();
    expect(await slow).toMatchObject({ kind: 'redeliver', isCounted: true });
    expect(await deliver(message('next'), NEVER)).toEqual({ kind: 'acknowledge' });
  });

  it('counts against the message when Salesforce answers the health check', async () => {
    const isSalesforceUp = vi.fn(() => Promise.resolve(true));
    const deliver = deliverer(unknown, { isSalesforceUp });
    const kinds: string[] = [];
    for (let time = 1; time <= 11; time += 1) kinds.push((await deliver(message('a'), NEVER)).kind);
    expect(kinds.at(-1)).toBe('dead-letter');
    expect(isSalesforceUp).toHaveBeenCalledTimes(11);
  });

  it.each([
    ['there is no health check', undefined],
    ['the health check says no', () => Promise.resolve(false)],
    ['the health check fails', () => Promise.reject(new Error('down'))],
  ])('is an outage when nothing else succeeded and %s', async (_name, isSalesforceUp) => {
    const deliver = deliverer(unknown, isSalesforceUp && { isSalesforceUp });
    expect(await deliver(message('a', 99), NEVER)).toMatchObject({ kind: 'redeliver', isCounted: false });
    expect(await deliver(message('b'), NEVER)).toMatchObject({ reason: 'Salesforce is down.' });
  });
});

describe('a worker that stops', () => {
  it('gives back what its write does not finish, even when that ignores the signal', async () => {
    const stopping = new AbortController();
    const deliver = deliverer(() => new Promise(() => undefined));
    const given = deliver(message('a'), stopping.signal);
    await vi.advanceTimersByTimeAsync(10);
    stopping.abort();
    expect(await given).toMatchObject({ kind: 'redeliver', delayMs: 0, isCounted: false });
  });

  it('gives back a write that the signal broke off, without taking it for an outage', async () => {
    const stopping = new AbortController();
    const deliver = deliverer(
      (_id, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        }),
    );
    const given = deliver(message('a'), stopping.signal);
    await vi.advanceTimersByTimeAsync(10);
    stopping.abort();
    expect(await given).toMatchObject({ kind: 'redeliver', delayMs: 0, reason: 'The worker stops.' });
  });

  it('gives back what waits for the end of an outage', async () => {
    const stopping = new AbortController();
    const deliver = deliverer(() => outage(), { holdMs: 600_000 });
    await deliver(message('a'), stopping.signal);
    const given = deliver(message('b'), stopping.signal);
    await vi.advanceTimersByTimeAsync(10);
    stopping.abort();
    expect(await given).toMatchObject({ kind: 'redeliver', delayMs: 0 });
  });
});

describe('an observer', () => {
  it('hears of every verdict, and cannot break the delivery', async () => {
    const onError = vi.fn();
    const onVerdict = vi.fn(() => {
      throw new Error('metrics are down');
    });
    expect(await deliverer(ok, { onVerdict, onError })(message('a'), NEVER)).toEqual({ kind: 'acknowledge' });
    expect(onVerdict).toHaveBeenCalledWith('a', { kind: 'acknowledge' });
    expect(onError).toHaveBeenCalledWith(new Error('metrics are down'));
  });
});

describe('options that make no sense', () => {
  it.each([{ policy: { maxReceives: -1 } }, { policy: { baseDelayMs: Number.NaN } }, { holdMs: -5 }])(
    'are refused by name: %o',
    (options) => {
      expect(() => deliverer(ok, options)).toThrow(/^(maxReceives|baseDelayMs|holdMs) is (-1|NaN|-5): give a number/);
    },
  );
});
