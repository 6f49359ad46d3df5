'use strict';

/** The truth: what was committed, whether or not anybody heard of it, by the key that the business knows a record by. */
class Ledger {
  /** Every record that is there. */
  records = [];
  #created = 0;

  /** The records with an external id; more than one is a duplicate. */
  recordsOf(key) {
    return this.records.filter((record) => record.key === key);
  }

  /** Adds a record, whether or not there is one with this key. */
  create(object, key, fields, at) {
    this.#created += 1;
    const id = `a00${String(this.#created).padStart(12, '0')}AAA`;
    const record = { id, object, key: key ?? id, fields, at };
    this.records.push(record);
    return record;
  }

  /** Puts a record with other fields in the place of one, or nothing. */
  replace(record, fields) {
    this.records.splice(this.records.indexOf(record), 1, ...(fields ? [{ ...record, fields }] : []));
  }
}

/** Where sessions are opened. */
const LOGIN_PATH = '/services/oauth2/';

const json = (status, value) => ({ status, body: JSON.stringify(value) });

const MESSAGES = {
  UNABLE_TO_LOCK_ROW: 'unable to obtain exclusive access to this record',
  REQUIRED_FIELD_MISSING: 'Required fields are missing: [Amount__c]',
  SERVER_UNAVAILABLE: 'The Salesforce server is temporarily unavailable',
  INVALID_SESSION_ID: 'Session expired or invalid',
  NOT_FOUND: 'The requested resource does not exist',
};
const messageOf = (code) => MESSAGES[code] ?? `The request failed with ${code}.`;

/** A failure in the form of the REST API: a list of message and errorCode. */
const failure = (status, errorCode, message = messageOf(errorCode), fields) =>
  json(status, [{ message, errorCode, ...(fields && { fields }) }]);

/** The object that a text holds in JSON; empty where it holds none. */
function objectIn(text) {
  const value = text === '' ? {} : JSON.parse(text);
  return typeof value === 'object' && !Array.isArray(value) ? { ...value } : {};
}

/** Where a record is to be found. */
const urlOf = ({ object, id }, { version }) => `/services/data/${version}/sobjects/${object}/${id}`;

/** The three forms of an HTTP-date, RFC 9110 §5.6.7, from the first one. */
const DATES = {
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
function readRetryAfterForm(value) {
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
  const dateAt = (now) => Math.ceil(now / 1_000 + Number(seconds)) * 1_000;
  return {
    textAt: (now) => write(new Date(dateAt(now)).toUTCString()),
    asksMs: (now) => Math.max(0, dateAt(now) - now),
  };
}

const DURATION = String.raw`(\d+(?:\.\d+)?) ?(ms|s|min|h)`;
const UNITS = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 };
const msOf = (amount = '', unit = '') => Number(amount) * (UNITS[unit] ?? Number.NaN);

const answer = (status, more = {}) => ({
  answer: { status: Number(status), ...more },
});
const page = (status) => answer(status, { html: true });
const written = (fault) => ({ ...fault, carriedOut: true });
const limit = (kind) => answer('403', { code: 'REQUEST_LIMIT_EXCEEDED', message: `${kind}Requests Limit exceeded.` });
const travel = (delivery, carriedOut = false) => ({ delivery: delivery, carriedOut });
const failing = (rows = '0', code = 'UNABLE_TO_LOCK_ROW') => ({
  ...{ carriedOut: true, failing: { rows: rows.split(',').map(Number), code } },
});

