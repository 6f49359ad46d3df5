/** Numbers from 0 to 1 as a seed decides (xorshift of 32 bits), since `Math.random` takes none. */
function randomNumbers(seed: number): () => number {
  // Neighbouring seeds are spread over all states, and none of them is 0.
  let state = Math.imul(seed ^ (seed / 2 ** 32), 0x9e3779b1) ^ 0x85ebca6b || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A script that was drawn by lot, and what it was drawn with. */
type ChaosScript = readonly string[] & { readonly seed: number };

/** What a chaos script is drawn from. */
interface ChaosOptions {
  /** How many requests fail (20). */
  readonly steps?: number;
  /** The steps to draw from; the transient faults unless given. */
  readonly faults?: readonly string[];
  /** The share of requests in between that are served (0.3). */
  readonly served?: number;
}

/** What Salesforce, a gateway or the network may do to any request, and what ends by itself. */
const TRANSIENT: readonly string[] = [
  ...[
    '503',
    '503; retry-after=2',
    '503; retry-after=date(7)',
    '503; retry-after=rfc850(3)',
    '503; retry-after=asctime(5)',
  ],
  ...['503; retry-after="soon"', '503; retry-after=-1', '503 x3', '500', '502', '504', '429; retry-after=1', 'html503'],
  ...[
    '401',
    '403 REQUEST_LIMIT_EXCEEDED concurrent',
    '400 UNABLE_TO_LOCK_ROW',
    '503; on=login',
    'reset',
    'drop-before',
  ],
  ...[
    'commit+drop',
    'commit+reset',
    'commit+503',
    'commit+html502',
    'hang',
    'commit+hang',
    'slow 2s',
    'truncate',
    'stall',
  ],
];

/**
 * A script drawn by lot: the same seed gives the same script, on every machine.
 *
 * @param seed - A whole number; it is in the message of every failed expectation.
 * @throws {RangeError} when there is nothing to draw from, or the seed is no whole number.
 */
function chaos(seed: number, { steps = 20, faults = TRANSIENT, served = 0.3 }: ChaosOptions = {}): ChaosScript {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`The seed of a chaos script is a whole number, not ${seed}.`);
  if (faults.length === 0)
    throw new RangeError('There are no faults to draw from: leave the option out, or name some.');
  const random = randomNumbers(seed);
  const script = Array.from({ length: steps }, () => {
    const isServed = random() < served;
    const drawn = faults[Math.floor(random() * faults.length)] ?? '503';
    return isServed ? '200' : drawn;
  });
  return Object.assign(script, { seed });
}

/** A record as Salesforce has it. */
interface StoredRecord {
  readonly id: string;
  /** Such as `Payment__c`. */
  readonly object: string;
  /** Its external id; its own id where it has none. */
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** When it was created (ms since 1970). */
  readonly at: number;
}

/** One write that was carried out, whether or not anybody heard of it. */
interface Commit {
  readonly key: string;
  readonly id: string;
  readonly change: 'created' | 'updated' | 'deleted';
  /** ms since 1970. */
  readonly at: number;
  /** The how many-th request for this key it was. */
  readonly attempt: number;
}

/** What a write knows of the request that it belongs to. */
interface WriteMoment {
  readonly at: number;
  readonly attempt: number;
}

/** The truth: what was committed, by the key that the business knows a record by. */
class Ledger {
  #byKey = new Map<string, readonly StoredRecord[]>();
  #byId = new Map<string, StoredRecord>();
  #commits: Commit[] = [];
  #created = 0;

  /** Every write that was carried out, in order. */
  get commits(): readonly Commit[] {
    return this.#commits;
  }

  /** Every record that is there. */
  get records(): readonly StoredRecord[] {
    return [...this.#byId.values()];
  }

  /** The records with an external id; more than one is a duplicate. */
  recordsOf(key: string): readonly StoredRecord[] {
    return this.#byKey.get(key) ?? [];
  }

  find(id: string): StoredRecord | undefined {
    // Salesforce takes an id of 15 characters too.
    return this.#byId.get(id) ?? this.records.find((record) => record.id.startsWith(id) && id.length === 15);
  }

  /** Adds a record, whether or not there is one with this key. */
  create(object: string, key: string | undefined, fields: StoredRecord['fields'], moment: WriteMoment): StoredRecord {
    this.#created += 1;
    const id = `a00${String(this.#created).padStart(12, '0')}AAA`;
    const record: StoredRecord = {
      id,
      object,
      key: key ?? id,
      fields,
      at: moment.at,
    };
    this.#put(record);
    this.#commit(record, 'created', moment);
    return record;
  }

  /** Changes the given fields of a record; the others stay. */
  update(record: StoredRecord, fields: StoredRecord['fields'], moment: WriteMoment): void {
    const changed = { ...record, fields: { ...record.fields, ...fields } };
    this.#put(changed);
    this.#commit(changed, 'updated', moment);
  }

  delete(record: StoredRecord, moment: WriteMoment): void {
    this.#byId.delete(record.id);
    this.#setKey(
      record.key,
      this.recordsOf(record.key).filter(({ id }) => id !== record.id),
    );
    this.#commit(record, 'deleted', moment);
  }

  /** Does all of `work`, or, when that answers false, nothing of it. */
  transaction(work: () => boolean): void {
    const [byKey, byId, commits] = [new Map(this.#byKey), new Map(this.#byId), [...this.#commits]];
    if (work()) return;
    [this.#byKey, this.#byId, this.#commits] = [byKey, byId, commits];
  }

  #put(record: StoredRecord): void {
    this.#byId.set(record.id, record);
    this.#setKey(record.key, [...this.recordsOf(record.key).filter(({ id }) => id !== record.id), record]);
  }

  #setKey(key: string, records: readonly StoredRecord[]): void {
    if (records.length === 0) this.#byKey.delete(key);
    else this.#byKey.set(key, records);
  }

  #commit({ key, id }: StoredRecord, change: Commit['change'], { at, attempt }: WriteMoment): void {
    this.#commits.push({ key, id, change, at, attempt });
  }
}

/** The states of a circuit breaker. */
type BreakerState = 'closed' | 'open' | 'half-open';

/** One request as the outage saw it. */
interface SeenRequest {
  /** The how many-th request it was, from 0. */
  readonly index: number;
  /** When it came in (ms since 1970). */
  readonly at: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The external ids that it names, in its path or its body. */
  readonly keys: readonly string[];
  /** The how many-th request for the same key it was, from 1; for the same method and path where it has no key. */
  readonly attempt: number;
  /** The step of the script that it met; undefined when it was served. */
  readonly step: string | undefined;
  /** How long before the moment that the last Retry-After asked for it came (ms); 0 when in time. */
  readonly earlyMs: number;
  /** What the breaker of the caller was said to be in at that time. */
  readonly breaker: BreakerState | undefined;
  /** Whether Salesforce did what it asks. */
  carriedOut: boolean;
  /** The status of the answer; undefined without one. */
  status: number | undefined;
  /** How the answer travelled. */
  delivery: 'whole' | 'reset' | 'drop' | 'hang' | 'truncate' | 'stall';
  /** When the answer went out, or the connection was closed (ms since 1970). */
  answeredAt: number | undefined;
  /** When the caller gave up on it (ms since 1970). */
  abortedAt: number | undefined;
}

/** What a caller wanted, and what it was told. */
interface SeenCall {
  /** The external id of the record that it is about. */
  readonly key: string;
  readonly at: number;
  told: 'nothing' | 'success' | 'failure';
  /** When it was told (ms since 1970). */
  endedAt: number | undefined;
  error: unknown;
}

/** Everything that a verdict is made from. */
interface OutageRecord {
  readonly script: readonly string[];
  /** The seed of a chaos script. */
  readonly seed: number | undefined;
  readonly requests: readonly SeenRequest[];
  readonly calls: readonly SeenCall[];
  readonly ledger: Ledger;
  /** What was logged while it ran. */
  readonly logs: readonly string[];
  readonly logins: number;
  /** Access tokens and secrets that were in use. */
  readonly secrets: ReadonlySet<string>;
}

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

/** Writes down what goes through `console` until the answer is called; it is printed as before. */
function captureConsole(into: string[]): () => void {
  const giveBack = METHODS.map((method) => {
    const real = Object.getOwnPropertyDescriptor(console, method) ?? {};
    const print = console[method].bind(console);
    console[method] = (...args: unknown[]) => {
      into.push(args.map((arg) => textIn(arg)).join(' '));
      print(...args);
    };
    return () => Object.defineProperty(console, method, real);
  });
  return () => giveBack.forEach((restore) => restore());
}

/**
 * Every text in a value: of an error its message, stack and cause, of an object all its properties, however deep a
 * logger would look.
 */
