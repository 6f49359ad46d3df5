import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSalesforceFetch, SalesforceError } from '@salesforce-resilience/snippets/client/core';
import { retryAfterMs } from '@salesforce-resilience/snippets/client/retry-after';

/** What the examples of RFC 9110 §5.6.7 denote in all three forms. */
const EXAMPLE = Date.UTC(1994, 10, 6, 8, 49, 37);

function answerWith(retryAfter: string, date?: string): Response {
  return new Response(null, { headers: { 'Retry-After': retryAfter, ...(date === undefined ? {} : { Date: date }) } });
}

describe('retryAfterMs with seconds', () => {
  it.each([
    ['0', 0],
    ['1', 1_000],
    ['120', 120_000],
    ['007', 7_000],
    [' 5 ', 5_000],
    ['3000000', 3_000_000_000],
  ])('reads %j as %d ms', (value, expected) => {
    expect(retryAfterMs(answerWith(value))).toBe(expected);
  });

  it('does not let the Date header change a number of seconds', () => {
    expect(retryAfterMs(answerWith('30', 'Sun, 06 Nov 1994 08:49:37 GMT'))).toBe(30_000);
  });
});

describe('retryAfterMs with an HTTP-date', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: EXAMPLE - 90_000 }));
  afterEach(() => vi.useRealTimers());

  it.each([
    ['IMF-fixdate', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ['rfc850-date', 'Sunday, 06-Nov-94 08:49:37 GMT'],
    ['asctime-date', 'Sun Nov  6 08:49:37 1994'],
  ])('reads an %s', (_form, value) => {
    expect(retryAfterMs(answerWith(value))).toBe(90_000);
  });

  it.each(['Mon, 07', 'Tue, 08', 'Wed, 09', 'Thu, 10', 'Fri, 11', 'Sat, 12', 'Sun, 13'])(
    'reads the date of %s November',
    (day) => {
      const days = Number(day.slice(-2)) - 6;
      expect(retryAfterMs(answerWith(`${day} Nov 1994 08:49:37 GMT`))).toBe(days * 86_400_000 + 90_000);
    },
  );

  it.each(['America/New_York', 'Asia/Kolkata', 'UTC'])('reads all forms as UTC in the time zone %s', async (zone) => {
    const code = `
      import { retryAfterMs } from '@salesforce-resilience/snippets/client/retry-after';
      const read = (value) => retryAfterMs(
        new Response(null, { headers: { 'Retry-After': value, Date: 'Sun, 06 Nov 1994 08:48:07 GMT' } }));
      console.log(JSON.stringify({
        hour: new Date(${EXAMPLE}).getHours(),
        waits: [
          'Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994',
        ].map(read),
      }));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=source', '--import', 'tsx', '--input-type=module', '--eval', code],
      { cwd: import.meta.dirname, env: { ...process.env, TZ: zone } },
    );
    const localHour = { 'America/New_York': 3, 'Asia/Kolkata': 14, UTC: 8 }[zone];
    expect(JSON.parse(stdout)).toEqual({ hour: localHour, waits: [90_000, 90_000, 90_000] });
  });

  it('counts from the clock of the server when the Date header shows it', () => {
    const tenMinutesAhead = 'Sun, 06 Nov 1994 08:58:07 GMT';
    expect(retryAfterMs(answerWith('Sun, 06 Nov 1994 08:59:37 GMT', tenMinutesAhead))).toBe(90_000);
    const anHourBehind = 'Sun, 06 Nov 1994 07:48:07 GMT';
    expect(retryAfterMs(answerWith('Sun, 06 Nov 1994 07:49:37 GMT', anHourBehind))).toBe(90_000);
  });

  it('counts from its own clock when the Date header is unreadable', () => {
    expect(retryAfterMs(answerWith('Sun, 06 Nov 1994 08:49:37 GMT', 'yesterday'))).toBe(90_000);
  });

  it('asks for no wait when the date has passed', () => {
    expect(retryAfterMs(answerWith('Sun, 06 Nov 1994 08:48:06 GMT'))).toBe(0);
    expect(retryAfterMs(answerWith('Thu, 01 Jan 1970 00:00:00 GMT'))).toBe(0);
    expect(retryAfterMs(answerWith('Sun, 06 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 08:49:38 GMT'))).toBe(0);
  });
});

describe('a year of two digits', () => {
  afterEach(() => vi.useRealTimers());

  it.each([
    // Now, the date, and the year that it means: no more than 50 years ahead.
    [2026, 'Friday, 01-Jan-27 00:00:00 GMT', 2027],
    [2026, 'Tuesday, 01-Jan-75 00:00:00 GMT', 2075],
    [2026, 'Saturday, 01-Jan-77 00:00:00 GMT', 1977],
    [2026, 'Friday, 01-Jan-99 00:00:00 GMT', 1999],
    [2060, 'Friday, 01-Jan-10 00:00:00 GMT', 2110],
    [2060, 'Friday, 01-Jan-11 00:00:00 GMT', 2011],
    [2094, 'Friday, 01-Jan-06 00:00:00 GMT', 2106],
  ])('seen in %d, %s is in %d', (now, value, year) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(now, 0, 1) });
    const ahead = Date.UTC(year, 0, 1) - Date.UTC(now, 0, 1);
    expect(retryAfterMs(answerWith(value))).toBe(Math.max(0, ahead));
  });

  it('is exactly 50 years ahead at most, to the second', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 5, 15, 12) });
    const fiftyYears = Date.UTC(2076, 5, 15, 12) - Date.UTC(2026, 5, 15, 12);
    expect(retryAfterMs(answerWith('Monday, 15-Jun-76 12:00:00 GMT'))).toBe(fiftyYears);
    expect(retryAfterMs(answerWith('Monday, 15-Jun-76 12:00:01 GMT'))).toBe(0);
  });
});

describe('any moment', () => {
  const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

  it('is read alike from all three forms, as far from the Date of the answer as it is', () => {
    const second = fc
      .integer({ min: Date.UTC(1980, 0, 1) / 1_000, max: Date.UTC(2070, 0, 1) / 1_000 })
      .map((seconds) => new Date(seconds * 1_000));
    fc.assert(
      fc.property(second, second, (at, now) => {
        const two = (value: number): string => String(value).padStart(2, '0');
        const [day, month] = [at.getUTCDate(), MONTHS[at.getUTCMonth()]!];
        const weekday = DAYS[at.getUTCDay()]!;
        const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
        const forms = [
          at.toUTCString(),
          `${weekday}, ${two(day)}-${month}-${two(at.getUTCFullYear() % 100)} ${time} GMT`,
          `${weekday.slice(0, 3)} ${month} ${String(day).padStart(2)} ${time} ${at.getUTCFullYear()}`,
        ];
        const expected = Math.max(0, at.getTime() - now.getTime());
        for (const form of forms) expect(retryAfterMs(answerWith(form, now.toUTCString())), form).toBe(expected);
      }),
    );
  });

  it('never is earlier than asked, whatever number of seconds is asked', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,400}$/), (seconds) => {
        expect(retryAfterMs(answerWith(seconds))).toBe(Number(seconds) * 1_000);
      }),
    );
  });
});

describe('retryAfterMs without a valid value', () => {
  it('is undefined when the header is missing', () => {
    expect(retryAfterMs(new Response(null, { headers: { Date: new Date().toUTCString() } }))).toBeUndefined();
  });

  it.each([
    '',
    ' ',
    '-5',
    '+3',
    '1.5',
    '0x10',
    '1e9',
    '5 s',
    '5, 10',
    'Infinity',
    'NaN',
    'soon',
    'Sunset',
    '2030-01-01T00:00:00Z',
    '06 Nov 2094 08:49:37 GMT',
    'Mon, 99 Foo 2094 99:99:99 GMT',
    'Sun, 2094 08:49:37 GMT',
    'Sun, 31 Feb 2094 08:49:37 GMT',
    'Sunday, 31-Feb-30 08:49:37 GMT',
    'Sun Feb 31 08:49:37 2094',
    'Sun Nov 06 24:49:37 2094',
    'Sun Nov 6 08:49:37 2094',
    'Sun, 6 Nov 2094 08:49:37 GMT',
    'Sun, 06 Nov 2094 08:49:37 UTC',
    'Sun, 06 Nov 2094 08:49:37 +0000',
    'Sun, 06 Nov 2094 08:49:37',
    'Sun, 06 nov 2094 08:49:37 GMT',
    'Sun 06-Nov-30 08:49:37 GMT',
    'Sunday, 06-Nov-2030 08:49:37 GMT',
    'x Sunday, 06-Nov-30 08:49:37 GMT',
    'Sunday, 06-Nov-30 08:49:37 GMT x',
    'x Sun Nov  6 08:49:37 2094',
    'Sun Nov  6 08:49:37 2094 x',
    'x Sun, 06 Nov 2094 08:49:37 GMT',
    '5x',
    'x5',
  ])('is undefined for %j', (value) => {
    expect(retryAfterMs(answerWith(value))).toBeUndefined();
    expect(retryAfterMs(answerWith(value), 0)).toBeUndefined();
  });

  it('never is NaN or negative, whatever the headers say', () => {
    const day = fc.constantFrom('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun', 'Sunday, ', 'Sat Nov ');
    const date = fc.date({ noInvalidDate: false }).map(String);
    const utc = fc.date({ noInvalidDate: true }).map((moment) => moment.toUTCString());
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[-+]?\d{1,400}(\.\d+|e\d+)?$/),
      fc
        .tuple(day, fc.string({ unit: fc.constantFrom(...Array.from('0123456789 -+:,.GMTZNov')) }))
        .map((parts) => parts.join('')),
      date,
      utc,
      utc.map((text) => text.replace(' GMT', '')),
    );
    fc.assert(
      fc.property(value, fc.option(value), (retryAfter, serverDate) => {
        // A Headers object refuses what no server can send; the function itself is to stand any string.
        const headers = new Map([
          ['Retry-After', retryAfter],
          ...(serverDate === null ? [] : [['Date', serverDate]]),
        ] as [string, string][]);
        const wait = retryAfterMs({ headers } as unknown as Response);
        expect(wait === undefined || wait >= 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the longest wait of retryAfterMs', () => {
  it('throws a RangeError that names the seconds when the answer asks for longer', () => {
    expect(() => retryAfterMs(answerWith('61'), 60_000)).toThrow(RangeError);
    expect(() => retryAfterMs(answerWith('61'), 60_000)).toThrow('61 s');
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    expect(() => retryAfterMs(answerWith(inAnHour), 60_000)).toThrow(RangeError);
  });

  it('gives a wait that is exactly as long as allowed', () => {
    expect(retryAfterMs(answerWith('60'), 60_000)).toBe(60_000);
  });

  it('has no bound unless one is given', () => {
    expect(retryAfterMs(answerWith('99999999999'))).toBe(99_999_999_999_000);
  });

  it('yields a valid retryAt even for more seconds than a Date can hold', async () => {
    const call = createSalesforceFetch({ fetch: () => Promise.resolve(unavailable('9'.repeat(400))) })(
      'http://sf.test/',
    );
    const error: unknown = await call.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SalesforceError);
    expect((error as SalesforceError).retryAt?.getTime()).toBe(8.64e15);
  });
});

function unavailable(retryAfter: string): Response {
  return new Response(null, { status: 503, headers: { 'Retry-After': retryAfter } });
}
