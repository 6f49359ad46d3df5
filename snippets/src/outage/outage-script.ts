import { LOGIN_PATH } from './org-api.ts';
import { type RetryAfterForm, readRetryAfterForm } from './retry-after-form.ts';

/** How an answer travels: `drop` closes the connection, `hang` keeps it open in silence, `stall` stops in the body. */
export type Delivery = 'whole' | 'reset' | 'drop' | 'hang' | 'truncate' | 'stall';

/** What happens to the requests that meet one line of a script. */
export interface OutageStep {
  /** The line as it was written. */
  readonly text: string;
  /** What is answered in place of Salesforce's own answer, `isLost` by a gateway; the latter unless given. */
  readonly answer?: Readonly<{ status: number; code?: string; message?: string; html?: true; isLost?: true }>;
  /** Whether Salesforce does what the request asks. */
  readonly carriedOut: boolean;
  readonly delivery: Delivery;
  /** Time (ms) before the request is carried out … */
  readonly lateMs?: number;
  /** … and between that and the answer. */
  readonly delayMs?: number;
  readonly retryAfter?: RetryAfterForm;
  /** The rows of a collection, a composite request or a Bulk job that are refused (a single record is row 0). */
  readonly failing?: { readonly rows: readonly number[]; readonly code: string };
  /** Only for requests whose `METHOD /path`, or an external id that they name, contains this. */
  readonly on?: string;
  /** For how many requests it holds (1) … */
  readonly times?: number;
  /** … or for how long (ms). */
  readonly forMs?: number;
  /** One request in so many is served even so. */
  readonly serveOneIn?: number;
}

type Fault = Partial<OutageStep>;

const DURATION = String.raw`(\d+(?:\.\d+)?) ?(ms|s|min|h)`;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 };
const msOf = (amount = '', unit = ''): number => Number(amount) * (UNITS[unit] ?? Number.NaN);

const answer = (status: string, more: Omit<NonNullable<Fault['answer']>, 'status'> = {}): Fault => ({
  answer: { status: Number(status), ...more },
});
const page = (status: string): Fault => answer(status, { html: true });
const written = (fault: Fault): Fault => ({ ...fault, carriedOut: true });
const limit = (kind: 'Total' | 'Concurrent'): Fault =>
  answer('403', { code: 'REQUEST_LIMIT_EXCEEDED', message: `${kind}Requests Limit exceeded.` });
const travel = (delivery: string, carriedOut = false): Fault => ({ delivery: delivery as Delivery, carriedOut });
const failing = (rows = '0', code = 'UNABLE_TO_LOCK_ROW'): Fault => ({
  ...{ carriedOut: true, failing: { rows: rows.split(',').map(Number), code } },
});

/** What a line may begin with: how it looks, what a user is told of it, and what it does. */
const FAULTS: readonly (readonly [RegExp, string, (...groups: string[]) => Fault])[] = [
  [/^200$/, '200', () => ({ carriedOut: true })],
  [/^(5\d\d|429|401|404|405|409|410|412|415|420)$/, '5xx, 429, 401, 404 …', (status) => answer(status)],
  [/^403 REQUEST_LIMIT_EXCEEDED(?: daily)?$/, '403 REQUEST_LIMIT_EXCEEDED [daily]', () => limit('Total')],
  [/^403 REQUEST_LIMIT_EXCEEDED concurrent$/, '403 REQUEST_LIMIT_EXCEEDED concurrent', () => limit('Concurrent')],
  [/^([45]\d\d) ([A-Za-z]\w+)$/, '400 UNABLE_TO_LOCK_ROW', (status, code) => answer(status, { code })],
  [/^html([245]\d\d)$/, 'html503, html200', page],
  [/^lost(503)$/, 'lost503', (status) => answer(status, { isLost: true })],
  [/^commit\+(5\d\d)$/, 'commit+503', (status) => written(answer(status, { isLost: true }))],
  [
    /^commit\+(5\d\d) ([A-Za-z]\w+)$/,
    'commit+503 SERVER_UNAVAILABLE',
    (status, code) => written(answer(status, { code })),
  ],
  [/^commit\+html([25]\d\d)$/, 'commit+html503', (status) => written(page(status))],
  [/^(reset|hang)$/, 'reset, hang', (how) => travel(how)],
  [/^(drop)-before$/, 'drop-before', (how) => travel(how)],
  [/^commit\+(drop|reset|hang)$/, 'commit+drop, commit+reset, commit+hang', (how) => travel(how, true)],
  [/^(truncate|stall)$/, 'truncate, stall', (how) => travel(how, true)],
  [RegExp(`^slow ${DURATION}$`), 'slow 3s', (...time) => ({ carriedOut: true, delayMs: msOf(...time) })],
  [RegExp(`^late ${DURATION}$`), 'late 3s', (...time) => ({ carriedOut: true, lateMs: msOf(...time) })],
  [/^partial(?: (\d+(?:,\d+)*))?(?: ([A-Z]\w+))?$/, 'partial [rows such as 0,2] [code]', failing],
];