function textIn(value: unknown, depth = 6, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '' : String(value);
  if (depth === 0 || seen.has(value)) return '';
  seen.add(value);
  const entries = value instanceof Map || value instanceof Headers ? [...value] : Object.entries(value);
  const texts = entries.flat().map((inner) => textIn(inner, depth - 1, seen));
  if (value instanceof Error) texts.unshift(value.stack ?? value.message, textIn(value.cause, depth - 1, seen));
  return texts.filter((text) => text !== '').join(' ');
}

/** The texts that hold a secret, with that taken out. */
function leaksIn(texts: readonly string[], secrets: ReadonlySet<string>): string[] {
  return texts
    .filter((text) => [...secrets].some((secret) => text.includes(secret)))
    .map((text) => hide(text, secrets));
}

/** A text in which secrets are replaced. */
const hide = (text: string, secrets: ReadonlySet<string>): string =>
  [...secrets].reduce((shown, secret) => shown.replaceAll(secret, '<secret>'), text);

/** Where sessions are opened. */
const LOGIN_PATH = '/services/oauth2/';

/** The fields of a record, or any JSON object. */
type Fields = Readonly<Record<string, unknown>>;

/** A request as it reaches Salesforce. */
interface OrgRequest {
  readonly method: string;
  /** With the query, such as `/services/data/v64.0/query?q=…`. */
  readonly path: string;
  /** The value of a header, by its name in lower case. */
  readonly header: (name: string) => string | undefined;
  readonly body: string;
  /** Where it was sent to, such as `https://acme.my.salesforce.com`. */
  readonly origin: string;
}

/** What Salesforce answers. */
interface OrgReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON unless `headers` say otherwise. */
  readonly body: string;
}

