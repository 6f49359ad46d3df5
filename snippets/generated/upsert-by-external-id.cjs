'use strict';

/** How long to wait (ms) by the server's own clock: RFC 9110 §10.2.3. Throws a RangeError for more than `longestMs`. */
function retryAfterMs(response, longestMs = Infinity) {
  const value = response.headers.get('Retry-After')?.trim() ?? '';
  const now = timeOf(response.headers.get('Date')?.trim() ?? '') ?? Date.now();
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Math.max(0, (timeOf(value) ?? NaN) - now);
  if (wait > longestMs) throw new RangeError(`Salesforce asks to be left alone for ${Math.ceil(wait / 1_000)} s.`);
  return Number.isNaN(wait) ? undefined : wait;
}

/** The time (ms since 1970) of an HTTP-date, RFC 9110 §5.6.7: all of its three forms are in GMT. */
function timeOf(date) {
  const forms = ['21', '20', '19'].map((century) =>
    date
      .replace(/(\w{3})\w*day, (\d\d)-(\w{3})-(\d\d) /, `$1, $2 $3 ${century}$4 `)
      .replace(/(\w{3} \w{3})  /, '$1 0')
      .replace(/^(\w{3}) (\w{3}) (\d\d) (\S{8}) (\d{4})/, '$1, $3 $2 $5 $4 GMT'),
  );
  // Anything else, and a day that does not exist, would be guessed at.
  const isDate = (form) => new Date(form).toUTCString().slice(5) === form.slice(5);
  const times = forms
    .filter((form) => /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), /.test(form) && isDate(form))
    .map((form) => Date.parse(form));
  // Two digits name the latest such year that is no more than 50 years ahead.
  const latest = new Date().setUTCFullYear(new Date().getUTCFullYear() + 50);
  return times.find((time) => time <= latest) ?? times[0];
}

/**
 * Error codes behind which the same request succeeds later, since Salesforce did nothing: a lock held by another
 * transaction, a limit on what runs at once, a service that is down for a moment. From the SOAP API guide, "Core Data
 * Types Used in API Calls", and the Bulk API guide, "Errors".
 */
const TRANSIENT = new Set([
  'UNABLE_TO_LOCK_ROW',
  'REQUEST_LIMIT_EXCEEDED',
  'SERVER_UNAVAILABLE',
  'TOO_MANY_APEX_REQUESTS',
  'TEMPORARY_QUERY_MORE_FAILURE',
  'PLATFORM_EVENT_PUBLISHING_UNAVAILABLE',
  'PLATFORM_EVENT_PUBLISH_FAILED',
  'TooManyLockFailure',
]);

/**
 * Whether a record that failed with this error can be sent again as it is.
 *
 * @param message - A trigger or flow that meets a locked row reports its own code, and the lock in the text only.
 */
function isTransientCode(code, message = '') {
  return TRANSIENT.has(code) || message.includes('UNABLE_TO_LOCK_ROW');
}

/** An answer that is no success: a request that is wrong, or one that a plain `fetch` sent into an outage. */
class SalesforceRejection extends Error {
  /** HTTP status. */
  status;
  /** Salesforce's code for the first error, such as `FIELD_CUSTOM_VALIDATION_EXCEPTION`; undefined when it gave none. */
  errorCode;
  errors;
  /** Whether the same request may succeed later; otherwise repeating it is useless. */
  transient;
  /** Before then, Salesforce asked not to be tried again. */
  retryAt;

  constructor(message, { status, errors, transient, retryAt, cause }) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'SalesforceRejection';
    this.status = status;
    this.errors = errors;
    this.errorCode = errors[0]?.errorCode;
    this.transient = transient;
    this.retryAt = retryAt;
  }
}

/** The rejection that an answer stands for. */
async function rejectionOf(response, what) {
  const { status } = response;
  const errors = errorsIn(await response.text().catch(() => ''));
  const said = errors.map(({ errorCode, message }) => `${errorCode}: ${message}`).join('; ');
  const transient =
    [408, 420, 429].includes(status) ||
    status >= 500 ||
    errors.some(({ errorCode, message }) => isTransientCode(errorCode, message));
  return new SalesforceRejection(`${what}: Salesforce answered ${status}${said && `, ${said}`}.`, {
    status,
    errors,
    transient,
    retryAt: retryAtOf(response),
  });
}

/** The errors of a REST answer: `[{ errorCode, message }]`. HTML and other bodies have none. */
function errorsIn(body) {
  try {
    const parsed = JSON.parse(body);
    const items = Array.isArray(parsed) ? parsed : [parsed];
    return items.flatMap((item) => {
      const code = item?.errorCode;
      return typeof code === 'string' ? [{ errorCode: code, message: textOf(item?.message) }] : [];
    });
  } catch {
    return [];
  }
}

function textOf(value) {
  return typeof value === 'string' ? value : '';
}

/** When an answer asks to be tried again; the resilient client keeps to that by itself. */
function retryAtOf(response) {
  const wait = retryAfterMs(response);
  // Later than 8.64e15 ms, a Date is an invalid one.
  return wait === undefined ? undefined : new Date(Math.min(Date.now() + wait, 8.64e15));
}

/**
 * Sends one request to the org and returns its answer.
 *
 * @param path - What follows the version, such as `/sobjects/Account`; from `/services/` on, the whole path.
 * @throws {TypeError} when the instance URL or the API version is none.
 * @throws {SalesforceRejection} when the org answers with neither a success nor an accepted status.
 */
