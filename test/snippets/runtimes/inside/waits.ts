import { aborted, creating, failed, is, QUICK, SHORT, upsert, upserting } from './calls.ts';
import type { Scenario } from './scenario.ts';

/** Answers that do not come, or not whole, and whoever does not wait for them. */
export const WAITS: readonly Scenario[] = [
  {
    name: 'an upsert that hangs is ended and repeated',
    script: ['hang'],
    perform: upserting(SHORT),
    expected: is({ told: 201, requests: 2, ended: 1 }),
  },
  {
    name: 'a create that hangs is ended and not repeated',
    script: ['commit+hang'],
    perform: creating(SHORT),
    expected: is({ told: failed('unknown'), requests: 1, ended: 1 }),
  },
  {
    name: 'an upsert whose answer is cut is repeated',
    script: ['truncate'],
    perform: upserting(QUICK),
    expected: is({ told: 200, requests: 2 }),
  },
  {
    name: 'a create whose answer is cut is not repeated',
    script: ['truncate'],
    perform: creating(QUICK),
    expected: is({ told: failed('unknown'), requests: 1 }),
  },
  {
    name: 'an answer that stalls is ended and the upsert repeated',
    script: ['stall'],
    perform: upserting(SHORT),
    expected: is({ told: 200, requests: 2, ended: 1 }),
  },
  {
    name: 'an abort ends a request at once',
    script: ['hang'],
    perform: aborted,
    expected: is({ told: 'no longer wanted', requests: 1, ended: 1, stored: 0 }),
  },
  {
    name: 'an abort ends a stalled answer at once',
    script: ['stall'],
    perform: aborted,
    expected: is({ told: 'no longer wanted', requests: 1, ended: 1 }),
  },
  {
    name: 'an abort ends a wait at once',
    script: ['503; retry-after=5'],
    perform: aborted,
    expected: is({ told: 'no longer wanted', requests: 1, stored: 0 }),
  },
  {
    name: 'a stream is not sent twice',
    script: ['503'],
    async perform(stage) {
      const body = new Blob(['{"Amount__c":12.5}']).stream();
      return upsert(stage.clientWith(QUICK), stage, { body, duplex: 'half' } as RequestInit);
    },
    expected: ({ sendsStreams }) =>
      sendsStreams
        ? { told: failed('refused'), requests: 1, stored: 0 }
        : { told: failed('unknown'), requests: 0, stored: 0 },
  },
];
