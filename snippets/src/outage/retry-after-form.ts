/** A value of Retry-After that is written when it is sent, since dates are relative to that moment. */
export interface RetryAfterForm {
  /** The header's value at a moment (ms since 1970) of the server's clock. */
  readonly textAt: (now: number) => string;
  /** How long after that moment (ms) nothing may be sent; 0 where the value asks for nothing. */
  readonly asksMs: (now: number) => number;
}

type DateWriter = (date: Date) => string;

const two = (number: number): string => String(number).padStart(2, '0');
const partsOf = (date: Date): string[] => date.toUTCString().split(/[ ,]+/);

/** The three forms of an HTTP-date, RFC 9110 §5.6.7. */
const DATES: Readonly<Record<string, DateWriter>> = {
  date: (date) => date.toUTCString(),
  rfc850: (date) => {
    const [, day, month, year = '', time] = partsOf(date);
    const weekday = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'][date.getUTCDay()];
    return `${weekday}, ${day}-${month}-${two(Number(year) % 100)} ${time} GMT`;
  },
  asctime: (date) => {
    const [weekday, day, month, year, time] = partsOf(date);
    return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
  },
};

/**
 * Reads what a script says of Retry-After: `2`, `-5`, `date(20)`, `rfc850(20)`, `asctime(-60)` (seconds from now), or any
 * text in quotation marks, which is sent as it is.
 *
 * @throws {Error} for anything else, so that a slip of the pen is no garbage header.
 */
export function readRetryAfterForm(value: string): RetryAfterForm {
  const quoted = /^"(.*)"$/.exec(value);
  if (quoted || /^-?\d+$/.test(value)) {
    const text = quoted?.[1] ?? value;
    return {
      textAt: () => text,
      asksMs: () => (/^\d+$/.test(text) ? Number(text) * 1_000 : 0),
    };
  }
  const [, form = '', seconds] = /^(\w+)\((-?\d+)\)$/.exec(value) ?? [];
  const write = Object.hasOwn(DATES, form) ? DATES[form] : undefined;
  if (!write) {
    throw new Error(
      `'${value}' is no Retry-After. Write seconds (2), a date in seconds from now (date(20), rfc850(20), asctime(20)), or any text in quotation marks ("soon").`,
    );
  }
  // A date has whole seconds: the moment that it names is what counts.
  const dateAt = (now: number): number => Math.ceil((now + Number(seconds) * 1_000) / 1_000) * 1_000;
  return {
    textAt: (now) => write(new Date(dateAt(now))),
    asksMs: (now) => Math.max(0, dateAt(now) - now),
  };
}