const OPTIONS =
  'retry-after=SECONDS, retry-after=date(SECONDS), rfc850(SECONDS) or asctime(SECONDS) from now, retry-after="any text"; ' +
  'after=DURATION; on=PART OF "METHOD /path" OR EXTERNAL ID, on=login; serve=1/N';

/**
 * Reads a script: one step a line, such as `503`, `503 x5`, `503 for 30s; retry-after=date(20)`, `commit+drop`,
 * `503; on=login`.
 *
 * @throws {SyntaxError} when a line is not understood; the message names it and what is allowed.
 */
export function readOutageScript(lines: readonly string[]): OutageStep[] {
  return lines.map((line, index) => {
    try {
      return readStep(line);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new SyntaxError(`Step ${index + 1} of the script, '${line}', is not understood: ${why}`);
    }
  });
}

function readStep(line: string): OutageStep {
  // A semicolon within quotation marks belongs to the value.
  const parts = line.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((part) => part.trim());
  const repeats = parts.map((part) => RegExp(`^(.*?) +(?:x ?(\\d+)|for ${DURATION})$`).exec(part));
  const [repeat, second] = repeats.filter((found) => found !== null);
  if (second) throw new Error('it says twice how often it is repeated. Say x5, or for 30s, once.');
  const [, , times, ...time] = repeat ?? [];
  if (Number(times) === 0) throw new Error('x0 would never happen. Leave the step out, or say x1 or more.');
  const [head = '', ...options] = parts.map((part, index) => repeats[index]?.[1] ?? part);
  const step: OutageStep = {
    ...{ text: line, carriedOut: false, delivery: 'whole', ...faultOf(head) },
    ...(repeat && (times === undefined ? { forMs: msOf(...time) } : { times: Number(times) })),
    ...options.map(optionOf).reduce((all, option) => ({ ...all, ...option }), {}),
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
  const allowed = FAULTS.map(([, example]) => example).join(', ');
  throw new Error(`${why} Allowed: ${allowed}; each may end with x5 or for 30s.`);
}

function optionOf(option: string): Fault {
  const [name = '', value = ''] = option.split(/=(.*)/s);
  if (name === 'retry-after') return { retryAfter: readRetryAfterForm(value) };
  if (name === 'on' && value !== '') return { on: value === 'login' ? LOGIN_PATH : value };
  const [, ...delay] = RegExp(`^after=${DURATION}$`).exec(option) ?? [];
  if (delay.length > 0) return { delayMs: msOf(...delay) };
  const [, oneIn] = /^serve=1\/([1-9]\d*)$/.exec(option) ?? [];
  if (oneIn !== undefined) return { serveOneIn: Number(oneIn) };
  throw new Error(`there is no option '${option}'. Options: ${OPTIONS}.`);
}
