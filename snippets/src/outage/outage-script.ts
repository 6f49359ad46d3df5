import { LOGIN_PATH } from './org-api.ts';
import { type RetryAfterForm, readRetryAfterForm } from './retry-after-form.ts';

/** What happens to the requests that meet one line of a script. */
export interface OutageStep {
  /** The line as it was written. */
  readonly text: string;
  /** What is answered in place of Salesforce's own answer; the latter unless given. */
  readonly answer?: {
    readonly status: number;
    readonly code?: string;
    readonly message?: string;
    readonly html?: true;
  };
  /** Whether Salesforce does what the request asks. */
  readonly carriedOut: boolean;
  /** How the answer travels: `drop` closes the connection, `hang` keeps it open in silence, `stall` stops in the body. */
  readonly delivery: 'whole' | 'reset' | 'drop' | 'hang' | 'truncate' | 'stall';
  /** Time (ms) before the request is carried out. */
  readonly lateMs?: number;
  /** Time (ms) between that and the answer. */
  readonly delayMs?: number;
  readonly retryAfter?: RetryAfterForm;
  /** The rows of a collection, a composite request or a Bulk job that are refused, and with which code. */
  readonly failing?: {
    readonly rows: readonly number[];
    readonly code: string;
  };
  /** Only for requests whose `METHOD /path`, or an external id that they name, contains this. */
  readonly on?: string;
  /** For how many requests it holds (1) … */
  readonly times?: number;
  /** … or for how long (ms). */
  readonly forMs?: number;
  /** One request in so many is served even so. */
  readonly serveOneIn?: number;
}

/** A line of a script that cannot be understood; the message names it, its position and what is allowed. */
export class OutageScriptError extends Error {
  override readonly name = 'OutageScriptError';
}

type Fault = Omit<OutageStep, 'text'>;

const DURATION = String.raw`(\d+(?:\.\d+)?) ?(ms|s|min|h)`;
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
};
const msOf = (amount = '', unit = ''): number => Number(amount) * (UNITS[unit] ?? Number.NaN);

const LIMITS: Readonly<Record<string, string>> = {
  daily: 'TotalRequests Limit exceeded.',
  concurrent: 'ConcurrentRequests Limit exceeded.',
};
const refusal = (status: number, code?: string, message?: string): Fault => ({
  answer: { status, ...(code && { code }), ...(message && { message }) },
  carriedOut: false,
  delivery: 'whole',
});
const page = (status: number): Fault => ({
  answer: { status, html: true },
  carriedOut: false,
  delivery: 'whole',
});
const whole: Fault = { carriedOut: true, delivery: 'whole' };

/** What a line may begin with: how it looks, what a user is told of it, and what it does. */
const FAULTS: readonly (readonly [RegExp, string, (...groups: (string | undefined)[]) => Fault])[] = [
  [/^200$/, '200', () => whole],
  [/^(5\d\d|429|401|404|405|409|410|412|415|420)$/, '5xx, 429, 401, 404 …', (status) => refusal(Number(status))],
  [
    /^403 REQUEST_LIMIT_EXCEEDED(?: (daily|concurrent))?$/,
    '403 REQUEST_LIMIT_EXCEEDED [daily|concurrent]',
    (limit = 'daily') => refusal(403, 'REQUEST_LIMIT_EXCEEDED', LIMITS[limit]),
  ],
  [/^(4\d\d|5\d\d) ([A-Za-z]\w+)$/, '400 UNABLE_TO_LOCK_ROW', (status, code) => refusal(Number(status), code)],
  [/^html([245]\d\d)$/, 'html503, html200', (status) => page(Number(status))],
  [/^reset$/, 'reset', () => ({ carriedOut: false, delivery: 'reset' })],
  [/^drop-before$/, 'drop-before', () => ({ carriedOut: false, delivery: 'drop' })],
  [/^hang$/, 'hang', () => ({ carriedOut: false, delivery: 'hang' })],
  [
    /^commit\+(drop|reset|hang)$/,
    'commit+drop, commit+reset, commit+hang',
    (delivery) => ({
      carriedOut: true,
      delivery: delivery as 'drop' | 'reset' | 'hang',
    }),
  ],
  [/^commit\+(5\d\d)$/, 'commit+503', (status) => ({ ...refusal(Number(status)), carriedOut: true })],
  [/^commit\+html([25]\d\d)$/, 'commit+html503', (status) => ({ ...page(Number(status)), carriedOut: true })],
  [new RegExp(`^slow ${DURATION}$`), 'slow 3s', (amount, unit) => ({ ...whole, delayMs: msOf(amount, unit) })],
  [new RegExp(`^late ${DURATION}$`), 'late 3s', (amount, unit) => ({ ...whole, lateMs: msOf(amount, unit) })],
  [/^truncate$/, 'truncate', () => ({ carriedOut: true, delivery: 'truncate' })],
  [/^stall$/, 'stall', () => ({ carriedOut: true, delivery: 'stall' })],
  [
    /^partial(?: (\d+(?:,\d+)*))?(?: ([A-Z]\w+))?$/,
    'partial [rows such as 0,2] [code]',
    (rows = '0', code = 'UNABLE_TO_LOCK_ROW') => ({
      ...whole,
      failing: { rows: rows.split(',').map(Number), code },
    }),
  ],
];

