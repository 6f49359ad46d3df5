import { callOrg, jsonOf, type SalesforceOrg } from '../org/call-org.ts';
import { SalesforceRejection } from '../org/salesforce-rejection.ts';

/** What an upsert names and may be told. */
export interface UpsertOptions {
  /** API name of the object, such as `Payment__c`. */
  readonly object: string;
  /** API name of its external id field, such as `Reference__c`: marked External ID and, against races, Unique. */
  readonly field: string;
  /** Fails where there is no such record, instead of creating it. */
  readonly updateOnly?: boolean;
  readonly signal?: AbortSignal;
}

/** The record that an upsert wrote. */
export interface Upserted {
  /** Undefined where Salesforce names none: up to version 45.0, an update is answered with 204 and nothing else. */
  readonly id: string | undefined;
  readonly created: boolean;
}

/** Several records have the external id: Salesforce wrote nothing, and will not until there is one. */
export class AmbiguousExternalIdError extends Error {
  /** Paths of the records, such as `/services/data/v62.0/sobjects/Payment__c/a01…`. */
  readonly records: readonly string[];

  constructor(field: string, records: readonly string[]) {
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
export async function upsertByExternalId(
  org: SalesforceOrg,
  record: object,
  { object, field, updateOnly = false, signal }: UpsertOptions,
): Promise<Upserted> {
  const { key, fields } = keyAndFields(record, object, field);
  const path = `/sobjects/${object}/${field}/${key}${updateOnly ? '?updateOnly=true' : ''}`;
  const send = () => callOrg(org, path, { method: 'PATCH', json: fields, accept: [300], signal });
  const response = await send().catch((error: unknown) => {
    // Two creates at the same time: the loser is told that the value exists, and its repetition is an update.
    if (error instanceof SalesforceRejection && error.errorCode === 'DUPLICATE_VALUE') return send();
    throw error;
  });
  if (response.status === 204) return { id: undefined, created: false };
  const answer = await jsonOf(response);
  if (response.status === 300)
    throw new AmbiguousExternalIdError(field, Array.isArray(answer) ? answer.map(String) : []);
  const { id } = Object(answer) as { id?: unknown };
  if (typeof id === 'string') return { id, created: response.status === 201 };
  const message = `Salesforce answered ${response.status} without the id of a record: sending it again is safe.`;
  throw new SalesforceRejection(message, { status: response.status, errors: [], transient: true });
}

/** The external id as it stands in the URL, and the other fields: with the external id in the body, Salesforce refuses. */
function keyAndFields(record: object, object: string, field: string): { key: string; fields: Record<string, unknown> } {
  for (const name of [object, field]) {
    if (!/^[A-Za-z]\w*$/.test(name)) throw new TypeError(`'${name}' is no API name of an object or field.`);
  }
  // PATCH on the field Id needs no external id, and POST on it is a create.
  if (field.toLowerCase() === 'id') throw new TypeError('Id is no external id: update the record by its id instead.');
  const entries = Object.entries(record) as [string, unknown][];
  const isKey = ([name]: [string, unknown]): boolean => name.toLowerCase() === field.toLowerCase();
  const fields = Object.fromEntries(entries.filter((entry) => !isKey(entry)));
  if (entries.some(([name, value]) => name.toLowerCase() === 'id' && value != null)) {
    throw new TypeError(`The record has an Id besides its ${field}: leave one of them out.`);
  }
  return { key: keyInUrl(entries.find(isKey)?.[1], field), fields };
}

/** Salesforce would create a record without an external id at the address of a blank one. */
function keyInUrl(value: unknown, field: string): string {
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
