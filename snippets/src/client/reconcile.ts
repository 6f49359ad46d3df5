import { jsonOf } from './failure.ts';

/** The create of one record: POST to sObject Basic Information. */
export interface CreateRequest {
  readonly url: string;
  /** The object, such as `Payment__c`. */
  readonly object: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The external id of a record, such as `{ field: 'Reference__c', value: 'P-1' }`. */
export interface RecordKey {
  readonly field: string;
  readonly value: string;
  /** Whether the field is unique: then Salesforce refuses a second record, even while the first is being written. */
  readonly isUnique?: boolean;
}

/** A create whose record can be found, and where: sObject Rows by External ID. */
export type KnownCreate = CreateRequest & { readonly key: RecordKey; readonly lookUpUrl: string };

/**
 * The create that a request stands for, where `keyOf` knows its record.
 *
 * @throws {TypeError} when the key is not what the create writes: looking for it would prove nothing.
 */
export function knownCreate(
  { method, url, text = '' }: { readonly method: string; readonly url: string; readonly text: string | undefined },
  keyOf: (create: CreateRequest) => RecordKey | undefined,
): KnownCreate | undefined {
  const [, base, object] = /^(.*\/services\/data\/v[\d.]+\/sobjects\/(\w+))\/?$/.exec(url) ?? [];
  const body = jsonOf(text);
  if (method !== 'POST' || object === undefined || typeof body !== 'object' || body === null) return undefined;
  const create = { url, object, fields: body as Record<string, unknown> };
  const key = keyOf(create);
  if (!key) return undefined;
  if (key.value !== String(create.fields[key.field])) {
    throw new TypeError(`keyOf must name a field and the value that the create gives it, not ${object}.${key.field}.`);
  }
  return { ...create, key, lookUpUrl: `${base}/${key.field}/${encodeURIComponent(key.value)}` };
}

/** The id of our own record, where an error says that it is there already. */
export function ownDuplicate({ key }: KnownCreate, errorCode: string | undefined, message: string): string | undefined {
  // "duplicate value found: Reference__c duplicates value on record with id: a015g00000XyZaB"
  if (errorCode !== 'DUPLICATE_VALUE' || !message.split(/\W+/).includes(key.field)) return undefined;
  return /\bid: (\w{15,18})\b/.exec(message)?.[1];
}

/** The answer to a create of the record with this id. */
export function createdAnswer(id: string): Response {
  const headers = { 'Content-Type': 'application/json;charset=UTF-8' };
  return new Response(JSON.stringify({ id, success: true, errors: [] }), { status: 201, headers });
}
