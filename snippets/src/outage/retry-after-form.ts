/** A value of Retry-After that is written when it is sent, since dates are relative to that moment. */
export interface RetryAfterForm {
  /** The header's value at a moment (ms since 1970) of the server's clock. */
  readonly textAt: (now: number) => string;
  /** How long after that moment (ms) nothing may be sent; 0 where the value asks for nothing. */
  readonly asksMs: (now: number) => number;
}

/** The three forms of an HTTP-date, RFC 9110 §5.6.7, from the first one. */
const DATES: Readonly<Record<string, (date: string) => string>> = {
  date: (date) => date,
  rfc850: (date) => {
    const weekday = new Date(date).toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' });
    return date.replace(/^\w+, (\d\d) (\w+) \d\d(\d\d)/, `${weekday}, $1-$2-$3`);
  },
  asctime: (date) =>
    date.replace(/^(\w+), (\d\d) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 $4').replace(/^(\w+ \w+ )0/, '$1 '),
};

/**
 * Reads `2`, `-5`, `date(20)`, `rfc850(20)`, `asctime(-60)` (seconds from now), or any text in quotation marks.
 *
 * @throws {Error} for anything else, so that a slip of the pen is no garbage header.
 */
export function readRetryAfterForm(value: string): RetryAfterForm {
  const [, text = /^-?\d+$/.test(value) ? value : undefined] = /^"(.*)"$/.exec(value) ?? [];
  if (text !== undefined) return { textAt: () => text, asksMs: () => (/^\d+$/.test(text) ? Number(text) * 1_000 : 0) };
  const [, form = '', seconds] = /^(date|rfc850|asctime)\((-?\d+)\)$/.exec(value) ?? [];
  const write = DATES[form];
  if (!write) {
    throw new Error(
      `'${value}' is no Retry-After. Write seconds (2), a date in seconds from now (date(20), rfc850(20), asctime(20)), or any text in quotation marks ("soon").`,
    );
  }
  // A date has whole seconds: the moment that it names is what counts.
  const dateAt = (now: number): number => Math.ceil(now / 1_000 + Number(seconds)) * 1_000;
  return {
    textAt: (now) => write(new Date(dateAt(now)).toUTCString()),
    asksMs: (now) => Math.max(0, dateAt(now) - now),
  };
}