/** What a line may begin with: how it looks, what a user is told of it, and what it does. */
const FAULTS = [
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
function readOutageScript(lines) {
  return lines.map((line, index) => {
    try {
      return readStep(line);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new SyntaxError(`Step ${index + 1} of the script, '${line}', is not understood: ${why}`);
    }
  });
}

function readStep(line) {
  // A semicolon within quotation marks belongs to the value.
  const parts = line.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((part) => part.trim());
  const repeats = parts.map((part) => RegExp(`^(.*?) +(?:x ?(\\d+)|for ${DURATION})$`).exec(part));
  const [repeat, second] = repeats.filter((found) => found !== null);
  if (second) throw new Error('it says twice how often it is repeated. Say x5, or for 30s, once.');
  const [, , times, ...time] = repeat ?? [];
  if (Number(times) === 0) throw new Error('x0 would never happen. Leave the step out, or say x1 or more.');
  const [head = '', ...options] = parts.map((part, index) => repeats[index]?.[1] ?? part);
  const step = {
    ...{ text: line, carriedOut: false, delivery: 'whole', ...faultOf(head) },
    ...(repeat && (times === undefined ? { forMs: msOf(...time) } : { times: Number(times) })),
    ...options.map(optionOf).reduce((all, option) => ({ ...all, ...option }), {}),
  };
  if (step.retryAfter && step.delivery !== 'whole') throw new Error('without an answer there is no Retry-After.');
  return step;
}

function faultOf(head) {
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

function optionOf(option) {
  const [name = '', value = ''] = option.split(/=(.*)/s);
  if (name === 'retry-after') return { retryAfter: readRetryAfterForm(value) };
  if (name === 'on' && value !== '') return { on: value === 'login' ? LOGIN_PATH : value };
  const [, ...delay] = RegExp(`^after=${DURATION}$`).exec(option) ?? [];
  if (delay.length > 0) return { delayMs: msOf(...delay) };
  const [, oneIn] = /^serve=1\/([1-9]\d*)$/.exec(option) ?? [];
  if (oneIn !== undefined) return { serveOneIn: Number(oneIn) };
  throw new Error(`there is no option '${option}'. Options: ${OPTIONS}.`);
}

const SELECT =
  /^\s*SELECT\s+(.+?)\s+FROM\s+(\w+)(?:\s+WHERE\s+(.+?))?(?:\s+ORDER BY\s+.+?)?(?:\s+LIMIT\s+(\d+))?(?:\s+OFFSET\s+(\d+))?\s*$/is;

/**
 * SOQL as far as looking a record up needs it: `SELECT Id, Amount__c FROM Payment__c WHERE Reference__c = 'PAY-1'`, with
 * `IN ('…', '…')`, conditions joined by AND, LIMIT, OFFSET, and COUNT().
 */
const queryApi = (request, { ledger }) => {
  if (request.method !== 'GET' || !/^query(?:All)?$/.test(request.path.join('/'))) return undefined;
  const soql = request.query.get('q') ?? '';
  const [, columns = '', object, where, limit = Infinity, offset = 0] = SELECT.exec(soql) ?? [];
  const tests = where?.split(/\s+AND\s+/i).map(conditionOf) ?? [];
  if (object === undefined || tests.includes(undefined)) {
    return failure(400, 'MALFORMED_QUERY', `unexpected token: this fake org does not understand '${soql}'`);
  }
  const isFound = (record) => record.object === object && tests.every((test) => test?.(record));
  const found = ledger.records.filter(isFound).slice(Number(offset), Number(offset) + Number(limit));
  const names = columns.split(',').map((name) => name.trim());
  const records = found.map((record) => ({
    attributes: { type: object, url: urlOf(record, request) },
    ...Object.fromEntries(names.map((name) => [name, valueOf(record, name) ?? null])),
  }));
  return json(200, { totalSize: found.length, done: true, records: /^COUNT\(/i.test(columns) ? [] : records });
};

const valueOf = ({ id, fields }, name) => (/^id$/i.test(name) ? id : fields[name]);

/** Whether a record meets `Field = 'value'` or `Field IN ('a', 'b')`. */
function conditionOf(text) {
  const [, field, list] = /^\s*(\w+)\s*(?:=\s*|\s+IN\s+(?=\())(.+)$/is.exec(text) ?? [];
  const literals = list?.match(/'(?:[^'\\]|\\.)*'|[\w.-]+/gs) ?? [];
  const values = literals.map((literal) => literal.replace(/^'(.*)'$/s, '$1').replace(/\\(.)/gs, '$1'));
  return field === undefined ? undefined : (record) => values.some((value) => value === String(valueOf(record, field)));
}

/** The external ids that a request names: in the path of an upsert, in its fields, or in those of its rows and parts. */
function keysOf({ path, body }, externalId = 'Reference__c') {
  const inPath = String.raw`/sobjects/\w+/${externalId}/([^/?#"\s]+)`;
  const inFields = String.raw`"${externalId}"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?)`;
  const found = [...`${path} ${body}`.matchAll(RegExp(`${inPath}|${inFields}`, 'g'))];
  return [...new Set(found.map(([, part = '', value]) => (value ? decoded(value, JSON.parse) : decoded(part))))];
}

/** A text as it was meant; as it stands where it is malformed, which is the org's to refuse. */
function decoded(text, decode = decodeURIComponent) {
  try {
    return String(decode(text));
  } catch {
    return text;
  }
}

const DONE = { status: 204, body: '' };

/** Create, read, update, delete and upsert by external id: REST API Developer Guide, "sObject Rows". */
const sobjectApi = (request, context) => {
  const [root, object, field, key, ...more] = request.path;
  if (root !== 'sobjects' || object === undefined || more.length > 0) return undefined;
  if (field === undefined) return request.method === 'POST' ? create(object, request, context) : undefined;
  if (key !== undefined) return byExternalId(object, field, key, request, context);
  return byId(
    context.ledger.records.find(({ id }) => id === field),
    request,
    context,
  );
};

function create(object, { body }, { ledger, externalId, unique, at }) {
  const fields = objectIn(body);
  const { [externalId]: value } = fields;
  const key = typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  const taken = ledger.records.find((record) => record.object === object && record.key === key);
  if (unique && taken) {
    const message = `duplicate value found: ${externalId} duplicates value on record with id: ${taken.id}`;
    return failure(400, 'DUPLICATE_VALUE', message, [externalId]);
  }
  return json(201, { id: ledger.create(object, key, fields, at).id, success: true, errors: [] });
}

function byId(record, request, { ledger }) {
  if (!record) return failure(404, 'NOT_FOUND');
  const { id, object, fields } = record;
  if (/^(?:GET|HEAD)$/.test(request.method)) {
    return json(200, { ...fields, attributes: { type: object, url: urlOf(record, request) }, Id: id });
  }
  if (request.method === 'PATCH') ledger.replace(record, { ...fields, ...objectIn(request.body) });
  else if (request.method === 'DELETE') ledger.replace(record);
  else return undefined;
  return DONE;
}

/** Reads the record with an external id; updates it, or creates it. */
function byExternalId(object, field, key, request, context) {
  const { ledger, externalId, at } = context;
  if (field !== externalId) {
    const hint = `The external id of this fake org is ${externalId}: set the option externalId to change it.`;
    return failure(404, 'NOT_FOUND', `Provided external ID field does not exist: ${field}. ${hint}`);
  }
  const found = ledger.recordsOf(key).filter((record) => record.object === object);
  // Several records have it: nothing is written, and the answer lists them.
  const urls = found.map((record) => urlOf(record, request));
  if (urls.length > 1) return json(300, urls);
  const [existing] = found;
  if (request.method !== 'PATCH') return byId(existing, request, context);
  const fields = objectIn(request.body);
  if (field in fields) {
    return failure(400, 'INVALID_FIELD', `The ${field} field should not be specified in the sobject data.`, [field]);
  }
  if (!existing && request.query.get('updateOnly') === 'true') return failure(404, 'NOT_FOUND');
  if (existing) ledger.replace(existing, { ...existing.fields, ...fields });
  const { id } = existing ?? ledger.create(object, key, { ...fields, [field]: key }, at);
  // Before version 46, an update has no body.
  if (existing && Number(request.version.slice(1)) < 46) return DONE;
  return json(existing ? 200 : 201, { id, success: true, errors: [], created: !existing });
}

const GRANTS = /^(?:client_credentials|refresh_token|password|authorization_code|urn:.+:jwt-bearer)$/;
const CREDENTIALS = ['client_secret', 'password', 'refresh_token', 'assertion'];
const VERSIONS = [{ label: 'API 64.0', url: '/services/data/v64.0', version: '64.0' }];

/** No two tokens are the same, not even of two orgs: a client that outlives a test remembers which were refused. */
let issued = 0;

/** As much of a Salesforce org as an integration needs to be tested: sessions, records, queries, and a ledger. */
class SalesforceOrg {
  ledger = new Ledger();
  /** The valid tokens. */
  sessions;
  /** Every token that was ever valid, and what was logged in with: to be looked for in logs. */
  secrets;
  /** How many sessions were opened through the token endpoint. */
  logins = 0;
  #options;

  constructor(options) {
    this.#options = options;
    this.sessions = new Set(options.accessTokens);
    this.secrets = new Set(options.accessTokens);
  }

  /** A new valid token. */
  issueToken() {
    issued += 1;
    const token = `00D000000000001!AQ.${issued}.outage.fake.session.token`;
    this.sessions.add(token);
    this.secrets.add(token);
    return token;
  }

  /** Does what a request asks, and says so. */
  carryOut(request, moment) {
    const { pathname, searchParams: query } = new URL(request.path, request.origin);
    if (pathname === `${LOGIN_PATH}token`) return this.#logIn(request, query, moment.at);
    if (/^(?:revoke|introspect)$/.test(pathname.slice(LOGIN_PATH.length)))
      return this.#aboutToken(request, query, moment.at);
    if (/^\/services\/data\/?$/.test(pathname)) return json(200, VERSIONS);
    const [, token = ''] = request.authorization.split(' ');
    if (!this.sessions.has(token)) return failure(401, 'INVALID_SESSION_ID');
    const [, version = '', rest = ''] = /^\/services\/(?:data\/(v\d+\.\d))?(.*)$/.exec(pathname) ?? [];
    const headers = {};
    try {
      const path = rest
        .split('/')
        .filter(Boolean)
        .map((part) => decoded(part));
      const reply = this.#answer({ ...request, path, query, version }, { ...moment, headers });
      return { ...reply, headers: { ...headers, ...reply.headers } };
    } catch (error) {
      if (error instanceof SyntaxError) return failure(400, 'JSON_PARSER_ERROR', error.message);
      throw error;
    }
  }

  #answer(request, moment, row = 0) {
    const { method, path } = request;
    const [root = ''] = path;
    const { failing, ...rest } = moment;
    if (failing?.rows.includes(row) && root === 'sobjects' && method !== 'GET') return failure(400, failing.code);
    const { externalId = 'Reference__c', unique = false, apis = [] } = this.#options;
    const inner = (one, index) => this.#answer(one, moment, index);
    for (const api of [...apis, sobjectApi, queryApi]) {
      const reply = api(request, { ...rest, ledger: this.ledger, externalId, unique, inner });
      if (reply) return reply;
    }
    if (root === 'sobjects' || root === 'query') {
      return failure(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed here.`);
    }
    const hint = 'This fake org has sobjects and query, and more with the option apis: [compositeApi, bulkApi()].';
    return failure(404, 'NOT_FOUND', `The requested resource does not exist. ${hint}`);
  }

  /** Ends a session, or says whether there is one (RFC 7009 and 7662). */
  #aboutToken({ path, body }, query, at) {
    const token = new URLSearchParams(`${body}&${query.toString()}`).get('token') ?? '';
    const active = this.sessions.has(token);
    if (path.includes('introspect'))
      return json(200, { active, ...(active && { exp: Math.trunc(at / 1_000) + 7_200 }) });
    this.sessions.delete(token);
    return { status: 200, body: '' };
  }

  #logIn({ method, body, origin }, query, at) {
    const form = new URLSearchParams(`${body}&${query.toString()}`);
    const credentials = CREDENTIALS.map((name) => form.get(name) ?? '');
    // What is shorter than a credential would be found in every log.
    for (const value of credentials.filter(({ length }) => length >= 8)) this.secrets.add(value);
    if (method !== 'POST' || !GRANTS.test(form.get('grant_type') ?? '')) {
      return json(400, { error: 'unsupported_grant_type', error_description: 'grant type not supported' });
    }
    this.logins += 1;
    const id = `${origin}/id/00D000000000001EAA/005000000000001AAA`;
    const session = { access_token: this.issueToken(), instance_url: origin, token_type: 'Bearer' };
    return json(200, { ...session, id, issued_at: String(at), signature: 'fake' });
  }
}

/** Puts something in the place of properties of an object, until the answer is called. */
function replace(owner, parts) {
  const real = Object.keys(parts).map((name) => [name, Object.getOwnPropertyDescriptor(owner, name)]);
  Object.assign(owner, parts);
  return () => {
    for (const [name, descriptor] of real) {
      if (descriptor) Object.defineProperty(owner, name, descriptor);
      else Reflect.deleteProperty(owner, name);
    }
  };
}

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'];

/** Writes down what goes through `console` until the answer is called; it is printed as before. */
function captureConsole(into) {
  const methods = METHODS.map((method) => {
    const print = console[method].bind(console);
    const note = (...args) => {
      into.push(args.map((arg) => textIn(arg)).join(' '));
      print(...args);
    };
    return [method, note];
  });
  return replace(console, Object.fromEntries(methods));
}

/** Every text in a value, however deep a logger would look: of an error its message, stack and cause too. */
function textIn(value, depth = 6, seen = new Set()) {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '' : String(value);
  if (depth === 0 || seen.has(value)) return '';
  seen.add(value);
  const entries = value instanceof Map || value instanceof Headers ? [...value] : Object.entries(value);
  if (value instanceof Error) entries.unshift([value.stack ?? value.message, value.cause ?? '']);
  return entries
    .flatMap((entry) => entry.map((inner) => textIn(inner, depth - 1, seen)))
    .filter((text) => text !== '')
    .join(' ');
}

/** A text in which secrets are replaced. */
const hide = (text, secrets) => [...secrets].reduce((shown, secret) => shown.replaceAll(secret, '<secret>'), text);

/** More lines than this, at the beginning and at the end, say no more. */
const [HEAD, TAIL] = [40, 20];

/** What happened, one line a request and one for what each caller was told, in order. */
function timeLineOf({ requests, calls, script, org }) {
  const begin = Math.min(...[...requests, ...calls].map(({ at }) => at));
  const events = [
    ...requests.map((request) => ({ at: request.at, text: requestText(request) })),
    ...calls.map((call) => ({ at: call.endedAt ?? Infinity, text: toldText(call) })),
  ];
  const lines = events
    .filter(({ at }) => at < Infinity)
    .sort((one, other) => one.at - other.at)
    .map(({ at, text }) => hide(`${((at - begin) / 1_000).toFixed(3).padStart(9)} s  ${text}`, org.secrets));
  const left = lines.length - HEAD - TAIL;
  if (left > 0) lines.splice(HEAD, left, `           … ${left} more …`);
  const title = `Time line of the outage${script.seed === undefined ? '' : ` (chaos seed ${script.seed})`}`;
  return [`${title}, script ${JSON.stringify(script)}:`, ...lines].join('\n');
}

const NO_ANSWER = {
  ...{ whole: 'no answer', hang: 'no answer', reset: 'connection reset', drop: 'connection closed' },
  ...{ truncate: 'body cut', stall: 'body stalled' },
};

function requestText(request) {
  const { index, method, path, keys, attempt, step, earlyMs, breaker, status, delivery } = request;
  const short = decoded(path).replace(/^\/services\/data\/v\d+\.\d\//, '');
  const key = keys.length > 1 ? `${keys.length} records` : (keys[0] ?? '');
  const notes = [
    attempt > 1 && `attempt ${attempt}`,
    earlyMs > 0 && `${(earlyMs / 1_000).toFixed(3)} s EARLIER than asked`,
    breaker && breaker !== 'closed' && `breaker ${breaker}`,
    request.abortedAt !== undefined && 'given up by the caller',
    step !== undefined && `met '${step}'`,
  ].filter(Boolean);
  const stored = request.carriedOut && method !== 'GET' && (status ?? 999) > 299 ? ', but was carried out' : '';
  const about = short.includes(key) ? '' : ` [${key}]`;
  const answer = `${status ?? NO_ANSWER[delivery]}${stored}`;
  return `#${index + 1} ${method} ${short}${about} → ${answer}${notes.length > 0 ? `  (${notes.join('; ')})` : ''}`;
}

function toldText({ key, told, error }) {
  const why = error instanceof Error ? `: ${error.name}: ${error.message.split('\n')[0] ?? ''}` : '';
  return `   the caller of ${key} is told ${told}${why}`;
}

/** Judges an outage. */
function verdictOf(record) {
  const { calls, requests, logs, script, org } = record;
  const { ledger, secrets, logins } = org;
  const stored = ledger.records.map(({ key }) => key);
  const keysWhere = (test) => {
    const keys = new Set(stored);
    return [...new Set(calls.filter((call) => test(call, keys.has(call.key))).map(({ key }) => key))];
  };
  const texts = [...logs, ...calls.map(({ error }) => textIn(error))];
  return {
    /** Every request in order, how many records callers wanted, logins, and the seed of a chaos script. */
    ...{ requests, calls: calls.length, logins, seed: script.seed },
    /** The external ids of records that are not in Salesforce … */
    lost: keysWhere((_, isStored) => !isStored),
    /** … and of those among them whose caller was told that they are. */
    silentlyLost: keysWhere(({ told }, isStored) => !isStored && told === 'success'),
    /** Stored, although the caller was told that it failed; an error with `outcome: 'unknown'` does not say that. */
    failedThoughStored: keysWhere(({ told, error }, isStored) => isStored && told === 'failure' && !isUnknown(error)),
    /** How many records Salesforce has. */
    stored: stored.length,
    /** Stored more than once. */
    duplicated: [...new Set(stored.filter((key, index) => stored.indexOf(key) !== index))],
    /** Told that it failed, by an error or by a value that says so … */
    toldFailure: keysWhere(({ told }) => told === 'failure'),
    /** … and told anything without an error. */
    withoutError: keysWhere(({ told, error }) => told !== 'nothing' && error === undefined),
    /** Neither told success nor failure. */
    hung: keysWhere(({ told }) => told === 'nothing'),
    /** The most requests that one record took. */
    mostAttempts: Math.max(0, ...requests.map(({ attempt }) => attempt)),
    /** Requests that came before the moment that Retry-After asked for. */
    early: requests.filter(({ earlyMs }) => earlyMs > 0),
    /** Requests while the breaker was said to be open … */
    whileOpen: requests.filter(({ breaker }) => breaker === 'open'),
    /** … and half-open. */
    probes: requests.filter(({ breaker }) => breaker === 'half-open'),
    /** What was logged or thrown with an access token or a secret in it; that itself is left out. */
    leaks: texts.filter((text) => hide(text, secrets) !== text).map((text) => hide(text, secrets)),
    /** Request by request, as text. */
    timeLine: timeLineOf(record),
  };
}

/** Whether an error admits that it does not know. */
const isUnknown = (error) =>
  typeof error === 'object' && error !== null && 'outcome' in error && error.outcome === 'unknown';

/** What may be wrong, by the part of the verdict that lists it. */
const WRONG = {
  silentlyLost: 'lost although the caller was told success',
  lost: 'lost',
  duplicated: 'stored more than once',
  failedThoughStored: 'stored although the caller was told failure',
  toldFailure: 'told failure',
  withoutError: 'ended without an error, so that whoever called goes on as if all were well',
  hung: 'never told anything',
  early: 'sent earlier than Retry-After asked',
  whileOpen: 'sent while the breaker was open',
  leaks: 'texts with a token or a secret in a log or an error',
};

/** Every record that a caller wanted is in Salesforce. */
const expectNothingLost = expectNo('silentlyLost', 'lost');
/** No caller was told success for a record that is not there. */
const expectNothingSilentlyLost = expectNo('silentlyLost');
/** No record is in Salesforce more than once. */
const expectNothingDuplicated = expectNo('duplicated');
/** No caller was told failure for a record that is there, nor success for one that is not, and all were told something. */
const expectCallersToldTheTruth = expectNo('silentlyLost', 'failedThoughStored', 'hung');
/** Every caller was told success. */
const expectSuccess = expectNo('toldFailure', 'hung');
/** Every call ended with an error: `null` or `false` is easily overlooked. */
const expectError = expectNo('withoutError', 'hung');
/** No request came before the moment that Retry-After asked for. */
const expectNothingEarly = expectNo('early');
/** No access token and no secret was logged or thrown. */
const expectNoSecretsInLogs = expectNo('leaks');
/** All of it. */
const expectResilient = expectNo(
  ...['silentlyLost', 'lost', 'duplicated', 'failedThoughStored', 'hung', 'early', 'leaks'],
);

/** Salesforce has so many records. */
function expectStored(verdict, count) {
  const { stored } = verdict;
  const wanted = `${count} ${count === 1 ? 'record' : 'records'} expected in Salesforce`;
  if (stored !== count) fail(`${wanted}, and there ${stored === 1 ? 'is' : 'are'} ${stored}.`, verdict, stored, count);
}

/** No record took more, or less, than so many requests. */
function expectAttempts(verdict, atLeast, atMost = atLeast) {
  const { mostAttempts } = verdict;
  if (mostAttempts >= atLeast && mostAttempts <= atMost) return;
  const wanted = `${atLeast}${atLeast === atMost ? '' : ` to ${atMost}`} ${atMost === 1 ? 'attempt' : 'attempts'}`;
  fail(`${wanted} expected, and there were ${mostAttempts}.`, verdict, mostAttempts, atMost);
}

/** Not more than so many requests between two moments (ms after the first one): what is sent keeps the service down. */
function expectAtMostRequests(verdict, atMost, fromMs = 0, toMs = Infinity) {
  const count = requestsBetween(verdict, fromMs, toMs).length;
  const when = toMs === Infinity ? `after ${fromMs / 1_000} s` : `from ${fromMs / 1_000} s to ${toMs / 1_000} s`;
  if (count > atMost) fail(`${count} requests ${when}, and at most ${atMost} expected.`, verdict, count, atMost);
}

/** The same, and one at a time: what a breaker that is open lets through. */
function expectOnlyProbes(verdict, atMost, fromMs, toMs) {
  expectAtMostRequests(verdict, atMost, fromMs, toMs);
  const probes = requestsBetween(verdict, fromMs, toMs);
  const crowded = probes.filter(({ at }, index) => {
    const before = probes[index - 1];
    return before && at <= (before.answeredAt ?? before.abortedAt ?? Infinity);
  });
  expectNone(verdict, crowded, 'sent while another probe was under way');
}

/** While the breaker was open nothing was sent, and while it was half-open not more than so many probes. */
function expectBreakerHeld(verdict, probes = 1) {
  expectNo('whileOpen')(verdict);
  const count = verdict.probes.length;
  if (count > probes) fail(`${count} probes, and at most ${probes} expected.`, verdict, count, probes);
}

function expectNo(...parts) {
  return (verdict) => parts.forEach((part) => expectNone(verdict, verdict[part], WRONG[part]));
}

function expectNone(verdict, found, what) {
  const by = (ms) => (what === WRONG.early ? ` by ${(ms / 1_000).toFixed(3)} s` : '');
  const names = found.map((one) => (typeof one === 'string' ? one : `#${one.index + 1}${by(one.earlyMs)}`));
  const more = names.length > 10 ? ` and ${names.length - 10} more` : '';
  if (names.length > 0) fail(`${names.length} ${what}: ${names.slice(0, 10).join(', ')}${more}.`, verdict, names, []);
}

/** What a test framework shows as a failed assertion; the message holds the time line. */
function fail(what, { timeLine, seed }, actual, expected) {
  const again = seed === undefined ? '' : `\nThe same happens again with chaos(${seed}).`;
  const error = new Error(`${what}\n\n${timeLine}${again}`);
  throw Object.assign(error, { name: 'AssertionError', code: 'ERR_ASSERTION', actual, expected });
}

function requestsBetween({ requests }, fromMs, toMs) {
  const begin = requests[0]?.at ?? 0;
  return requests.filter(({ at }) => at - begin >= fromMs && at - begin < toMs);
}

/**
 * The in-process face: a `fetch` that sends nothing. It fails as the one of Node does, with the same errors and codes,
 * and honours the signal of its caller.
 */
function outageFetch(outage) {
  return async (input, init) => {
    const request = new Request(input, init);
    const { method, headers, url } = request;
    // The signal of a Request only follows the caller's, which may be collected as garbage before its time-out.
    const signal = init?.signal ?? request.signal;
    signal.throwIfAborted();
    const { origin, pathname, search } = new URL(url);
    const authorization = headers.get('Authorization') ?? '';
    const order = { method, path: pathname + search, authorization, origin, body: await request.text() };
    // Once it has its answer, a caller has heard it, whatever it does to its signal then.
    let isHeard = false;
    const { seen, answer } = outage.receive(order, () => isHeard);
    return new Promise((resolve, reject) => {
      const abort = () => {
        seen.abortedAt = outage.now();
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      void answer
        .then((given) => responseOf(given, url, signal))
        .then((response) => {
          isHeard = true;
          resolve(response);
        }, reject)
        .finally(() => signal.removeEventListener('abort', abort));
    });
  };
}

function responseOf(answer, url, signal) {
  const { status, headers, delivery } = answer;
  if (delivery === 'hang') return new Promise(() => undefined);
  if (delivery === 'reset') throw networkError('fetch failed', 'read ECONNRESET', 'ECONNRESET');
  if (delivery === 'drop') throw networkError('fetch failed', 'other side closed', 'UND_ERR_SOCKET');
  const response = new Response(status === 204 ? null : bodyOf(answer, signal), { status, headers });
  // A Response that was made by hand has no address of its own.
  return Object.defineProperty(response, 'url', { value: url });
}

/** The whole body; or its first half, and then an error or silence. */
function bodyOf({ body: text, delivery }, signal) {
  if (delivery === 'whole') return text;
  const start = (body) => {
    signal.addEventListener('abort', () => body.error(signal.reason), { once: true });
    body.enqueue(new TextEncoder().encode(text.slice(0, Math.ceil(text.length / 2))));
  };
  // Asked for more than the first half.
  const pull = (body) => {
    if (delivery === 'truncate') body.error(networkError('terminated', 'other side closed', 'UND_ERR_SOCKET'));
  };
  return new ReadableStream({ start, pull }, { highWaterMark: 0 });
}

const networkError = (what, message, code) =>
  new TypeError(what, { cause: Object.assign(new Error(message), { code }) });

const CODES = {
  ...{ 401: 'INVALID_SESSION_ID', 404: 'NOT_FOUND', 405: 'METHOD_NOT_ALLOWED', 409: 'CONFLICT' },
  ...{ 429: 'REQUEST_LIMIT_EXCEEDED', 503: 'SERVER_UNAVAILABLE' },
};
/** Behind these stands a gateway, which knows no error codes. */
const GATEWAYS = { 502: '502 Bad Gateway', 504: '504 Gateway Time-out' };

/** What Envoy says when it loses the connection to the org behind it. */
const LOST = 'upstream connect error or disconnect/reset before headers. reset reason: connection termination';

/** The answer that a step gives in place of Salesforce's own. */
function refusalFor(answer, path) {
  const { status, code = CODES[status] ?? 'UNKNOWN_EXCEPTION', message = messageOf(code), html, isLost } = answer;
  if (isLost && status === 503) return { status, headers: { 'Content-Type': 'text/plain' }, body: LOST };
  const title = html ? 'Salesforce: Down for Maintenance' : answer.code === undefined && GATEWAYS[status];
  if (title) {
    const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
    return { status, headers: { 'Content-Type': 'text/html;charset=UTF-8' }, body };
  }
  if (!path.includes(LOGIN_PATH) || status >= 500) return failure(status, code, message);
  return json(status, { error: code.toLowerCase(), error_description: message });
}

/** Puts such a clock in the place of the one that there is, from a moment (ms since 1970) on. */
function installClock(startsAt) {
  const timers = new Map();
  let now = startsAt;
  let count = 0;
  const starter =
    (repeats) =>
    (callback, ms = 1, ...args) => {
      const id = (count += 1);
      // As in Node, a delay above 2^31 - 1 ms overflows and fires at once: clients must not get away with that.
      const delay = ms >= 1 && ms < 2 ** 31 ? Math.trunc(ms) : 1;
      timers.set(id, { fire: () => callback(...args), every: repeats ? delay : Infinity, at: now + delay });
      // Node gives an object that may be unreferenced, browsers give a number.
      const handle = { ref: () => handle, unref: () => handle, hasRef: () => true, [Symbol.toPrimitive]: () => id };
      return handle;
    };
  const stop = (handle) => void timers.delete(Number(handle ?? Number.NaN));
  const fakes = { setTimeout: starter(false), setInterval: starter(true), clearTimeout: stop, clearInterval: stop };
  const timeout = (ms) => {
    const controller = new AbortController();
    const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    fakes.setTimeout(() => controller.abort(reason), ms);
    return controller.signal;
  };
  const next = () => {
    const at = [...timers.values()].reduce((least, timer) => Math.min(least, timer.at), Infinity);
    const due = [...timers].filter(([, timer]) => timer.at === at);
    if (due.length > 0) now = Math.max(now, at);
    for (const [id, timer] of due) {
      // The one before may have cleared it.
      if (!timers.has(id)) continue;
      timer.at += timer.every;
      if (timer.at === Infinity) timers.delete(id);
      timer.fire();
    }
    return due.length > 0;
  };
  const giveBack = [replace(globalThis, { ...fakes, Date: dateOf(() => now) }), replace(AbortSignal, { timeout })];
  return { next, uninstall: () => giveBack.forEach((restore) => restore()) };
}

/** Dates of a clock of our own; those of other moments stay as they are. */
function dateOf(now) {
  class VirtualDate extends Date {
    static now = now;
    constructor(...args) {
      super(...(args.length === 0 ? [now()] : args));
    }
  }
  return VirtualDate;
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
 * @param hung - Makes the error to be thrown when it goes on for longer than it may, or waits for nothing.
 */
async function runOnVirtualTime(work, { timers, limitMs = 86_400_000 }, hung) {
  if (timers && !['advanceTimersByTimeAsync', 'tickAsync', 'tick'].some((name) => name in timers)) {
    throw new TypeError(
      'These are no fake timers that are known. Pass vi (Vitest), jest (29.5 or newer), mock.timers (node:test), a clock of sinon, or nothing.',
    );
  }
  const clock = installClock(timers ? Date.now() : Math.max(latest, Date.now()));
  const ends = Date.now() + limitMs;
  const state = { isSettled: false };
  try {
    const result = work().finally(() => (state.isSettled = true));
    // Until it is awaited below, a failure must not count as unhandled.
    result.catch(() => undefined);
    const takeAlong = (ms) => timers?.advanceTimersByTimeAsync?.(ms) ?? timers?.tickAsync?.(ms) ?? timers?.tick?.(ms);
    const isDone = () => state.isSettled || Date.now() > ends;
    const end = await advance(clock, isDone, takeAlong);
    if (state.isSettled) return await result;
    if (end === 'idle') throw hung('The work neither ends nor waits for a timer.');
    throw hung(`The work did not end within ${limitMs / 60_000} minutes.`);
  } finally {
    latest = Math.max(latest, Date.now());
    clock.uninstall();
  }
}

/** Lets a clock go on from timer to timer until somebody is done, or nothing waits for it any more. */
async function advance(clock, isDone, takeAlong = () => undefined) {
  for (let idle = 0; idle <= PATIENCE;) {
    for (let round = 0; round < ROUNDS && !isDone(); round += 1) await goRound();
    if (isDone()) return 'done';
    const before = Date.now();
    idle = clock.next() ? 0 : idle + ROUNDS;
    await takeAlong(Date.now() - before);
  }
  return 'idle';
}

/** One round of the event loop, by a channel: nobody fakes that. */
function goRound() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const onmessage = () => {
      port1.close();
      resolve();
    };
    // The types of Node have no such property, and those of browsers no `on`.
    Object.assign(port1, { onmessage });
    port2.postMessage(undefined);
  });
}

/**
 * Tells which step of a script a request meets; undefined where it is served, as everything is after the last one.
 * Steps with `on` are a list of their own for the requests that they name, the others are for every request but logins.
 * A time window begins when the step before it ends, the first one at `startsAt` or with the first request.
 */
function playScript(steps, startsAt) {
  const laneOf = (on) => ({ on, steps: steps.filter((one) => one.on === on), met: 0, since: startsAt });
  const lanes = [...[...new Set(steps.flatMap(({ on = [] }) => on))].map(laneOf), laneOf()];
  return ({ method, path, keys, at }) => {
    // A create names its external id in its body only.
    const named = [method, path, ...keys].join(' ');
    for (const lane of lanes) {
      const isNamed = lane.on !== undefined && named.includes(lane.on);
      // Steps for every POST are not meant for the POST of a login, unless they say so.
      const isMeant = path.includes(LOGIN_PATH) ? isNamed && lane.on.includes(LOGIN_PATH) : isNamed || !lane.on;
      const step = isMeant ? meet(lane, at) : undefined;
      if (step) return step.serveOneIn && lane.met % step.serveOneIn === 0 ? undefined : step;
    }
    return undefined;
  };
}

/** The step that a request meets now. */
function meet(lane, at) {
  lane.since ??= at;
  for (let [step] = lane.steps; step; [step] = lane.steps) {
    const { forMs, times = 1 } = step;
    if (forMs === undefined ? lane.met < times : at < lane.since + forMs) {
      lane.met += 1;
      // A step that is counted ends with the last request that meets it.
      if (forMs === undefined) lane.since = at;
      return step;
    }
    lane.since += forMs ?? 0;
    lane.met = 0;
    lane.steps.shift();
  }
  return undefined;
}

/** A Salesforce that fails as its script says, and knows what really happened. */
class SalesforceOutage {
  /** What a client takes as instance URL when it sends through {@link SalesforceOutage.fetch}. */
  instanceUrl = 'https://acme.my.salesforce.com';
  /** The in-process face: sends nothing, and fails as the `fetch` of Node does. */
  fetch = outageFetch(this);
  /** A token that is valid until the script or {@link SalesforceOutage.expireSessions} ends its session. */
  accessToken;
  /** What was committed. */
  ledger;
  /** Every request, in order. */
  requests = [];
  now;
  #record;
  #options;
  #stepFor;
  /** Of each record, and each path without one: how often it was asked for, when it may be again, and who heard that. */
  #things = new Map();
  #breaker;
  #inFlight = 0;

  constructor(script, options) {
    const org = new SalesforceOrg(options);
    const steps = typeof script === 'function' ? [] : script;
    const play = playScript(readOutageScript(steps), options.startsAt);
    this.#stepFor = (request) => {
      const line = typeof script === 'function' ? script(request, this.#inFlight) : undefined;
      return line === undefined ? play(request) : readOutageScript([line])[0];
    };
    this.#record = { script: steps, requests: this.requests, calls: [], logs: [], org };
    this.#options = options;
    this.now = options.now ?? (() => Date.now());
    this.ledger = org.ledger;
    this.accessToken = org.issueToken();
  }

  /** A new token, as a login gives it; for clients that take a `refreshToken` function. */
  refreshToken = () => Promise.resolve(this.#record.org.issueToken());

  /** Ends every session: all tokens are refused from now on. */
  expireSessions = () => this.#record.org.sessions.clear();

  /** Tells what the breaker of the client is in; to be called from its events. */
  breakerIs = (state) => void (this.#breaker = state);

  /** What became of the records. */
  verdict = () => verdictOf(this.#record);

  /**
   * Does something that is to leave a record with this external id, and notes what the caller is told. It never
   * rejects. Success is any value but null, false, a Response that is not ok, and an object (or a list with one) that
   * says `success: false`.
   */
  async call(key, work) {
    const call = { key, at: this.now(), told: 'nothing', endedAt: undefined, error: undefined };
    this.#record.calls.push(call);
    try {
      const value = await work();
      call.told = saysSuccess(value) ? 'success' : 'failure';
      return { told: call.told, value };
    } catch (error) {
      call.told = 'failure';
      call.error = error;
      return { told: 'failure', error };
    } finally {
      call.endedAt = this.now();
    }
  }

  /**
   * Runs work with the clock of a test: minutes of waiting cost milliseconds. What is logged meanwhile is searched for
   * tokens; with a chaos script, `Math.random` follows the seed. Only for what is sent through
   * {@link SalesforceOutage.fetch}: real sockets keep real time.
   *
   * @throws {Error} when the work never ends; its message has the time line.
   */
  async run(work, options = {}) {
    const { logs, script } = this.#record;
    const giveBack = [captureConsole(logs), replace(globalThis, { fetch: this.fetch })];
    // The jitter of a client must be the same each time, too.
    if (script.draw) giveBack.push(replace(Math, { random: script.draw() }));
    try {
      const hung = (why) => new Error(`${why}\n\n${timeLineOf(this.#record)}`);
      return await runOnVirtualTime(work, options, hung);
    } finally {
      for (const restore of giveBack.reverse()) restore();
    }
  }

  /**
   * Lets a request meet the script and the org: what both faces hand their requests to.
   *
   * @param isHeard - Whether the client that sent it has heard, or can still hear, the answer.
   * @returns the request as it was seen, and its answer to come.
   */
  receive(request, isHeard) {
    const { method, path } = request;
    const at = this.now();
    const keys = keysOf(request, this.#options.externalId);
    const name = keys.join('\n') || `${method} ${path.replace(/\?.*/s, '')}`;
    const thing = this.#things.get(name) ?? { attempts: 0, notBefore: 0, isHeard };
    this.#things.set(name, thing);
    thing.attempts += 1;
    const seen = {
      ...{ index: this.requests.length, at, method, path, keys, attempt: thing.attempts, breaker: this.#breaker },
      // A client that hung up has not heard what was asked, and cannot be blamed.
      earlyMs: thing.isHeard() ? Math.max(0, thing.notBefore - at) : 0,
      ...{ step: undefined, carriedOut: false, status: undefined, delivery: 'hang' },
      ...{ answeredAt: undefined, abortedAt: undefined },
    };
    const step = this.#stepFor(seen);
    seen.step = step?.text;
    this.requests.push(seen);
    return {
      seen,
      answer: this.#answer(request, seen, step, (notBefore) => Object.assign(thing, { notBefore, isHeard })),
    };
  }

  async #answer(request, seen, step, ask) {
    const { carriedOut = true, delivery = 'whole', answer, lateMs, delayMs = 0, retryAfter, failing } = step ?? {};
    const { clockSkewMs = 0, latencyMs = 0 } = this.#options;
    this.#inFlight += 1;
    await wait(lateMs);
    const own = carriedOut ? this.#record.org.carryOut(request, { at: this.now(), failing }) : undefined;
    seen.carriedOut = own !== undefined && own.status < 300;
    if (answer?.status === 401 && !request.path.includes(LOGIN_PATH)) this.expireSessions();
    await wait(delayMs + (own ? latencyMs : 0));
    this.#inFlight -= 1;
    const reply = (answer && refusalFor(answer, request.path)) ?? own ?? { status: 503, body: '' };
    const now = this.now();
    if (retryAfter) ask(now + retryAfter.asksMs(now + clockSkewMs));
    seen.delivery = delivery;
    if (delivery !== 'hang') seen.answeredAt = now;
    if (/whole|stall|truncate/.test(delivery)) seen.status = reply.status;
    const headers = {
      ...{ 'Content-Type': 'application/json;charset=UTF-8', Date: new Date(now + clockSkewMs).toUTCString() },
      ...reply.headers,
      ...(retryAfter && { 'Retry-After': retryAfter.textAt(now + clockSkewMs) }),
    };
    return { ...reply, headers, delivery };
  }
}

/**
 * A Salesforce that fails as a script says: for unit tests through `fetch`, for anything that speaks HTTP through
 * `serveOutage`. It keeps a ledger of what was really committed.
 *
 * @param script - One step a line, such as `['503', '503; retry-after=2', 'commit+drop', '401', '503 for 30s']`; after
 *   its end everything is served. See {@link readOutageScript}. A function gives the step of each request, logins too,
 *   and nothing where it is served.
 * @throws {SyntaxError} when a step is not understood.
 */
const salesforceOutage = (script, options = {}) => new SalesforceOutage(script, options);

function saysSuccess(value) {
  if (value === null || value === false) return false;
  if (value instanceof Response) return value.ok;
  if (Array.isArray(value)) return value.every(saysSuccess);
  return !(typeof value === 'object' && 'success' in value && value.success === false);
}

async function wait(ms = 0) {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}

module.exports = {
  expectAtMostRequests,
  expectAttempts,
  expectBreakerHeld,
  expectCallersToldTheTruth,
  expectError,
  expectNoSecretsInLogs,
  expectNothingDuplicated,
  expectNothingEarly,
  expectNothingLost,
  expectNothingSilentlyLost,
  expectOnlyProbes,
  expectResilient,
  expectStored,
  expectSuccess,
  salesforceOutage,
};
