/** How long to wait (ms) by the server's own clock: RFC 9110 §10.2.3. Throws a RangeError for more than `longestMs`. */
export function retryAfterMs(response: { headers: Pick<Headers, 'get'> }, longestMs = Infinity): number | undefined {
  const value = response.headers.get('Retry-After')?.trim() ?? '';
  const now = timeOf(response.headers.get('Date')?.trim() ?? '') ?? Date.now();
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Math.max(0, (timeOf(value) ?? NaN) - now);
  if (wait > longestMs) throw new RangeError(`Salesforce asks to be left alone for ${Math.ceil(wait / 1_000)} s.`);
  return Number.isNaN(wait) ? undefined : wait;
}

/** The time (ms since 1970) of an HTTP-date, RFC 9110 §5.6.7: all of its three forms are in GMT. */
function timeOf(date: string): number | undefined {
  const forms = ['21', '20', '19'].map((century) =>
    date
      .replace(/(\w{3})\w*day, (\d\d)-(\w{3})-(\d\d) /, `$1, $2 $3 ${century}$4 `)
      .replace(/(\w{3} \w{3})  /, '$1 0')
      .replace(/^(\w{3}) (\w{3}) (\d\d) (\S{8}) (\d{4})/, '$1, $3 $2 $5 $4 GMT'),
  );
  // Anything else, and a day that does not exist, would be guessed at.
  const isDate = (form: string) => new Date(form).toUTCString().slice(5) === form.slice(5);
  const times = forms
    .filter((form) => /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), /.test(form) && isDate(form))
    .map((form) => Date.parse(form));
  // Two digits name the latest such year that is no more than 50 years ahead.
  const latest = new Date().setUTCFullYear(new Date().getUTCFullYear() + 50);
  return times.find((time) => time <= latest) ?? times[0];
}
