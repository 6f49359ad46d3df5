/** The create of one record of an `object` such as `Payment__c`: POST to sObject Basic Information. */
export interface CreateRequest {
  readonly url: string;
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
export type KnownCreate = RecordKey & { readonly lookUpUrl: string };

/**
 * The create that a request stands for, where `keyOf` knows its record.
 * @throws {TypeError} when the key is not what the create writes: looking for it would prove nothing.
 */
export function knownCreate(
  { method, url }: { method: string; url: string },
  body: unknown,
  keyOf: (create: CreateRequest) => RecordKey | undefined = () => undefined,
): KnownCreate | undefined {
  const [, base, object] = /(.*\/services\/data\/v[\d.]+\/sobjects\/(\w+))\/?$/.exec(url) ?? [];
  if (method !== 'POST' || object === undefined) return undefined;
  const fields = fieldsOf(body);
  const key = fields && keyOf({ url, object, fields });
  if (key && key.value !== String(fields[key.field])) {
    throw new TypeError(`keyOf must name a field and the value that the create gives it, not ${object}.${key.field}.`);
  }
  return key && { ...key, lookUpUrl: `${base}/${key.field}/${encodeURIComponent(key.value)}` };
}

/** The id of our own record, where the text of an answer says that it is there already. */
export function ownDuplicate({ field }: KnownCreate, text = ''): string | undefined {
  // "duplicate value found: Reference__c duplicates value on record with id: a015g00000XyZaB"
  const isOurs = text.includes('"DUPLICATE_VALUE"') && text.split(/\W/).includes(field);
  return isOurs ? /\bid: (\w{15,18})\b/.exec(text)?.[1] : undefined;
}

/** The answer to a create of the record with this id. */
export function createdAnswer(id: string): Response {
  const headers = { 'Content-Type': 'application/json;charset=UTF-8' };
  return new Response(JSON.stringify({ id, success: true, errors: [] }), { status: 201, headers });
}

function fieldsOf(body: unknown): CreateRequest['fields'] | undefined {
  try {
    const fields: unknown = JSON.parse(String(body));
    return typeof fields === 'object' && fields ? (fields as CreateRequest['fields']) : undefined;
  } catch {
    return undefined;
  }
}
