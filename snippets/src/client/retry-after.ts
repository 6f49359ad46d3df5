/** The forms of an HTTP-date, all in GMT: IMF-fixdate, and the obsolete ones of RFC 850 and of C's `asctime`. */
const HTTP_DATE_FORMS = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d\d) (?<month>\w{3}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-(?<month>\w{3})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>\w{3}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/,
];

/**
 * How long an answer asks to wait (ms): RFC 9110 §10.2.3, whole seconds or an HTTP-date, which is compared with the
 * server's own clock. Undefined without a valid Retry-After.
 *
 * @param longestMs - The longest wait that the caller agrees to (ms).
 * @throws {RangeError} when it is longer than `longestMs`, since asking again any earlier would be too early.
 */
export function retryAfterMs(response: Response, longestMs = Infinity): number | undefined {
  const value = response.headers.get('Retry-After')?.trim() ?? '';
  const at = httpDate(value);
  const now = httpDate(response.headers.get('Date')?.trim() ?? '') ?? Date.now();
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : at === undefined ? undefined : Math.max(0, at - now);
  if (wait !== undefined && wait > longestMs) {
    throw new RangeError(`Salesforce asks to be left alone for ${Math.ceil(wait / 1_000)} s.`);
  }
  return wait;
}

/** The moment (ms since 1970) of an HTTP-date, RFC 9110 §5.6.7; undefined for anything else. */
function httpDate(text: string): number | undefined {
  const found = HTTP_DATE_FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (!found) return undefined;
  const { day = '', month = '', year = '', time = '' } = found;
  const rest = (full: number): string =>
    `${day.replace(' ', '0')} ${month} ${String(full).padStart(4, '0')} ${time} GMT`;
  const inYear = (full: number): number => Date.parse(`Thu, ${rest(full)}`);
  // Two digits name the latest such year that is no more than 50 years ahead.
  const ahead = new Date();
  ahead.setUTCFullYear(ahead.getUTCFullYear() + 50);
  const latest = Math.floor(ahead.getUTCFullYear() / 100) * 100 + Number(year);
  const full = year.length === 4 ? Number(year) : inYear(latest) > ahead.getTime() ? latest - 100 : latest;
  const moment = inYear(full);
  // A day or an hour that does not exist is none, although `Date.parse` may count on from it.
  return !Number.isNaN(moment) && new Date(moment).toUTCString().endsWith(rest(full)) ? moment : undefined;
}