/** A request to the data API, taken apart. */
interface DataRequest {
  readonly method: string;
  /** What comes after the version, decoded: `['sobjects', 'Payment__c', 'Reference__c', 'PAY-1']`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly version: number;
  readonly body: string;
}

/** What an API of the org works with. */
interface OrgContext extends WriteMoment {
  readonly ledger: Ledger;
  /** The field that holds the external id, such as `Reference__c`. */
  readonly externalId: string;
  /** Whether that field is unique, so that a second create is refused. */
  readonly unique: boolean;
  /** The code with which a row of this request is refused; undefined where it is not. */
  readonly refusalOf: (row: number) => string | undefined;
  /** Answers a request within this one, as composite requests need it. */
  readonly inner: (request: DataRequest, row: number) => OrgReply;
}

/** A part of the data API: answers what it knows, and leaves the rest alone. */
type OrgApi = (request: DataRequest, context: OrgContext) => OrgReply | undefined;

/** An answer in JSON. */
const json = (status: number, value: unknown): OrgReply => ({
  status,
  body: JSON.stringify(value),
});

/** A failure in the form of the REST API: a list of message and errorCode. */
const failure = (status: number, errorCode: string, message: string, fields?: readonly string[]): OrgReply =>
  json(status, [{ message, errorCode, ...(fields && { fields }) }]);

/** The object that a text holds in JSON; empty where it holds none. */
function objectIn(text: string): Record<string, unknown> {
  const value: unknown = text === '' ? {} : JSON.parse(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/**
 * The external ids that a request names: in the path of an upsert, in its fields, or in the rows and inner requests of
 * a collection, a tree or a composite request.
 */
function keysOf({ path, body }: Pick<OrgRequest, 'path' | 'body'>, externalId: string): string[] {
  const inPath = keyInPath(path, externalId);
  const keys = inPath === undefined ? [] : [inPath];
  if (/^\s*[[{]/.test(body)) collect(jsonIn(body), externalId, keys);
  return [...new Set(keys)];
}

function keyInPath(path: string, externalId: string): string | undefined {
  const [, value] = new RegExp(`/sobjects/\\w+/${externalId}/([^/?#]+)`).exec(path) ?? [];
  return value === undefined ? undefined : decoded(value);
}

function collect(value: unknown, externalId: string, keys: string[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, externalId, keys);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      if (name === externalId && (typeof inner === 'string' || typeof inner === 'number')) keys.push(String(inner));
      else if (name === 'url' && typeof inner === 'string') keys.push(...keysOf({ path: inner, body: '' }, externalId));
      else collect(inner, externalId, keys);
    }
  }
}

// What is malformed is the org's to refuse: here it only has no keys.
function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A part of a path as it was meant; as it stands where it is malformed. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** More lines than this say no more. */
const HEAD = 40;
const TAIL = 20;

/** What happened, one line a request and one for what each caller was told, in order. */
function timeLineOf(record: OutageRecord): string {
  const { requests, calls, script, seed, secrets } = record;
  const begin = Math.min(...requests.map(({ at }) => at), ...calls.map(({ at }) => at));
  const time = (at: number): string => `${((at - begin) / 1_000).toFixed(3).padStart(9)} s`;
  const events = [
    ...requests.map((request) => ({
      at: request.at,
      text: `${time(request.at)}  ${requestText(request)}`,
    })),
    ...calls.flatMap((call) =>
      call.endedAt === undefined
        ? []
        : [
            {
              at: call.endedAt,
              text: `${time(call.endedAt)}  ${toldText(call)}`,
            },
          ],
    ),
  ].sort((one, other) => one.at - other.at);
  const lines = events.map(({ text }) => hide(text, secrets));
  const left = lines.length - HEAD - TAIL;
  const shown = left > 0 ? [...lines.slice(0, HEAD), `           … ${left} more …`, ...lines.slice(-TAIL)] : lines;
  const title = `Time line of the outage${seed === undefined ? '' : ` (chaos seed ${seed})`}`;
  return [`${title}, script ${JSON.stringify(script)}:`, ...shown].join('\n');
}

function requestText({ index, method, path, keys, attempt, step, earlyMs, breaker, ...seen }: SeenRequest): string {
  const short = decoded(path).replace(/^\/services\/data\/v\d+\.\d\//, '');
  const key = keys.length > 1 ? `${keys.length} records` : (keys[0] ?? '');
  const notes = [
    attempt > 1 ? `attempt ${attempt}` : '',
    earlyMs > 0 ? `${(earlyMs / 1_000).toFixed(3)} s EARLIER than asked` : '',
    breaker && breaker !== 'closed' ? `breaker ${breaker}` : '',
    seen.abortedAt === undefined ? '' : 'given up by the caller',
    step === undefined ? '' : `met '${step}'`,
  ].filter(Boolean);
  const answer = seen.status === undefined ? NO_ANSWER[seen.delivery] : String(seen.status);
  const stored = seen.carriedOut && method !== 'GET' && (seen.status ?? 999) > 299 ? ', but was carried out' : '';
  const about = short.includes(key) ? '' : ` [${key}]`;
  return `#${index + 1} ${method} ${short}${about} → ${answer}${stored}${notes.length > 0 ? `  (${notes.join('; ')})` : ''}`;
}

const NO_ANSWER: Readonly<Record<SeenRequest['delivery'], string>> = {
  whole: 'no answer',
  reset: 'connection reset',
  drop: 'connection closed',
  hang: 'no answer',
  truncate: 'body cut',
  stall: 'body stalled',
};

function toldText({ key, told, error }: SeenCall): string {
  const why = error instanceof Error ? `: ${error.name}: ${error.message.split('\n')[0] ?? ''}` : '';
  return `   the caller of ${key} is told ${told}${why}`;
}

/** What became of the records, judged by the ledger and not by the client's word. */
interface OutageVerdict {
  /** How many records callers wanted to be written. */
  readonly calls: number;
  /** The external ids of those that are not in Salesforce … */
  readonly lost: readonly string[];
  /** … and of those among them whose caller was told that they are. */
  readonly silentlyLost: readonly string[];
  /** Stored, although the caller was told that it failed; an error with `outcome: 'unknown'` does not say that. */
  readonly failedThoughStored: readonly string[];
  /** Stored more than once. */
  readonly duplicated: readonly string[];
  /** Neither told success nor failure. */
  readonly hung: readonly string[];
  /** Every request, in order. */
  readonly requests: readonly SeenRequest[];
  /** The most requests that one record took. */
  readonly mostAttempts: number;
  /** Requests that came before the moment that Retry-After asked for. */
  readonly early: readonly SeenRequest[];
  /** Requests while the breaker was said to be open … */
  readonly whileOpen: readonly SeenRequest[];
  /** … and half-open. */
  readonly probes: readonly SeenRequest[];
  readonly logins: number;
  /** What was logged or thrown with an access token or a secret in it; that itself is left out. */
  readonly leaks: readonly string[];
  /** Request by request, as text. */
  readonly timeLine: string;
  /** The seed of a chaos script: with it, the same happens again. */
  readonly seed: number | undefined;
}

/** Judges an outage. */
function verdictOf(record: OutageRecord): OutageVerdict {
  const { calls, requests, ledger, logs, secrets, seed, logins } = record;
  const keysWhere = (test: (call: SeenCall) => boolean): string[] => [
    ...new Set(calls.filter(test).map(({ key }) => key)),
  ];
  const isStored = ({ key }: SeenCall): boolean => ledger.recordsOf(key).length > 0;
  const errors = calls.filter(({ error }) => error !== undefined).map(({ error }) => textIn(error));
  return {
    ...{ calls: calls.length, requests, logins, seed },
    lost: keysWhere((call) => !isStored(call)),
    silentlyLost: keysWhere((call) => !isStored(call) && call.told === 'success'),
    failedThoughStored: keysWhere((call) => isStored(call) && call.told === 'failure' && !isUnknown(call.error)),
    duplicated: [...new Set(ledger.records.map(({ key }) => key))].filter((key) => ledger.recordsOf(key).length > 1),
    hung: keysWhere(({ told }) => told === 'nothing'),
    mostAttempts: Math.max(0, ...requests.map(({ attempt }) => attempt)),
    early: requests.filter(({ earlyMs }) => earlyMs > 0),
    whileOpen: requests.filter(({ breaker }) => breaker === 'open'),
    probes: requests.filter(({ breaker }) => breaker === 'half-open'),
    leaks: leaksIn([...logs, ...errors], secrets),
    timeLine: timeLineOf(record),
  };
}

/** Whether an error admits that it does not know. */
const isUnknown = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'outcome' in error && error.outcome === 'unknown';

/** What a test framework shows as a failed assertion; the message holds the time line. */
class OutageAssertionError extends Error {
  override readonly name = 'AssertionError';
  readonly code = 'ERR_ASSERTION';
  readonly actual: unknown;
  readonly expected: unknown;

  constructor(
    what: string,
    { timeLine, seed }: Pick<OutageVerdict, 'timeLine' | 'seed'>,
    actual: unknown,
    expected: unknown,
  ) {
    const again = seed === undefined ? '' : `\nThe same happens again with chaos(${seed}).`;
    super(`${what}\n\n${timeLine}${again}`);
    this.actual = actual;
    this.expected = expected;
  }
}

const named = (keys: readonly string[]): string =>
  `${keys.slice(0, 10).join(', ')}${keys.length > 10 ? ` and ${keys.length - 10} more` : ''}`;

function expectNone(keys: readonly string[], what: string, verdict: OutageVerdict): void {
  if (keys.length > 0) throw new OutageAssertionError(`${keys.length} ${what}: ${named(keys)}.`, verdict, keys, []);
}

/** Every record that a caller wanted is in Salesforce. */
function expectNothingLost(verdict: OutageVerdict): void {
  expectNone(verdict.silentlyLost, 'lost although the caller was told success', verdict);
  expectNone(verdict.lost, 'lost', verdict);
}

/** No caller was told success for a record that is not there. */
function expectNothingSilentlyLost(verdict: OutageVerdict): void {
  expectNone(verdict.silentlyLost, 'lost although the caller was told success', verdict);
}

/** No record is in Salesforce more than once. */
function expectNothingDuplicated(verdict: OutageVerdict): void {
  expectNone(verdict.duplicated, 'stored more than once', verdict);
}

/** No caller was told failure for a record that is there, and all were told something. */
function expectCallersToldTheTruth(verdict: OutageVerdict): void {
  expectNothingSilentlyLost(verdict);
  expectNone(verdict.failedThoughStored, 'stored although the caller was told failure', verdict);
  expectNone(verdict.hung, 'never told anything', verdict);
}

/** No request came before the moment that Retry-After asked for. */
function expectNothingEarly(verdict: OutageVerdict): void {
  const early = verdict.early.map(({ index, earlyMs }) => `#${index + 1} by ${(earlyMs / 1_000).toFixed(3)} s`);
  expectNone(early, 'sent earlier than Retry-After asked', verdict);
}

/** No record took more than so many requests. */
function expectAttempts(verdict: OutageVerdict, atLeast: number, atMost = atLeast): void {
  const { mostAttempts } = verdict;
  if (mostAttempts >= atLeast && mostAttempts <= atMost) return;
  const wanted = atLeast === atMost ? String(atLeast) : `${atLeast} to ${atMost}`;
  const what = `${wanted} ${wanted === '1' ? 'attempt' : 'attempts'} expected, and there were ${mostAttempts}.`;
  throw new OutageAssertionError(what, verdict, mostAttempts, atMost);
}

/**
 * Not more than so many requests between two moments, which are counted from the first request: what is sent into an
 * outage keeps the service down.
 */
function expectAtMostRequests(verdict: OutageVerdict, atMost: number, fromMs = 0, toMs = Infinity): void {
  const count = requestsBetween(verdict, fromMs, toMs).length;
  if (count <= atMost) return;
  const when = toMs === Infinity ? `after ${fromMs / 1_000} s` : `from ${fromMs / 1_000} s to ${toMs / 1_000} s`;
  throw new OutageAssertionError(`${count} requests ${when}, and at most ${atMost} expected.`, verdict, count, atMost);
}

/**
 * Not more than so many requests between two moments, and one at a time: what a breaker that is open lets through.
 */
function expectOnlyProbes(verdict: OutageVerdict, atMost: number, fromMs: number, toMs: number): void {
  expectAtMostRequests(verdict, atMost, fromMs, toMs);
  const probes = requestsBetween(verdict, fromMs, toMs);
  const crowded = probes.filter(({ at }, index) => {
    const before = probes[index - 1];
    return before !== undefined && at <= (before.answeredAt ?? before.abortedAt ?? Infinity);
  });
  expectNone(
    crowded.map(({ index }) => `#${index + 1}`),
    'sent while another probe was under way',
    verdict,
  );
}

function requestsBetween({ requests }: OutageVerdict, fromMs: number, toMs: number): SeenRequest[] {
  const begin = requests[0]?.at ?? 0;
  return requests.filter(({ at }) => at - begin >= fromMs && at - begin < toMs);
}

/** While the breaker was open nothing was sent, and while it was half-open not more than so many probes. */
function expectBreakerHeld(verdict: OutageVerdict, probes = 1): void {
  const { whileOpen } = verdict;
  expectNone(
    whileOpen.map(({ index }) => `#${index + 1}`),
    'sent while the breaker was open',
    verdict,
  );
  const count = verdict.probes.length;
  if (count <= probes) return;
  throw new OutageAssertionError(`${count} probes, and at most ${probes} expected.`, verdict, count, probes);
}

/** No access token and no secret was logged or thrown. */
function expectNoSecretsInLogs(verdict: OutageVerdict): void {
  expectNone(verdict.leaks, 'texts with a token or a secret in a log or an error', verdict);
}

/** All of it: nothing lost, duplicated, early or leaked, and every caller told the truth. */
function expectResilient(verdict: OutageVerdict): void {
  expectNothingLost(verdict);
  expectNothingDuplicated(verdict);
  expectCallersToldTheTruth(verdict);
  expectNothingEarly(verdict);
  expectNoSecretsInLogs(verdict);
}

/** A clock that is moved by hand: timers and dates of the whole process, or page, follow it. */
interface TestClock {
  /** Takes the place of the real clock, from a moment (ms since 1970) on; the answer gives that back. */
  readonly install: (startsAt: number) => () => void;
  /** Goes to the moment of the next timer and fires all that are due; false when there is none. */
  readonly next: () => boolean | Promise<boolean>;
}

interface Timer {
  readonly fire: () => void;
  readonly every: number | undefined;
  at: number;
}

/**
 * A clock for frameworks without fake timers, such as Mocha: `setTimeout`, `setInterval` and `Date` of the global object.
 * As in Node, a delay above 2^31 - 1 ms overflows and fires at once: clients must not get away with that.
 */
function virtualTimers(): TestClock {
  const timers = new Map<number, Timer>();
  let now = 0;
  let count = 0;
  const starter =
    (repeats: boolean) =>
    (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): object => {
      count += 1;
      const delay = ms !== undefined && ms >= 1 && ms <= 2 ** 31 - 1 ? Math.trunc(ms) : 1;
      const every = repeats ? delay : undefined;
      timers.set(count, { fire: () => callback(...args), every, at: now + delay });
      return timerHandle(count);
    };
  const stop = (handle: unknown): void => void timers.delete(Number(handle ?? Number.NaN));

  const install = (startsAt: number): (() => void) => {
    const { setTimeout, clearTimeout, setInterval, clearInterval, Date: RealDate } = globalThis;
    const real = { setTimeout, clearTimeout, setInterval, clearInterval, Date: RealDate };
    now = startsAt;
    const fake = { setTimeout: starter(false), setInterval: starter(true), clearTimeout: stop, clearInterval: stop };
    Object.assign(globalThis, fake, { Date: virtualDate(RealDate, () => now) });
    return () => void Object.assign(globalThis, real);
  };

  const next = (): boolean => {
    let at = Infinity;
    for (const timer of timers.values()) at = Math.min(at, timer.at);
    const due = [...timers].filter(([, timer]) => timer.at === at);
    if (due.length > 0) now = Math.max(now, at);
    for (const [id, timer] of due) {
      // The one before may have cleared it.
      if (!timers.has(id)) continue;
      if (timer.every === undefined) timers.delete(id);
      else timer.at += timer.every;
      timer.fire();
    }
    return due.length > 0;
  };
  return { install, next };
}

/** What a timer is known by: Node gives an object that may be unreferenced, browsers give a number. */
function timerHandle(id: number): object {
  const handle = { ref: () => handle, unref: () => handle, hasRef: () => true, [Symbol.toPrimitive]: () => id };
  return handle;
}

/** Dates of a clock of our own; those of other moments stay as they are. */
function virtualDate(RealDate: DateConstructor, now: () => number): DateConstructor {
  class VirtualDate extends RealDate {
    constructor(...args: [] | [number | string | Date]) {
      super(...((args.length === 0 ? [now()] : args) as [number]));
    }
    static override now(): number {
      return now();
    }
  }
  return VirtualDate as DateConstructor;
}

/** `vi` of Vitest (0.34 or newer), or `jest` (29.5 or newer) with its modern timers. */
interface ViOrJestTimers {
  useFakeTimers(options?: object): unknown;
  useRealTimers(): unknown;
  getTimerCount(): number;
  advanceTimersToNextTimerAsync(): Promise<unknown>;
  advanceTimersByTimeAsync(ms: number): Promise<unknown>;
}

/** `mock.timers` of node:test (Node 20.4 or newer). */
interface NodeTestTimers {
  enable(options?: object): void;
  reset(): void;
  tick(ms?: number): void;
}

/** The clock that `FakeTimers.install()` of @sinonjs/fake-timers, or `sinon.useFakeTimers()`, gives. */
interface SinonClock {
  nextAsync(): Promise<unknown>;
  tickAsync(ms: number): Promise<unknown>;
  countTimers(): number;
}

/** The fake timers of a test framework. */
type FakeTimers = ViOrJestTimers | NodeTestTimers | SinonClock;

/** What must be fake for waiting to cost nothing; promises, streams and sockets stay real. */
const FAKED = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'];
/** The same for Jest, which takes a list of what stays real. */
const REAL = ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'];

/**
 * The clock of a framework; one of our own unless `timers` are given.
 *
 * @throws {TypeError} when these are no fake timers that are known.
 */
function testClockOf(timers?: FakeTimers): TestClock {
  if (timers === undefined) return virtualTimers();
  if ('advanceTimersToNextTimerAsync' in timers) return viOrJestClock(timers);
  if ('nextAsync' in timers) return { install: () => () => undefined, next: () => sinonNext(timers) };
  if ('tick' in timers && 'enable' in timers) return nodeTestClock(timers);
  throw new TypeError(
    'These are no fake timers that are known. Pass vi (Vitest), jest (29.5 or newer), mock.timers (node:test), the clock of @sinonjs/fake-timers, or nothing.',
  );
}

async function sinonNext(clock: SinonClock): Promise<boolean> {
  if (clock.countTimers() === 0) return false;
  await clock.nextAsync();
  await clock.tickAsync(0);
  return true;
}

function viOrJestClock(timers: ViOrJestTimers): TestClock {
  return {
    install: (startsAt) => {
      // Both frameworks mark their fakes so; a test that has switched them on itself keeps them.
      if (Object.hasOwn(globalThis.setTimeout, 'clock')) return () => undefined;
      timers.useFakeTimers({ toFake: FAKED, doNotFake: REAL, now: startsAt });
      return () => void timers.useRealTimers();
    },
    next: async () => {
      if (timers.getTimerCount() === 0) return false;
      await timers.advanceTimersToNextTimerAsync();
      // It fires one timer; others may be due at the same moment.
      await timers.advanceTimersByTimeAsync(0);
      return true;
    },
  };
}

/** node:test tells neither how many timers there are nor when the next one is due: that is noted as they are set. */
function nodeTestClock(timers: NodeTestTimers): TestClock {
  let due: number[] = [];
  const noting =
    (set: (fire: () => void, ms?: number, ...args: []) => unknown) =>
    (fire: () => void, ms = 1, ...args: []): unknown => {
      due.push(Date.now() + (ms >= 1 && ms <= 2 ** 31 - 1 ? Math.trunc(ms) : 1));
      return set(fire, ms, ...args);
    };
  return {
    install: (startsAt) => {
      const isOurs = enable(timers, startsAt);
      const { setTimeout, setInterval } = globalThis;
      Object.assign(globalThis, {
        setTimeout: noting(setTimeout),
        setInterval: noting(setInterval),
      });
      return () => {
        Object.assign(globalThis, { setTimeout, setInterval });
        if (isOurs) timers.reset();
      };
    },
    next: () => {
      const now = Date.now();
      due = due.filter((at) => at > now);
      if (due.length === 0) return false;
      timers.tick(Math.min(...due) - now);
      return true;
    },
  };
}

/** Whether this switched the timers on; a test that has done so itself keeps them. */
function enable(timers: NodeTestTimers, now: number): boolean {
  try {
    timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_INVALID_STATE') return false;
    throw error;
  }
}

/** A value of Retry-After that is written when it is sent, since dates are relative to that moment. */
interface RetryAfterForm {
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
function readRetryAfterForm(value: string): RetryAfterForm {
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

/** What happens to the requests that meet one line of a script. */
interface OutageStep {
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
class OutageScriptError extends Error {
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
function readOutageScript(lines: readonly string[]): OutageStep[] {
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

/** What became of one row. */
type RowResult =
  | { readonly success: true; readonly id: string; readonly created: boolean }
  | {
      readonly success: false;
      readonly code: string;
      readonly message: string;
      readonly fields: readonly string[];
    };

const MESSAGES: Readonly<Record<string, string>> = {
  UNABLE_TO_LOCK_ROW: 'unable to obtain exclusive access to this record',
  REQUIRED_FIELD_MISSING: 'Required fields are missing: [Amount__c]',
  FIELD_CUSTOM_VALIDATION_EXCEPTION: 'The amount must be positive.',
  SERVER_UNAVAILABLE: 'The Salesforce server is temporarily unavailable',
  INVALID_SESSION_ID: 'Session expired or invalid',
  NOT_FOUND: 'The requested resource does not exist',
};

/** The text that comes with an error code. */
const messageOf = (code: string): string => MESSAGES[code] ?? `The request failed with ${code}.`;

const refused = (code: string, message = messageOf(code), fields: readonly string[] = []): RowResult => ({
  success: false,
  code,
  message,
  fields,
});

/** Creates a record; a unique external id that is taken refuses it, and names the record that has it. */
function createRow(context: OrgContext, object: string, fields: Fields, row = 0): RowResult {
  const { ledger, externalId, unique, refusalOf } = context;
  const code = refusalOf(row);
  if (code) return refused(code);
  const value = fields[externalId];
  const key = typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  const taken = key === undefined ? undefined : recordsIn(context, object, key)[0];
  if (unique && taken) {
    const message = `duplicate value found: ${externalId} duplicates value on record with id: ${taken.id}`;
    return refused('DUPLICATE_VALUE', message, [externalId]);
  }
  return {
    success: true,
    id: ledger.create(object, key, fields, context).id,
    created: true,
  };
}

/** Updates the record with an external id, or creates it. */
function upsertRow(context: OrgContext, object: string, key: string, fields: Fields, row = 0): RowResult {
  const { ledger, externalId, refusalOf } = context;
  const code = refusalOf(row);
  if (code) return refused(code);
  const [existing, second] = recordsIn(context, object, key);
  if (second) return refused('DUPLICATE_EXTERNAL_ID', `${externalId}: more than one record found for ${key}`);
  if (!existing) {
    const { id } = ledger.create(object, key, { ...fields, [externalId]: key }, context);
    return { success: true, id, created: true };
  }
  ledger.update(existing, fields, context);
  return { success: true, id: existing.id, created: false };
}

/** Updates a record by its id. */
function updateRow(context: OrgContext, id: string, fields: Fields, row = 0): RowResult {
  const code = context.refusalOf(row);
  if (code) return refused(code);
  const record = context.ledger.find(id);
  if (!record) return refused('NOT_FOUND');
  context.ledger.update(record, fields, context);
  return { success: true, id: record.id, created: false };
}

/** The records of an object with an external id. */
const recordsIn = ({ ledger }: OrgContext, object: string, key: string): readonly StoredRecord[] =>
  ledger.recordsOf(key).filter((record) => record.object === object);

/** A record as the REST API gives it. */
const recordBody = ({ id, object, fields }: StoredRecord, version: number): Record<string, unknown> => ({
  ...fields,
  attributes: {
    type: object,
    url: `/services/data/v${version.toFixed(1)}/sobjects/${object}/${id}`,
  },
  Id: id,
});

const CODES: Readonly<Record<number, string>> = {
  401: 'INVALID_SESSION_ID',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  429: 'REQUEST_LIMIT_EXCEEDED',
  500: 'UNKNOWN_EXCEPTION',
  503: 'SERVER_UNAVAILABLE',
};

/** The answer that a step gives in place of Salesforce's own; undefined where it leaves that alone. */
function refusalFor({ answer }: OutageStep, path: string): OrgReply | undefined {
  if (!answer) return undefined;
  const { status, code = CODES[status] ?? 'UNKNOWN_EXCEPTION', message = messageOf(code) } = answer;
  if (answer.html) return htmlReply(status, 'Salesforce: Down for Maintenance');
  // Behind 502 and 504 stands a gateway, which knows no error codes.
  if ((status === 502 || status === 504) && answer.code === undefined) {
    return htmlReply(status, status === 502 ? '502 Bad Gateway' : '504 Gateway Time-out');
  }
  if (path.includes(LOGIN_PATH) && status < 500) {
    return json(status, {
      error: code.toLowerCase(),
      error_description: message,
    });
  }
  return failure(status, code, message);
}

const htmlReply = (status: number, title: string): OrgReply => ({
  status,
  headers: { 'Content-Type': 'text/html;charset=UTF-8' },
  body: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>We are back soon.</p></body></html>`,
});

const SELECT = /^SELECT\s+(.+?)\s+FROM\s+(\w+)(?:\s+WHERE\s+(.+?))?(?:\s+ORDER BY\s+.+?)?(?:\s+LIMIT\s+(\d+))?$/is;

/**
 * SOQL as far as looking a record up needs it: `SELECT Id, Amount__c FROM Payment__c WHERE Reference__c = 'PAY-1'`, with
 * `IN ('…', '…')`, conditions joined by AND, LIMIT, and COUNT().
 */
const queryApi: OrgApi = ({ method, path, query, version }, { ledger }) => {
  if (method !== 'GET' || path.length !== 1 || !/^query(?:All)?$/.test(path[0] ?? '')) return undefined;
  const soql = (query.get('q') ?? '').trim();
  const [, columns = '', object = '', where, limit] = SELECT.exec(soql) ?? [];
  const tests = where?.split(/\s+AND\s+/i).map(conditionOf) ?? [];
  if (object === '' || tests.includes(undefined)) {
    return failure(400, 'MALFORMED_QUERY', `unexpected token: this fake org does not understand '${soql}'`);
  }
  const found = ledger.records
    .filter((record) => record.object === object && tests.every((test) => test?.(record)))
    .slice(0, limit === undefined ? undefined : Number(limit));
  if (/^COUNT\(\s*\)$/i.test(columns)) return json(200, { totalSize: found.length, done: true, records: [] });
  const names = columns.split(',').map((name) => name.trim());
  const records = found.map((record) => ({
    attributes: {
      type: object,
      url: `/services/data/v${version.toFixed(1)}/sobjects/${object}/${record.id}`,
    },
    ...Object.fromEntries(names.map((name) => [name, valueOf(record, name) ?? null])),
  }));
  return json(200, { totalSize: records.length, done: true, records });
};

const valueOf = ({ id, fields }: StoredRecord, name: string): unknown =>
  name.toLowerCase() === 'id' ? id : fields[name];

/** Whether a record meets `Field = 'value'` or `Field IN ('a', 'b')`. */
function conditionOf(text: string): ((record: StoredRecord) => boolean) | undefined {
  const [, field, list] = /^(\w+)\s*(?:=\s*|\s+IN\s+(?=\())(.+)$/is.exec(text.trim()) ?? [];
  if (field === undefined || list === undefined) return undefined;
  const literals = list.match(/'(?:[^'\\]|\\.)*'|[\w.-]+/gs);
  if (!literals) return undefined;
  const values = literals.map((literal) => literal.replace(/^'(.*)'$/s, '$1').replace(/\\(.)/gs, '$1'));
  return (record) => {
    const value = valueOf(record, field);
    return (typeof value === 'string' || typeof value === 'number') && values.includes(String(value));
  };
}

const notFound = (message = messageOf('NOT_FOUND')): OrgReply => failure(404, 'NOT_FOUND', message);

/** Create, read, update, delete and upsert by external id: REST API Developer Guide, "sObject Rows". */
const sobjectApi: OrgApi = (request, context) => {
  const [root, object, field, value, ...more] = request.path;
  if (root !== 'sobjects' || object === undefined || more.length > 0) return undefined;
  if (field === undefined) return request.method === 'POST' ? create(object, request, context) : undefined;
  return value === undefined ? byId(field, request, context) : byExternalId(object, field, value, request, context);
};

function create(object: string, { body }: DataRequest, context: OrgContext): OrgReply {
  const result = createRow(context, object, objectIn(body));
  return result.success ? json(201, { id: result.id, success: true, errors: [] }) : rowFailure(result);
}

function byId(id: string, { method, body, version }: DataRequest, context: OrgContext): OrgReply | undefined {
  const record = context.ledger.find(id);
  if (method === 'PATCH') {
    const result = updateRow(context, id, objectIn(body));
    return result.success ? { status: 204, body: '' } : rowFailure(result);
  }
  if (method !== 'GET' && method !== 'HEAD' && method !== 'DELETE') return undefined;
  if (!record) return notFound();
  if (method !== 'DELETE') return json(200, recordBody(record, version));
  context.ledger.delete(record, context);
  return { status: 204, body: '' };
}

function byExternalId(
  object: string,
  field: string,
  key: string,
  { method, body, query, version }: DataRequest,
  context: OrgContext,
): OrgReply | undefined {
  if (field !== context.externalId) {
    const hint = `The external id of this fake org is ${context.externalId}: set the option externalId to change it.`;
    return notFound(`Provided external ID field does not exist or is not accessible: ${field}. ${hint}`);
  }
  const found = recordsIn(context, object, key);
  const rows = `/services/data/v${version.toFixed(1)}/sobjects/${object}`;
  // Several records have it: nothing is written, and the answer lists them.
  if (found.length > 1)
    return json(
      300,
      found.map(({ id }) => `${rows}/${id}`),
    );
  if (method === 'GET' || method === 'HEAD') return found[0] ? json(200, recordBody(found[0], version)) : notFound();
  if (method !== 'PATCH') return undefined;
  const fields = objectIn(body);
  if (Object.hasOwn(fields, field)) {
    return failure(400, 'INVALID_FIELD', `The ${field} field should not be specified in the sobject data.`, [field]);
  }
  if (query.get('updateOnly') === 'true' && !found[0]) return notFound();
  const result = upsertRow(context, object, key, fields);
  if (!result.success) return rowFailure(result);
  // Before version 46, an update has no body.
  if (!result.created && version < 46) return { status: 204, body: '' };
  return json(result.created ? 201 : 200, {
    id: result.id,
    success: true,
    errors: [],
    created: result.created,
  });
}

function rowFailure(result: Extract<RowResult, { success: false }>): OrgReply {
  return failure(result.code === 'NOT_FOUND' ? 404 : 400, result.code, result.message, result.fields);
}

/** How an org is. */
interface OrgOptions {
  /** The field that holds the external id (`Reference__c`). */
  readonly externalId?: string;
  /** Whether that field is unique: a second create with the same value is refused with DUPLICATE_VALUE (false). */
  readonly unique?: boolean;
  /** How long a session lives (ms); two hours, as Salesforce's default. */
  readonly sessionMs?: number;
  /** Tokens that are valid from the beginning, beside the org's own. */
  readonly accessTokens?: readonly string[];
  /** More of the data API, such as `compositeApi` and `bulkApi`. */
  readonly apis?: readonly OrgApi[];
}

/** No org has the tokens of another: a client that outlives a test remembers which were refused. */
let orgs = 0;

/** What a request is carried out with. */
interface OrgMoment extends WriteMoment {
  readonly refusalOf?: (row: number) => string | undefined;
}

const GRANTS = ['client_credentials', 'refresh_token', 'password', 'authorization_code'];
const JWT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const CREDENTIALS = ['client_secret', 'password', 'refresh_token', 'assertion'];
const DAILY_LIMIT = 100_000;

/** As much of a Salesforce org as an integration needs to be tested: sessions, records, queries, limits, and a ledger. */
class SalesforceOrg {
  readonly ledger = new Ledger();
  readonly #options: Required<OrgOptions>;
  /** The valid tokens, and when each was issued. */
  readonly #sessions = new Map<string, number>();
  /** Every token that was ever valid, and what was logged in with: to be looked for in logs. */
  readonly secrets = new Set<string>();
  #issued = 0;
  readonly #number = (orgs += 1);
  #logins = 0;
  #used = 0;

  constructor(options: OrgOptions = {}) {
    const {
      externalId = 'Reference__c',
      unique = false,
      sessionMs = 7_200_000,
      accessTokens = [],
      apis = [],
    } = options;
    this.#options = { externalId, unique, sessionMs, accessTokens, apis };
    for (const token of accessTokens) this.#open(token, Infinity);
  }

  get externalId(): string {
    return this.#options.externalId;
  }

  /** How many sessions were opened through the token endpoint. */
  get logins(): number {
    return this.#logins;
  }

  /** A new valid token. */
  issueToken(at: number): string {
    this.#issued += 1;
    const token = `00D000000000001!AQ${this.#number}.${this.#issued}.outage.fake.session.token`;
    this.#open(token, at);
    return token;
  }

  /** Ends every session: the tokens given out so far are refused from now on. */
  expireSessions(): void {
    this.#sessions.clear();
  }

  /** Does what a request asks, and says so. */
  carryOut(request: OrgRequest, moment: OrgMoment): OrgReply {
    try {
      return this.#route(request, moment);
    } catch (error) {
      if (error instanceof SyntaxError) return failure(400, 'JSON_PARSER_ERROR', error.message);
      throw error;
    }
  }

  /** What is shorter than a credential would be found in every log. */
  #keepSecret(value: string | null): void {
    if (value !== null && value.length >= 8) this.secrets.add(value);
  }

  #open(token: string, at: number): void {
    this.#sessions.set(token, at);
    this.secrets.add(token);
  }

  #route(request: OrgRequest, moment: OrgMoment): OrgReply {
    const { pathname, searchParams } = new URL(request.path, request.origin);
    if (pathname === '/services/oauth2/token') return this.#logIn(request, searchParams, moment.at);
    if (/^\/services\/data\/?$/.test(pathname)) return versions();
    if (!this.#isValid(request, moment.at)) return failure(401, 'INVALID_SESSION_ID', messageOf('INVALID_SESSION_ID'));
    this.#used += 1;
    const reply = this.#answer(pathname, searchParams, request, moment);
    return {
      ...reply,
      headers: {
        'Sforce-Limit-Info': `api-usage=${this.#used}/${DAILY_LIMIT}`,
        ...reply.headers,
      },
    };
  }

  #answer(pathname: string, query: URLSearchParams, { method, body }: OrgRequest, moment: OrgMoment): OrgReply {
    const [, version, rest = ''] = /^\/services\/data\/v(\d+\.\d)(?:\/(.*))?$/.exec(pathname) ?? [];
    // Apex REST is the org's own code: there is something to read at each address.
    if (pathname.startsWith('/services/apexrest/') && method === 'GET') return json(200, {});
    if (version === undefined) return failure(404, 'NOT_FOUND', messageOf('NOT_FOUND'));
    const path = rest.split('/').filter(Boolean).map(decodeURIComponent);
    return this.#data({ method, path, query, version: Number(version), body }, moment);
  }

  #data(request: DataRequest, moment: OrgMoment, row = 0): OrgReply {
    const refusalOf = moment.refusalOf ?? (() => undefined);
    const context: OrgContext = {
      ...moment,
      ...this.#options,
      ledger: this.ledger,
      refusalOf: (inner) => refusalOf(row + inner),
      inner: (one, index) => this.#data(one, moment, index),
    };
    for (const api of [sobjectApi, queryApi, this.#platform, ...this.#options.apis]) {
      const reply = api(request, context);
      if (reply) return reply;
    }
    const known = /^(?:sobjects|query|limits)$/.test(request.path[0] ?? '');
    if (known) return failure(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${request.method}' not allowed here.`);
    const hint = /^(?:composite|jobs)$/.test(request.path[0] ?? '')
      ? ' This fake org has it with the option apis: [compositeApi, bulkApi()].'
      : '';
    return failure(404, 'NOT_FOUND', `${messageOf('NOT_FOUND')}.${hint}`);
  }

  readonly #platform: OrgApi = ({ method, path }) => {
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    const left = DAILY_LIMIT - this.#used;
    if (path.join('/') === 'limits')
      return json(200, {
        DailyApiRequests: { Max: DAILY_LIMIT, Remaining: left },
      });
    // The resources of a version, and other families, to be asked whether they are there.
    return path.length === 0 || /^(?:connect|chatter|wave|analytics)$/.test(path[0] ?? '') ? json(200, {}) : undefined;
  };

  #isValid(request: OrgRequest, at: number): boolean {
    const [, token = ''] = (request.header('authorization') ?? '').split(' ');
    const opened = this.#sessions.get(token);
    return opened !== undefined && at < opened + this.#options.sessionMs;
  }

  #logIn({ method, body, origin }: OrgRequest, query: URLSearchParams, at: number): OrgReply {
    const form = new URLSearchParams(`${body}&${query.toString()}`);
    const grant = form.get('grant_type') ?? '';
    for (const name of CREDENTIALS) this.#keepSecret(form.get(name));
    if (method !== 'POST' || (!GRANTS.includes(grant) && grant !== JWT)) {
      return json(400, {
        error: 'unsupported_grant_type',
        error_description: 'grant type not supported',
      });
    }
    this.#logins += 1;
    return json(200, {
      access_token: this.issueToken(at),
      instance_url: origin,
      id: `${origin}/id/00D000000000001EAA/005000000000001AAA`,
      token_type: 'Bearer',
      issued_at: String(at),
      signature: 'fake',
    });
  }
}

function versions(): OrgReply {
  const numbers = [62, 63, 64].map((version) => version.toFixed(1));
  return json(
    200,
    numbers.map((version) => ({
      label: `API ${version}`,
      url: `/services/data/v${version}`,
      version,
    })),
  );
}

/** One list of steps with its place in it; requests of other kinds do not move it. */
interface Lane {
  readonly steps: readonly OutageStep[];
  position: number;
  /** How many requests have met the step. */
  met: number;
  /** When the step became current. */
  since: number | undefined;
}

/** Tells which step a request meets, at a moment (ms since 1970); undefined where it is served. */
type ScriptPlayer = (method: string, path: string, at: number) => OutageStep | undefined;

/**
 * Plays a script, after whose end everything is served. Steps with `on` form a list of their own
 * for the requests that they name, the others are for every request but logins. A time window begins when the step
 * before it ends, the first one at `startsAt` or with the first request.
 */
function playScript(steps: readonly OutageStep[], startsAt?: number): ScriptPlayer {
  const laneOf = (on: string | undefined): Lane => ({
    steps: steps.filter((step) => step.on === on),
    position: 0,
    met: 0,
    since: startsAt,
  });
  const lanes = [...new Set(steps.map(({ on }) => on))].map((on) => ({
    on,
    lane: laneOf(on),
  }));

  return (method, path, at) => {
    const isLogin = path.includes(LOGIN_PATH);
    const named = lanes.filter(({ on }) => on !== undefined && `${method} ${path}`.includes(on));
    const rest = lanes.filter(({ on }) => on === undefined);
    // Steps for every POST are not meant for the POST of a login, unless they say so.
    const open = isLogin ? named.filter(({ on }) => on?.includes(LOGIN_PATH)) : [...named, ...rest];
    for (const { lane } of open) {
      const met = meet(lane, at);
      if (met) return met.step.serveOneIn && met.count % met.step.serveOneIn === 0 ? undefined : met.step;
    }
    return undefined;
  };
}

/** The step that a request meets now, and the how many-th request it is to meet it. */
function meet(lane: Lane, at: number): { step: OutageStep; count: number } | undefined {
  lane.since ??= at;
  for (let step = lane.steps[lane.position]; step; step = lane.steps[lane.position]) {
    const ends = step.forMs === undefined ? Infinity : lane.since + step.forMs;
    if (at < ends) {
      lane.met += 1;
      const count = lane.met;
      if (step.forMs === undefined && count >= (step.times ?? 1)) goOn(lane, at);
      return { step, count };
    }
    goOn(lane, ends);
  }
  return undefined;
}

function goOn(lane: Lane, since: number): void {
  lane.position += 1;
  lane.met = 0;
  lane.since = since;
}

/** How an outage and its org are. */
interface OutageOptions extends OrgOptions {
  /** The clock (ms since 1970); `Date.now` unless given. */
  readonly now?: () => number;
  /** When the first time window begins (ms since 1970); with the first request unless given. */
  readonly startsAt?: number;
  /** How far the server's clock is ahead (ms, 0): its `Date` and the dates in Retry-After are those of that clock. */
  readonly clockSkewMs?: number;
  /** How long every request takes that is carried out (ms, 0). */
  readonly latencyMs?: number;
  /** How many requests are worked on at once; those beyond it are refused with 503 (no limit). */
  readonly capacity?: number;
}

/** An answer and how it is to travel. */
interface OutageAnswer {
  readonly reply: Required<OrgReply>;
  readonly delivery: OutageStep['delivery'];
}

/** What an answer asked for, and whether anybody heard it. */
interface Asked {
  readonly notBefore: number;
  readonly isHeard: () => boolean;
}

const OVERLOAD: OutageStep = {
  text: 'over capacity',
  answer: { status: 503 },
  carriedOut: false,
  delivery: 'whole',
};

/** An org that meets a script: what both faces, `fetch` and the loopback server, hand their requests to. */
class OutageCore {
  readonly org: SalesforceOrg;
  readonly requests: SeenRequest[] = [];
  /** What the caller's breaker is in, as far as it tells. */
  breaker: BreakerState | undefined;
  readonly now: () => number;
  readonly #options: OutageOptions;
  readonly #play: ScriptPlayer;
  readonly #asked = new Map<string, Asked>();
  readonly #attempts = new Map<string, number>();
  #working = 0;

  constructor(play: ScriptPlayer, options: OutageOptions) {
    this.org = new SalesforceOrg(options);
    this.now = options.now ?? (() => Date.now());
    this.#options = options;
    this.#play = play;
  }

  /**
   * Lets a request meet the script and the org.
   *
   * @param isHeard - Whether the client that sent it has heard, or can still hear, the answer.
   * @returns the request as it was seen, and its answer to come.
   */
  receive(request: OrgRequest, isHeard: () => boolean): { seen: SeenRequest; answer: Promise<OutageAnswer> } {
    const keys = keysOf(request, this.org.externalId);
    const step = this.#stepFor(request, keys);
    const seen = this.#see(request, keys, step);
    return { seen, answer: this.#answer(request, step, seen, isHeard) };
  }

  async #answer(
    request: OrgRequest,
    step: OutageStep | undefined,
    seen: SeenRequest,
    isHeard: () => boolean,
  ): Promise<OutageAnswer> {
    this.#working += 1;
    try {
      await wait(step?.lateMs);
      const own = step?.carriedOut === false ? undefined : this.#carryOut(request, step, seen);
      if (step?.answer?.status === 401 && !request.path.includes(LOGIN_PATH)) this.org.expireSessions();
      await wait((step?.delayMs ?? 0) + (own ? (this.#options.latencyMs ?? 0) : 0));
      const reply = (step && refusalFor(step, request.path)) ?? own ?? { status: 503, body: '' };
      seen.delivery = step?.delivery ?? 'whole';
      if (seen.delivery !== 'hang') seen.answeredAt = this.now();
      if (/whole|stall|truncate/.test(seen.delivery)) seen.status = reply.status;
      return {
        reply: this.#withHeaders(reply, step, seen, isHeard),
        delivery: seen.delivery,
      };
    } finally {
      this.#working -= 1;
    }
  }

  #stepFor({ method, path }: OrgRequest, keys: readonly string[]): OutageStep | undefined {
    // A create names its external id in its body only.
    const step = this.#play(method, [path, ...keys].join(' '), this.now());
    return step ?? (this.#working >= (this.#options.capacity ?? Infinity) ? OVERLOAD : undefined);
  }

  #see(request: OrgRequest, keys: string[], step: OutageStep | undefined): SeenRequest {
    const at = this.now();
    const thing = thingOf(request, keys);
    const attempt = (this.#attempts.get(thing) ?? 0) + 1;
    this.#attempts.set(thing, attempt);
    const asked = this.#asked.get(thing);
    // A client that hung up has not heard what was asked, and cannot be blamed.
    const earlyMs = asked && at < asked.notBefore && asked.isHeard() ? asked.notBefore - at : 0;
    const seen: SeenRequest = {
      ...{
        index: this.requests.length,
        at,
        method: request.method,
        path: request.path,
        keys,
        attempt,
        earlyMs,
      },
      ...{
        step: step?.text,
        breaker: this.breaker,
        carriedOut: false,
        status: undefined,
      },
      ...{ delivery: 'hang', answeredAt: undefined, abortedAt: undefined },
    };
    this.requests.push(seen);
    return seen;
  }

  #carryOut(request: OrgRequest, step: OutageStep | undefined, seen: SeenRequest): OrgReply {
    const { rows = [], code = '' } = step?.failing ?? {};
    const refusalOf = (row: number): string | undefined => (rows.includes(row) ? code : undefined);
    const reply = this.org.carryOut(request, {
      at: this.now(),
      attempt: seen.attempt,
      refusalOf,
    });
    seen.carriedOut = reply.status < 300;
    return reply;
  }

  #withHeaders(
    reply: OrgReply,
    step: OutageStep | undefined,
    seen: SeenRequest,
    isHeard: () => boolean,
  ): Required<OrgReply> {
    const now = this.now();
    const serverNow = now + (this.#options.clockSkewMs ?? 0);
    const asks = step?.retryAfter;
    if (asks)
      this.#asked.set(thingOf(seen, seen.keys), {
        notBefore: now + asks.asksMs(serverNow),
        isHeard,
      });
    const headers = {
      'Content-Type': 'application/json;charset=UTF-8',
      Date: new Date(serverNow).toUTCString(),
      ...reply.headers,
      ...(asks && { 'Retry-After': asks.textAt(serverNow) }),
    };
    return { ...reply, headers };
  }
}

/** What the retries of one thing have in common: the record that they are about, or method and path. */
const thingOf = ({ method, path }: Pick<OrgRequest, 'method' | 'path'>, keys: readonly string[]): string =>
  keys.length > 0 ? keys.join('\n') : `${method} ${path.split('?')[0] ?? ''}`;

async function wait(ms = 0): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * The in-process face: a `fetch` that sends nothing. It fails as the one of Node does, with the same errors and codes,
 * and honours the signal of its caller.
 */
function outageFetch(core: OutageCore): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    // The signal of a Request only follows the caller's, which may be collected as garbage before its time-out.
    const signal = init?.signal ?? request.signal;
    signal.throwIfAborted();
    const { origin, pathname, search } = new URL(request.url);
    const body = await request.text();
    const order = {
      method: request.method,
      path: pathname + search,
      header: (name: string) => request.headers.get(name) ?? undefined,
      ...{ body, origin },
    };
    // Once it has its answer, a caller has heard it, whatever it does to its signal then.
    let heard = false;
    const { seen, answer } = core.receive(order, () => heard);
    const answered = answer.then((given) => responseOf(given, request.url, signal));
    const response = await unlessAborted(answered, signal, () => (seen.abortedAt = core.now()));
    heard = true;
    return response;
  };
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal, onAbort: () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => {
      onAbort();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function responseOf(answer: OutageAnswer, url: string, signal: AbortSignal): Response | Promise<never> {
  const { reply, delivery } = answer;
  if (delivery === 'hang') return new Promise(() => undefined);
  if (delivery === 'reset')
    throw new TypeError('fetch failed', {
      cause: networkError('read ECONNRESET', 'ECONNRESET'),
    });
  if (delivery === 'drop')
    throw new TypeError('fetch failed', {
      cause: networkError('other side closed', 'UND_ERR_SOCKET'),
    });
  const empty = reply.status === 204 || reply.status === 304;
  const body = delivery === 'whole' ? reply.body : brokenBody(reply.body, delivery, signal);
  const response = new Response(empty ? null : body, {
    status: reply.status,
    headers: reply.headers,
  });
  // A Response that was made by hand has no address of its own.
  return Object.defineProperty(response, 'url', { value: url });
}

/** The first half of a body, and then an error or silence. */
function brokenBody(text: string, how: 'truncate' | 'stall', signal: AbortSignal): ReadableStream<Uint8Array> {
  const half = new TextEncoder().encode(text.slice(0, Math.ceil(text.length / 2)));
  return new ReadableStream<Uint8Array>(
    {
      start: (body) => {
        signal.addEventListener('abort', () => body.error(signal.reason), {
          once: true,
        });
        body.enqueue(half);
      },
      pull: (body) => {
        // Asked for more than the first half.
        if (how === 'truncate') {
          body.error(
            new TypeError('terminated', {
              cause: networkError('other side closed', 'UND_ERR_SOCKET'),
            }),
          );
        }
      },
    },
    { highWaterMark: 0 },
  );
}

const networkError = (message: string, code: string): Error => Object.assign(new Error(message), { code });

/** Work that goes on for longer than any caller would wait, or that waits for nothing that will ever happen. */
class HungError extends Error {
  override readonly name = 'HungError';
}

/** So often the event loop goes round before time passes: promises and streams come to rest meanwhile. */
const ROUNDS = 5;
/** So often it goes round without a timer before the work counts as hung: files and keys are read in that time. */
const PATIENCE = 2_000;

/** How far any clock has gone: a client that outlives a test must not see time go back. */
let latest = 0;

/**
 * Runs asynchronous work on a clock that goes from timer to timer: minutes of waiting cost milliseconds.
 *
 * @param limitMs - How long it may go on, on that clock.
 * @throws {HungError} when it goes on for longer, or waits for nothing.
 */
async function runOnVirtualTime<T>(work: () => Promise<T>, clock: TestClock, limitMs: number): Promise<T> {
  const giveBack = [clock.install(Math.max(latest, Date.now())), replaceSignalTimeout()];
  const ends = Date.now() + limitMs;
  const state = { isSettled: false };
  try {
    const result = work().finally(() => (state.isSettled = true));
    // Until it is awaited below, a failure must not count as unhandled.
    result.catch(() => undefined);
    const end = await advance(clock, () => state.isSettled || Date.now() > ends);
    if (state.isSettled) return await result;
    throw new HungError(
      end === 'idle'
        ? 'The work neither ends nor waits for a timer.'
        : `The work did not end within ${limitMs / 60_000} minutes.`,
    );
  } finally {
    latest = Math.max(latest, Date.now());
    for (const restore of giveBack.reverse()) restore();
  }
}

/** Lets a clock go on from timer to timer until somebody is done, or nothing waits for it any more. */
async function advance(clock: TestClock, isDone: () => boolean): Promise<'done' | 'idle'> {
  for (let idle = 0; idle <= PATIENCE;) {
    for (let round = 0; round < ROUNDS && !isDone(); round += 1) await goRound();
    if (isDone()) return 'done';
    idle = (await clock.next()) ? 0 : idle + ROUNDS;
  }
  return 'idle';
}

/** One round of the event loop: by an immediate where there is a real one, else by a channel, which nobody fakes. */
function goRound(): Promise<void> {
  const immediate = (globalThis as { setImmediate?: (then: () => void) => unknown }).setImmediate;
  if (immediate && !Object.hasOwn(immediate, 'clock')) return new Promise((resolve) => void immediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const onmessage = (): void => {
      port1.close();
      resolve();
    };
    // The types of Node have no such property, and those of browsers no `on`.
    Object.assign(port1, { onmessage });
    port2.postMessage(undefined);
  });
}

/** Lets `AbortSignal.timeout` follow the clock too: fake timers leave it alone. */
function replaceSignalTimeout(): () => void {
  const real = Object.getOwnPropertyDescriptor(AbortSignal, 'timeout') ?? {};
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    }, ms);
    return controller.signal;
  };
  return () => void Object.defineProperty(AbortSignal, 'timeout', real);
}

/** Chooses the step that a request meets; `index` counts all requests from 0, `at` is in ms since 1970. */
type StepChooser = (request: Pick<SeenRequest, 'method' | 'path' | 'at' | 'index'>) => string | undefined;

/** What came of a call. */
type CallResult<T> =
  { readonly told: 'success' | 'failure'; readonly value: T } | { readonly told: 'failure'; readonly error: unknown };

/** How work is run on the virtual clock. */
interface RunOptions {
  /** `vi`, `jest`, `mock.timers` of node:test or a clock of @sinonjs/fake-timers; a clock of our own unless given. */
  readonly timers?: FakeTimers;
  /** How long the work may go on, on that clock (ms, 24 hours). */
  readonly limitMs?: number;
  /** Whether the global `fetch` is that of the outage meanwhile (true). */
  readonly replaceFetch?: boolean;
}

/** A Salesforce that fails as its script says, and knows what really happened. */
interface SalesforceOutage {
  /** What a client takes as instance URL when it sends through {@link SalesforceOutage.fetch}. */
  readonly instanceUrl: string;
  /** A token that is valid until the script or {@link SalesforceOutage.expireSessions} ends its session. */
  readonly accessToken: string;
  /** The in-process face: sends nothing, and fails as the `fetch` of Node does. */
  readonly fetch: typeof fetch;
  /** What was committed. */
  readonly ledger: Ledger;
  /** Every request, in order. */
  readonly requests: readonly SeenRequest[];
  /** How many sessions were opened through the token endpoint. */
  readonly logins: () => number;
  /** A new token, as a login gives it; for clients that take a `refreshToken` function. */
  readonly refreshToken: () => Promise<string>;
  /** Ends every session: all tokens are refused from now on. */
  readonly expireSessions: () => void;
  /**
   * Does something that is to leave a record with this external id, and notes what the caller is told. It never
   * rejects. Success is any value but null, false, a Response that is not ok, and an object (or a list with one) that
   * says `success: false`.
   */
  readonly call: <T>(key: string, work: () => Promise<T>) => Promise<CallResult<T>>;
  /** Tells what the breaker of the client is in; to be called from its events. */
  readonly breakerIs: (state: BreakerState) => void;
  /**
   * Runs work with the clock of a test: minutes of waiting cost milliseconds. What is logged meanwhile is searched for
   * tokens; with a chaos script, `Math.random` follows the seed. Only for what is sent through {@link SalesforceOutage.fetch}: real sockets keep real time.
   *
   * @throws {HungError} when the work never ends.
   */
  readonly run: <T>(work: () => Promise<T>, options?: RunOptions) => Promise<T>;
  /** What became of the records. */
  readonly verdict: () => OutageVerdict;
  /** What a verdict is made from. */
  readonly record: () => OutageRecord;
  /** What both faces hand their requests to; for `serveOutage`. */
  readonly core: OutageCore;
}

/**
 * A Salesforce that fails as a script says: for unit tests through `fetch`, for anything that speaks HTTP through
 * `serveOutage`. It keeps a ledger of what was really committed.
 *
 * @param script - One step a line, such as `['503', '503; retry-after=2', 'commit+drop', '401', '503 for 30s']`, or
 *   `chaos(seed)`; after its end everything is served. See {@link readOutageScript}. A function gives the step of each
 *   request, logins too, and nothing where it is served.
 * @throws {OutageScriptError} when a step is not understood.
 */
function salesforceOutage(
  script: readonly string[] | ChaosScript | StepChooser,
  options: OutageOptions = {},
): SalesforceOutage {
  const core = new OutageCore(playerOf(script, options.startsAt), options);
  const { org, requests } = core;
  const calls: SeenCall[] = [];
  const logs: string[] = [];
  const seed = 'seed' in script ? script.seed : undefined;
  const record = (): OutageRecord => ({
    ...{ script: typeof script === 'function' ? [] : script, seed, requests, calls, logs },
    ...{ ledger: org.ledger, secrets: org.secrets, logins: org.logins },
  });
  const outage: SalesforceOutage = {
    instanceUrl: 'https://acme.my.salesforce.com',
    accessToken: org.issueToken(core.now()),
    fetch: outageFetch(core),
    ...{ ledger: org.ledger, requests, core, record },
    logins: () => org.logins,
    refreshToken: () => Promise.resolve(org.issueToken(core.now())),
    expireSessions: () => org.expireSessions(),
    breakerIs: (state) => void (core.breaker = state),
    verdict: () => verdictOf(record()),
    call: (key, work) => callAndNote(key, work, core, calls),
    run: async (work, { timers, limitMs = 86_400_000, replaceFetch = true } = {}) => {
      const giveBack = [captureConsole(logs)];
      if (replaceFetch) giveBack.push(replace(globalThis, 'fetch', outage.fetch));
      // The jitter of a client must be the same each time, too.
      if (seed !== undefined) giveBack.push(replace(Math, 'random', randomNumbers(seed)));
      try {
        return await runOnVirtualTime(work, testClockOf(timers), limitMs);
      } catch (error) {
        throw error instanceof HungError ? new HungError(`${error.message}\n\n${timeLineOf(record())}`) : error;
      } finally {
        for (const restore of giveBack.reverse()) restore();
      }
    },
  };
  return outage;
}

function playerOf(script: readonly string[] | StepChooser, startsAt: number | undefined): ScriptPlayer {
  if (typeof script !== 'function') return playScript(readOutageScript(script), startsAt);
  let index = -1;
  return (method, path, at) => {
    index += 1;
    const line = script({ method, path, at, index });
    return line === undefined ? undefined : readOutageScript([line])[0];
  };
}

/** Puts something in the place of a property until the answer is called. */
function replace<Owner extends object, Name extends keyof Owner>(owner: Owner, name: Name, value: Owner[Name]) {
  const real = owner[name];
  owner[name] = value;
  return (): void => {
    owner[name] = real;
  };
}

async function callAndNote<T>(
  key: string,
  work: () => Promise<T>,
  { now }: OutageCore,
  calls: SeenCall[],
): Promise<CallResult<T>> {
  const call: SeenCall = {
    key,
    at: now(),
    told: 'nothing',
    endedAt: undefined,
    error: undefined,
  };
  calls.push(call);
  try {
    const value = await work();
    call.told = saysSuccess(value) ? 'success' : 'failure';
    return { told: call.told, value };
  } catch (error) {
    call.told = 'failure';
    call.error = error;
    return { told: 'failure', error };
  } finally {
    call.endedAt = now();
  }
}

function saysSuccess(value: unknown): boolean {
  if (value === null || value === false) return false;
  if (value instanceof Response) return value.ok;
  if (Array.isArray(value)) return value.every(saysSuccess);
  return !(typeof value === 'object' && 'success' in value && value.success === false);
}

export {
  chaos,
  expectAtMostRequests,
  expectAttempts,
  expectBreakerHeld,
  expectCallersToldTheTruth,
  expectNoSecretsInLogs,
  expectNothingDuplicated,
  expectNothingEarly,
  expectNothingLost,
  expectNothingSilentlyLost,
  expectOnlyProbes,
  expectResilient,
  salesforceOutage,
};
