import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { retryAfterMs } from '@salesforce-resilience/snippets/client/core/retry-after';

/** What the examples of RFC 9110 §5.6.7 denote in all three forms. */
const EXAMPLE = Date.UTC(1994, 10, 6, 8, 49, 37);
const FORMS = ['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'];

function answerWith(retryAfter: string, date?: string): Response {
  return new Response(null, { headers: { 'Retry-After': retryAfter, ...(date === undefined ? {} : { Date: date }) } });
}

describe('the short retryAfterMs', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: EXAMPLE - 90_000 }));
  afterEach(() => vi.useRealTimers());

  it.each([
    ['0', 0],
    ['120', 120_000],
    ['007', 7_000],
    [' 5 ', 5_000],
    ['3000000', 3_000_000_000],
  ])('reads %j seconds as %d ms', (value, expected) => {
    expect(retryAfterMs(answerWith(value, FORMS[0]))).toBe(expected);
  });

  it.each(FORMS)('reads %s', (value) => {
    expect(retryAfterMs(answerWith(value))).toBe(90_000);
  });

  it.each(['America/New_York', 'Asia/Kolkata', 'UTC'])('reads all forms as UTC in the time zone %s', async (zone) => {
    const code = `
      import { retryAfterMs } from '@salesforce-resilience/snippets/client/core/retry-after';
      const read = (value) => retryAfterMs(
        new Response(null, { headers: { 'Retry-After': value, Date: 'Sun, 06 Nov 1994 08:48:07 GMT' } }));
      console.log(JSON.stringify(${JSON.stringify(FORMS)}.map(read)));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=source', '--import', 'tsx', '--input-type=module', '--eval', code],
      { cwd: import.meta.dirname, env: { ...process.env, TZ: zone } },
    );
    expect(JSON.parse(stdout)).toEqual([90_000, 90_000, 90_000]);
  });

  it('counts from the clock of the server when the Date header shows it, and else from its own', () => {
    expect(retryAfterMs(answerWith('Sun, 06 Nov 1994 08:59:37 GMT', 'Sun, 06 Nov 1994 08:58:07 GMT'))).toBe(90_000);
    expect(retryAfterMs(answerWith('Sun, 06 Nov 1994 07:49:37 GMT', 'Sun, 06 Nov 1994 07:48:07 GMT'))).toBe(90_000);
    expect(retryAfterMs(answerWith('Sun, 06 Nov 1994 08:49:37 GMT', 'yesterday'))).toBe(90_000);
  });

  it('asks for no wait when the date has passed', () => {
    expect(retryAfterMs(answerWith('Sun, 06 Nov 1994 08:48:06 GMT'))).toBe(0);
    expect(retryAfterMs(answerWith('Thu, 01 Jan 1970 00:00:00 GMT'))).toBe(0);
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
    'Sun, 06 Nov 2094 08:49:37 UTC',
    'Sun, 06 Nov 2094 08:49:37 +0000',
    'Sun, 06 Nov 2094 08:49:37',
    'x Sunday, 06-Nov-30 08:49:37 GMT',
    'Sunday, 06-Nov-30 08:49:37 GMT x',
    'x Sun Nov  6 08:49:37 2094',
    'Sun Nov  6 08:49:37 2094 x',
    '5x',
    'x5',
  ])('is undefined for %j', (value) => {
    expect(retryAfterMs(answerWith(value))).toBeUndefined();
    expect(retryAfterMs(answerWith(value), 0)).toBeUndefined();
  });

  it('is undefined when the header is missing', () => {
    expect(retryAfterMs(new Response(null, { headers: { Date: new Date().toUTCString() } }))).toBeUndefined();
  });

  it('throws a RangeError that names the seconds when the answer asks for more than the longest wait', () => {
    expect(() => retryAfterMs(answerWith('61'), 60_000)).toThrow(RangeError);
    expect(() => retryAfterMs(answerWith('61'), 60_000)).toThrow('61 s');
    expect(() => retryAfterMs(answerWith('Sun, 06 Nov 1994 08:49:37 GMT'), 89_999)).toThrow(RangeError);
    expect(retryAfterMs(answerWith('60'), 60_000)).toBe(60_000);
    expect(retryAfterMs(answerWith('99999999999'))).toBe(99_999_999_999_000);
  });
});

it('reads any moment of these decades alike from all three forms', () => {
  const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  const second = fc
    .integer({ min: Date.UTC(1980, 0, 1) / 1_000, max: Date.UTC(2049, 11, 31) / 1_000 })
    .map((seconds) => new Date(seconds * 1_000));
  fc.assert(
    fc.property(second, second, (at, now) => {
      const [, day = '', month = '', year = '', time = ''] = at.toUTCString().split(' ');
      const weekday = DAYS[at.getUTCDay()]!;
      const forms = [
        at.toUTCString(),
        `${weekday}, ${day}-${month}-${year.slice(2)} ${time} GMT`,
        `${weekday.slice(0, 3)} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`,
      ];
      const expected = Math.max(0, at.getTime() - now.getTime());
      for (const form of forms) expect(retryAfterMs(answerWith(form, now.toUTCString())), form).toBe(expected);
    }),
  );
});
