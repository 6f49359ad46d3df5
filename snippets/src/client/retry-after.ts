/**
 * How long an answer asks to wait (ms): RFC 9110 §10.2.3, whole seconds or an HTTP-date, which is compared with the
 * server's own clock. Undefined without a valid Retry-After.
 *
 * @param longestMs - The longest wait that the caller agrees to (ms).
 * @throws {RangeError} when it is longer than `longestMs`, since asking again any earlier would be too early.
 */
export function retryAfterMs(response: Response, longestMs = Infinity): number | undefined {
  const value = response.headers.get('Retry-After')?.trim() ?? '';
  const at = Date.parse(toImfFixdate(value));
  const now = Date.parse(toImfFixdate(response.headers.get('Date')?.trim() ?? ''));
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Math.max(0, at - (Number.isNaN(now) ? Date.now() : now));
  if (wait > longestMs) throw new RangeError(`Salesforce asks to be left alone for ${Math.ceil(wait / 1_000)} s.`);
  return Number.isNaN(wait) ? undefined : wait;
}

/** The obsolete forms of an HTTP-date, of RFC 850 and of C's `asctime`: both are in GMT, too. */
const OBSOLETE_DATES = [
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-(?<month>\w{3})-(?<year>\d\d) (?<time>[\d:]{8}) GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>\w{3}) (?<day>[ \d]\d) (?<time>[\d:]{8}) (?<year>\d{4})$/,
];

/** An HTTP-date of any form, RFC 9110 §5.6.7, as IMF-fixdate; an empty text for what is none. */
function toImfFixdate(text: string): string {
  const found = OBSOLETE_DATES.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  const { day = '', month = '', year = '', time = '' } = found ?? {};
  const inYear = (full: number): string => `Thu, ${day.replace(' ', '0')} ${month} ${full} ${time} GMT`;
  // Two digits name the latest such year that is no more than 50 years ahead.
  const ahead = new Date();
  ahead.setUTCFullYear(ahead.getUTCFullYear() + 50);
  const latest = Math.floor(ahead.getUTCFullYear() / 100) * 100 + Number(year);
  const full = year.length === 4 ? Number(year) : Date.parse(inYear(latest)) > Number(ahead) ? latest - 100 : latest;
  const date = found ? inYear(full) : text;
  // Anything else, and a day that does not exist, would be guessed at.
  const isDate =
    /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), /.test(date) && new Date(date).toUTCString().slice(5) === date.slice(5);
  return isDate ? date : '';
}