const OPTIONS =
  'retry-after=SECONDS, retry-after=date(SECONDS), rfc850(SECONDS) or asctime(SECONDS) from now, retry-after="any text"; ' +
  'after=DURATION; on=PART OF "METHOD /path" OR EXTERNAL ID, on=login; serve=1/N';

/**
 * Reads a script: one step a line, such as `503`, `503 x5`, `503 for 30s; retry-after=date(20)`, `commit+drop`,
 * `401`, `503; on=login`.
 *
 * @throws {OutageScriptError} when a line is not understood.
 */
export function readOutageScript(lines: readonly string[]): OutageStep[] {
  return lines.map((line, index) => {
    try {
      return readStep(line);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new OutageScriptError(`Step ${index + 1} of the script, '${line}', is not understood: ${why}`);
    }
  });
}

function readStep(line: string): OutageStep {
  // A semicolon within quotation marks belongs to the value.
  const parts = line.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((part) => part.trim());
  const repeats = parts.map((part) => new RegExp(`^(.*?) +(?:x ?(\\d+)|for ${DURATION})$`).exec(part));
  const [repeat, second] = repeats.flatMap((found) => (found ? [found] : []));
  if (second) throw new Error('it says twice how often it is repeated. Say x5, or for 30s, once.');
  const [head = '', ...options] = parts.map((part, index) => repeats[index]?.[1] ?? part);
  const said = options.map(optionOf).reduce((all, option) => ({ ...all, ...option }), {});
  const step: OutageStep = {
    text: line,
    ...faultOf(head),
    ...repetitionOf(repeat),
    ...said,
  };
  if (step.retryAfter && step.delivery !== 'whole') throw new Error('without an answer there is no Retry-After.');
  return step;
}

function faultOf(head: string): Fault {
  for (const [pattern, , read] of FAULTS) {
    const found = pattern.exec(head);
    if (found) return read(...found.slice(1));
  }
  const why = /^4\d\d$/.test(head)
    ? `${head} needs a Salesforce error code, such as '${head} REQUIRED_FIELD_MISSING'.`
    : /^(?:slow|late)\b/.test(head)
      ? `say how long, such as '${head.slice(0, 4)} 3s' (ms, s, min, h).`
      : `there is no '${head}'.`;
  throw new Error(
    `${why} Allowed: ${FAULTS.map(([, example]) => example).join(', ')}; each may end with x5 or for 30s.`,
  );
}

function repetitionOf(found: RegExpExecArray | undefined): Pick<OutageStep, 'times' | 'forMs'> {
  if (!found) return {};
  if (found[2] === undefined) return { forMs: msOf(found[3], found[4]) };
  const times = Number(found[2]);
  if (times < 1) throw new Error('x0 would never happen. Leave the step out, or say x1 or more.');
  return { times };
}

function optionOf(option: string): Partial<OutageStep> {
  const [name = '', value = ''] = option.split(/=(.*)/s);
  if (name === 'retry-after') return { retryAfter: readRetryAfterForm(value) };
  if (name === 'on' && value !== '') return { on: value === 'login' ? LOGIN_PATH : value };
  const delay = new RegExp(`^after=${DURATION}$`).exec(option);
  if (delay) return { delayMs: msOf(delay[1], delay[2]) };
  const share = /^serve=1\/([1-9]\d*)$/.exec(option);
  if (share) return { serveOneIn: Number(share[1]) };
  throw new Error(`there is no option '${option}'. Options: ${OPTIONS}.`);
}
