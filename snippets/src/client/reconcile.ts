/** The external id of a record that a create writes. */
export interface RecordKey {
  /** The external-id field, such as `Reference__c`. */
  readonly field: string;
  readonly value: string;
  /** Whether the field is unique: then Salesforce itself refuses a second record, even while the first is being written. */
  readonly isUnique?: boolean;
}

/** A create as `keyOf` sees it. */
export interface CreateRequest {
  readonly url: string;
  /** The object, such as `Payment__c`. */
  readonly object: string;
  /** The fields of the body. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The create of one record that a request stands for: sObject Basic Information, POST. */
export function createOf(method: string, url: string, text: string | undefined): CreateRequest | undefined {
  const object = method === 'POST' ? /\/services\/data\/v[\d.]+\/sobjects\/(\w+)\/?$/.exec(url)?.[1] : undefined;
  if (object === undefined || text === undefined) return undefined;
  try {
    const fields: unknown = JSON.parse(text);
    return { url, object, fields: Object(fields) as Record<string, unknown> };
  } catch {
    return undefined;
  }
}

/** Where Salesforce shows the record with this key: sObject Rows by External ID. */
export function lookUpUrl({ url }: CreateRequest, { field, value }: RecordKey): string {
  return `${url.replace(/\/$/, '')}/${field}/${encodeURIComponent(value)}`;
}

/** The answer to a create of the record with this id. */
export function createdAnswer(id: string): Response {
  const body = JSON.stringify({ id, success: true, errors: [] });
  return new Response(body, { status: 201, headers: { 'Content-Type': 'application/json;charset=UTF-8' } });
}

/** The id of the record that is in the way, where an error says that there is one with our own key. */
export function ownDuplicate(errorCode: string | undefined, message: string, { field }: RecordKey): string | undefined {
  // "duplicate value found: Reference__c duplicates value on record with id: a01…"
  if (errorCode !== 'DUPLICATE_VALUE' || !new RegExp(String.raw`\b${field}\b`).test(message)) return undefined;
  return /\bid: (\w{15,18})\b/.exec(message)?.[1];
}