async function callOrg(org, path, request = {}) {
  const { method = 'GET', json, csv, accept = [], signal } = request;
  const url = urlOf(org, path);
  const headers = {};
  if (org.accessToken !== undefined) headers['Authorization'] = `Bearer ${org.accessToken}`;
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  if (csv !== undefined) headers['Content-Type'] = 'text/csv; charset=UTF-8';
  const body = csv ?? (json === undefined ? null : JSON.stringify(json));
  const response = await org.fetch(url, { method, headers, body, signal: signal ?? null });
  if (response.ok || accept.includes(response.status)) return response;
  throw await rejectionOf(response, `${method} ${new URL(url).pathname}`);
}

/**
 * Reads an answer as JSON.
 *
 * @throws {SalesforceRejection} when it is something else, such as the page that a proxy shows during maintenance. What
 *   was asked for may have been done.
 */
async function jsonOf(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `Salesforce answered ${response.status} with something that is no JSON.`;
    throw new SalesforceRejection(message, { status: response.status, errors: [], transient: true, cause });
  }
}

/**
 * The address of a path in the org.
 *
 * @throws {TypeError} when the org is described wrongly, which no waiting mends.
 */
function urlOf({ fetch, instanceUrl, apiVersion = '62.0' }, path) {
  if (typeof fetch !== 'function') throw new TypeError('The org needs a fetch, such as createSalesforceFetch().');
  if (!/^https?:\/\/[^/?#]+\/?$/.test(instanceUrl)) {
    throw new TypeError(`'${instanceUrl}' is no instance URL: give the origin, as in https://acme.my.salesforce.com.`);
  }
  const version = /^v?(\d{2,3}\.0)$/.exec(apiVersion)?.[1];
  if (version === undefined) throw new TypeError(`'${apiVersion}' is no API version: write it as in '62.0'.`);
  const absolute = path.startsWith('/services/') ? path : `/services/data/v${version}${path}`;
  return instanceUrl.replace(/\/$/, '') + absolute;
}

/** Several records have the external id: Salesforce wrote nothing, and will not until there is one. */
class AmbiguousExternalIdError extends Error {
  /** Paths of the records, such as `/services/data/v62.0/sobjects/Payment__c/a01…`. */
  records;

  constructor(field, records) {
    super(`${records.length} records have this ${field}: merge them, and mark the field Unique. ${records.join(', ')}`);
    this.name = 'AmbiguousExternalIdError';
    this.records = records;
  }
}

/**
 * Creates the record with an external id, or updates it where it exists, so that sending it twice leaves one record.
 * REST API guide, "Insert or Update (Upsert) a Record Using an External ID".
 *
 * @param record - The fields, the external id among them.
 * @throws {TypeError} when the external id is blank or cannot stand in a URL: nothing was sent.
 * @throws {AmbiguousExternalIdError} when several records have the external id: nothing was written.
 * @throws {SalesforceRejection} when Salesforce refuses the record.
 */
async function upsertByExternalId(org, record, { object, field, updateOnly = false, signal }) {
  const { key, fields } = keyAndFields(record, object, field);
  const path = `/sobjects/${object}/${field}/${key}${updateOnly ? '?updateOnly=true' : ''}`;
  const send = () => callOrg(org, path, { method: 'PATCH', json: fields, accept: [300], signal });
  const response = await send().catch((error) => {
    // Two creates at the same time: the loser is told that the value exists, and its repetition is an update.
    if (error instanceof SalesforceRejection && error.errorCode === 'DUPLICATE_VALUE') return send();
    throw error;
  });
  if (response.status === 204) return { id: undefined, created: false };
  const answer = await jsonOf(response);
  if (response.status === 300)
    throw new AmbiguousExternalIdError(field, Array.isArray(answer) ? answer.map(String) : []);
  const { id } = Object(answer);
  if (typeof id === 'string') return { id, created: response.status === 201 };
  const message = `Salesforce answered ${response.status} without the id of a record: sending it again is safe.`;
  throw new SalesforceRejection(message, { status: response.status, errors: [], transient: true });
}

/** The external id as it stands in the URL, and the other fields: with the external id in the body, Salesforce refuses. */
function keyAndFields(record, object, field) {
  for (const name of [object, field]) {
    if (!/^[A-Za-z]\w*$/.test(name)) throw new TypeError(`'${name}' is no API name of an object or field.`);
  }
  // PATCH on the field Id needs no external id, and POST on it is a create.
  if (field.toLowerCase() === 'id') throw new TypeError('Id is no external id: update the record by its id instead.');
  const entries = Object.entries(record);
  const isKey = ([name]) => name.toLowerCase() === field.toLowerCase();
  const fields = Object.fromEntries(entries.filter((entry) => !isKey(entry)));
  if (entries.some(([name, value]) => name.toLowerCase() === 'id' && value != null)) {
    throw new TypeError(`The record has an Id besides its ${field}: leave one of them out.`);
  }
  return { key: keyInUrl(entries.find(isKey)?.[1], field), fields };
}

/** Salesforce would create a record without an external id at the address of a blank one. */
function keyInUrl(value, field) {
  if (typeof value !== 'string' && !(typeof value === 'number' && Number.isFinite(value))) {
    throw new TypeError(`The record needs a text or a number as its ${field}; it has ${String(value)}.`);
  }
  const key = String(value);
  if (key.trim() === '') throw new TypeError(`The ${field} of the record is blank: it would be created without one.`);
  // Every URL parser resolves these two, encoded or not, to another address.
  if (key === '.' || key === '..') {
    throw new TypeError(`'${key}' cannot stand in a URL: send this record to /composite/sobjects/…/${field} instead.`);
  }
  try {
    return encodeURIComponent(key);
  } catch (cause) {
    throw new TypeError(`The ${field} of the record holds half of a surrogate pair.`, { cause });
  }
}

module.exports = { AmbiguousExternalIdError, SalesforceRejection, upsertByExternalId };
