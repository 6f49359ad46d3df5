import { objectIn, type OrgContext } from './org-api.ts';

/** The fields of a record, or any JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** What became of one row. */
export type RowResult =
  | { readonly success: true; readonly id: string; readonly created: boolean }
  | { readonly success: false; readonly code: string; readonly message: string; readonly fields: readonly unknown[] };

/** A row of many, and the place that it has among them, from 0. */
export interface Row {
  readonly object: string;
  readonly fields: Fields;
  readonly index: number;
  readonly version: string;
}

/** Creates a record. */
export const createRow = (row: Row, context: OrgContext): RowResult => send(row, context, 'POST', [], row.fields);

/** Updates or deletes a record by its id. */
export const changeRow = (row: Row, context: OrgContext, method: 'PATCH' | 'DELETE', id: unknown): RowResult =>
  send(row, context, method, [id], row.fields);

/** Updates the record with an external id, or creates it. */
export function upsertRow(row: Row, context: OrgContext, field: string): RowResult {
  const { [field]: key, ...fields } = row.fields;
  if (typeof key === 'string' && key !== '') return send(row, context, 'PATCH', [field, key], fields);
  return { success: false, code: 'MISSING_ARGUMENT', message: `${field} not specified`, fields: [field] };
}

/** Does with a row what the request for a single record does. */
function send({ object, index, version }: Row, context: OrgContext, method: string, names: unknown[], fields: Fields) {
  const path = ['sobjects', object, ...names.map(String)];
  const request = { method, path, query: new URLSearchParams(), version, body: JSON.stringify(fields) };
  return resultOf(context.inner(request, index), path[2] ?? '');
}

function resultOf({ status, body }: { status: number; body: string }, known: string): RowResult {
  if (status < 300) {
    const { id } = objectIn(body);
    return { success: true, created: status === 201, id: typeof id === 'string' ? id : known };
  }
  if (status === 300) {
    return { success: false, code: 'DUPLICATE_EXTERNAL_ID', message: 'more than one record found', fields: [] };
  }
  const [{ errorCode: code, message, fields = [] }] = JSON.parse(body) as [
    { errorCode: string; message: string; fields?: unknown[] },
  ];
  return { success: false, code, message, fields };
}
