/** How long to wait (ms) by the server's own clock: RFC 9110 §10.2.3. Throws a RangeError for more than `longestMs`. */
export function retryAfterMs(response: { headers: Pick<Headers, 'get'> }, longestMs = Infinity): number | undefined {
  const value = response.headers.get('Retry-After')?.trim() ?? '';
  const at = Date.parse(httpDateIn(value));
  const now = Date.parse(httpDateIn(response.headers.get('Date')?.trim() ?? '')) || Date.now();
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Math.max(0, at - now);
  if (wait > longestMs) throw new RangeError(`Salesforce asks to be left alone for ${Math.ceil(wait / 1_000)} s.`);
  return Number.isNaN(wait) ? undefined : wait;
}

/** An HTTP-date, or an empty text. Its three forms are all in GMT, although that of C's `asctime` does not say so. */
function httpDateIn(text: string): string {
  if (/^\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}$/.test(text)) return `${text} GMT`;
  return /^\w{3,9}, \d\d[ -]\w{3}[ -]\d{2,4} [\d:]{8} GMT$/.test(text) ? text : '';
}
