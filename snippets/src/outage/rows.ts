import type { StoredRecord } from './ledger.ts';
import type { Fields, OrgContext } from './org-api.ts';

/** What became of one row. */
export type RowResult =
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
export const messageOf = (code: string): string => MESSAGES[code] ?? `The request failed with ${code}.`;

const refused = (code: string, message = messageOf(code), fields: readonly string[] = []): RowResult => ({
  success: false,
  code,
  message,
  fields,
});

/** Creates a record; a unique external id that is taken refuses it, and names the record that has it. */
export function createRow(context: OrgContext, object: string, fields: Fields, row = 0): RowResult {
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
export function upsertRow(context: OrgContext, object: string, key: string, fields: Fields, row = 0): RowResult {
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
export function updateRow(context: OrgContext, id: string, fields: Fields, row = 0): RowResult {
  const code = context.refusalOf(row);
  if (code) return refused(code);
  const record = context.ledger.find(id);
  if (!record) return refused('NOT_FOUND');
  context.ledger.update(record, fields, context);
  return { success: true, id: record.id, created: false };
}

/** The records of an object with an external id. */
export const recordsIn = ({ ledger }: OrgContext, object: string, key: string): readonly StoredRecord[] =>
  ledger.recordsOf(key).filter((record) => record.object === object);

/** A record as the REST API gives it. */
export const recordBody = ({ id, object, fields }: StoredRecord, version: number): Record<string, unknown> => ({
  attributes: {
    type: object,
    url: `/services/data/v${version.toFixed(1)}/sobjects/${object}/${id}`,
  },
  Id: id,
  ...fields,
});
