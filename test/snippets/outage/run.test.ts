import { mock } from 'node:test';
import { install } from '@sinonjs/fake-timers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeTimers, RunOptions } from '@salesforce-resilience/snippets/outage/run-on-virtual-time';
import { salesforceOutage } from '@salesforce-resilience/snippets/outage/salesforce-outage';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const realNow = performance.now.bind(performance);

/** The same whatever fake timers a test has switched on; for those of Jest see frameworks.test.ts. */
const clocks: [string, RunOptions, () => () => void][] = [
  ['alone', {}, () => () => undefined],
  ['over that of Vitest', { timers: vi }, () => (vi.useFakeTimers(), () => vi.useRealTimers())],
  [
    'over that of node:test',
    { timers: mock.timers },
    () => (mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] }), () => mock.timers.reset()),
  ],
];

describe.each(clocks)('work on the virtual clock, %s', (_name, options, switchOn) => {
  const { Date: realDate, setTimeout: realSetTimeout, fetch: realFetch } = globalThis;
  const realSignal = Object.getOwnPropertyDescriptor(AbortSignal, 'timeout');
  let switchOff: () => void;

  beforeEach(() => {
    switchOff = switchOn();
  });
  afterEach(() => {
    switchOff();
    expect([globalThis.Date, globalThis.setTimeout, globalThis.fetch]).toEqual([realDate, realSetTimeout, realFetch]);
    expect(Math.abs(Date.now() - performance.timeOrigin - performance.now())).toBeLessThan(1_000);
  });

  it('waits for hours in no time, to the millisecond', async () => {
    const began = realNow();
    const outage = salesforceOutage([]);
    const waited = await outage.run(async () => {
      const from = Date.now();
      const marks: number[] = [];
      await Promise.all([90_000, 30_000, 3_600_000].map((ms) => sleep(ms).then(() => marks.push(Date.now() - from))));
      await sleep(10_000);
      return [...marks, Date.now() - from];
    }, options);
    expect(waited).toEqual([30_000, 90_000, 3_600_000, 3_610_000]);
    expect(realNow() - began).toBeLessThan(2_000);
  });

  it('lets intervals, new dates and time-outs of signals follow', async () => {
    const outage = salesforceOutage([]);
    const said = await outage.run(async () => {
      const from = new Date().getTime();
      let ticks = 0;
      const interval = setInterval(() => (ticks += 1), 1_000);
      const cancelled = setTimeout(() => (ticks += 100), 2_000);
      clearTimeout(cancelled);
      const signal = AbortSignal.timeout(5_500);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      clearInterval(interval);
      return [ticks, new Date().getTime() - from, (signal.reason as DOMException).name];
    }, options);
    expect(said).toEqual([5, 5_500, 'TimeoutError']);
    expect(Object.getOwnPropertyDescriptor(AbortSignal, 'timeout')).toEqual(realSignal);
  });

  it('lets the outage, its windows and its delays follow', async () => {
    const outage = salesforceOutage(['503 for 10min', 'slow 3s']);
    const elapsed = await outage.run(async () => {
      const from = Date.now();
      for (;;) {
        const response = await fetch(`${outage.instanceUrl}/services/data/`);
        if (response.ok) return Date.now() - from;
        await sleep(60_000);
      }
    }, options);
    expect(elapsed).toBe(603_000);
    expect(outage.requests).toHaveLength(11);
  });

  it('gives back what the work throws', async () => {
    const outage = salesforceOutage([]);
    const work = outage.run(() => sleep(1_000).then(() => Promise.reject(new Error('as it is'))), options);
    await expect(work).rejects.toThrow('as it is');
  });

  it('tells work that waits for nothing, and shows what happened', async () => {
    const outage = salesforceOutage(['hang']);
    const work = outage.run(() => fetch(`${outage.instanceUrl}/services/data/`), options);
    await expect(work).rejects.toThrow(
      /^The work neither ends nor waits for a timer\.\n\nTime line of the outage, script \["hang"\]:\n +0\.000 s {2}#1 GET \/services\/data\/ → no answer {2}\(met 'hang'\)$/,
    );
  });

  it('ends work that goes on for ever', async () => {
    const outage = salesforceOutage([]);
    const forEver = async (): Promise<never> => {
      for (;;) await sleep(60_000);
    };
    await expect(outage.run(forEver, { ...options, limitMs: 600_000 })).rejects.toThrow(
      'The work did not end within 10 minutes.',
    );
  });
});

it('goes by a clock of @sinonjs/fake-timers', async () => {
  const clock = install({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 5_000 });
  try {
    const outage = salesforceOutage(['503 for 10min']);
    const waited = await outage.run(() => sleep(600_000).then(() => Date.now()), { timers: clock });
    expect(waited).toBe(605_000);
    await expect(outage.run(() => new Promise(() => undefined), { timers: clock })).rejects.toThrow(
      'nor waits for a timer',
    );
  } finally {
    clock.uninstall();
  }
});

describe('fake timers that a test has switched on itself', () => {
  it('stay on', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 5_000 });
    try {
      const at = await salesforceOutage([]).run(() => sleep(1_000).then(() => Date.now()), { timers: vi });
      expect([at, vi.isFakeTimers(), Date.now()]).toEqual([6_000, true, 6_000]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('are taken along, those of node:test too', async () => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 5_000 });
    try {
      const fired: number[] = [];
      setTimeout(() => fired.push(Date.now()), 400);
      const at = await salesforceOutage([]).run(() => sleep(1_000).then(() => Date.now()), { timers: mock.timers });
      expect([at, fired.length, Date.now()]).toEqual([6_000, 1, 6_000]);
    } finally {
      mock.timers.reset();
    }
  });

  it('must be known', async () => {
    const timers = { fastForward: () => undefined } as unknown as FakeTimers;
    await expect(salesforceOutage([]).run(() => sleep(1), { timers })).rejects.toThrow(
      'These are no fake timers that are known. Pass vi (Vitest), jest (29.5 or newer), mock.timers (node:test)',
    );
  });
});

it('never goes back from one run to the next', async () => {
  const first = await salesforceOutage([]).run(() => sleep(3_600_000).then(() => Date.now()));
  const second = await salesforceOutage([]).run(() => Promise.resolve(Date.now()));
  expect(second).toBeGreaterThanOrEqual(first);
});

it('overflows timers as Node does', async () => {
  const outage = salesforceOutage([]);
  const waited = await outage.run(async () => {
    const from = Date.now();
    await sleep(2 ** 31);
    return Date.now() - from;
  });
  expect(waited).toBe(1);
});
