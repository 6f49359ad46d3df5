import { type DataRequest, failure, json, objectIn, type OrgApi, type OrgContext, type OrgReply } from './org-api.ts';
import { changeRow, createRow, type Fields, type RowResult, upsertRow } from './rows.ts';

/**
 * Collections, composite, batch and tree: REST API Developer Guide, "Composite Resources". The HTTP status says nothing
 * of the rows: each has a result of its own.
 */
export const compositeApi: OrgApi = (request, context) => {
  const [root, kind, ...rest] = request.path;
  if (root !== 'composite') return undefined;
  if (kind === undefined && request.method === 'POST') return composite(request, context);
  if (kind === 'batch' && request.method === 'POST') return batch(request, context);
  if (kind === 'sobjects') return collection(rest, request, context);
  if (kind === 'tree' && request.method === 'POST' && rest[0] !== undefined) return tree(rest[0], request, context);
  return undefined;
};

/** Create, update, and upsert up to 200 records. */
function collection([object, field]: readonly string[], request: DataRequest, context: OrgContext) {
  const { method, body, version } = request;
  const { records, allOrNone } = objectIn(body);
  const rows = listOf(records);
  const isUpsert = method === 'PATCH' && field !== undefined;
  if (!isUpsert && (object !== undefined || !/^(?:POST|PATCH)$/.test(method))) return undefined;
  if (rows.length > 200) return tooMany(200, rows.length);
  const write = ({ attributes, ...fields }: Fields, index: number): RowResult => {
    const row = { object: object ?? String(objectOf(attributes)['type']), fields, index, version };
    if (isUpsert) return upsertRow(row, context, field);
    if (method === 'POST') return createRow(row, context);
    const { id, Id = id, ...others } = fields;
    return changeRow({ ...row, fields: others }, context, 'PATCH', Id);
  };
  let results: RowResult[] = [];
  transaction(context, () => {
    results = rows.map(write);
    return allOrNone !== true || results.every(({ success }) => success);
  });
  const failed = allOrNone === true && results.some(({ success }) => !success);
  return json(
    200,
    results.map((result) => rowBody(failed && result.success ? ROLLED_BACK : result, isUpsert)),
  );
}

const ROLLED_BACK: RowResult = {
  success: false,
  code: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
  fields: [],
};

// Rows say statusCode where a whole answer says errorCode.
const rowBody = (result: RowResult, isUpsert: boolean): Fields =>
  result.success
    ? { id: result.id, success: true, errors: [], ...(isUpsert && { created: result.created }) }
    : { success: false, errors: [{ statusCode: result.code, message: result.message, fields: result.fields }] };

/** Up to 25 requests in one, which may refer to each other's results. */
function composite({ body }: DataRequest, context: OrgContext): OrgReply {
  const { compositeRequest, allOrNone } = objectIn(body);
  const requests = listOf(compositeRequest);
  if (requests.length > 25) return tooMany(25, requests.length);
  const known = new Map<string, unknown>();
  let replies: OrgReply[] = [];
  transaction(context, () => {
    replies = requests.map((one, index) => {
      const reply = context.inner(innerRequest(withReferences(one, known)), index);
      known.set(String(one['referenceId']), bodyIn(reply.body));
      return reply;
    });
    return allOrNone !== true || replies.every(isFine);
  });
  const halted = allOrNone === true && !replies.every(isFine);
  const message = 'The transaction was rolled back since another operation in the same transaction failed.';
  const shown = replies.map((reply) => (halted && isFine(reply) ? failure(400, 'PROCESSING_HALTED', message) : reply));
  return json(200, {
    compositeResponse: shown.map((reply, index) => ({
      ...{ body: bodyIn(reply.body), httpHeaders: {}, httpStatusCode: reply.status },
      referenceId: requests[index]?.['referenceId'],
    })),
  });
}

/** Up to 25 requests one after the other, each for itself. */
function batch({ body }: DataRequest, context: OrgContext): OrgReply {
  const requests = listOf(objectIn(body)['batchRequests']);
  if (requests.length > 25) return tooMany(25, requests.length);
  const replies = requests.map(({ method, url, richInput }, index) =>
    context.inner(innerRequest({ method, url: `/services/data/${String(url)}`, body: richInput }), index),
  );
  const results = replies.map(({ status, body: text }) => ({ statusCode: status, result: bodyIn(text) }));
  return json(200, { hasErrors: !replies.every(isFine), results });
}

/** Up to 200 new records, all or none. */
function tree(object: string, { body, version }: DataRequest, context: OrgContext): OrgReply {
  const rows = listOf(objectIn(body)['records']);
  if (rows.length > 200) return tooMany(200, rows.length);
  const references: unknown[] = [];
  let results: RowResult[] = [];
  transaction(context, () => {
    results = rows.map((row, index) => {
      const { attributes, ...fields } = row;
      references.push(objectOf(attributes)['referenceId']);
      return createRow({ object, fields, index, version }, context);
    });
    return results.every(({ success }) => success);
  });
  const failed = results.some(({ success }) => !success);
  const shown = results.flatMap((result, index): object[] => {
    const referenceId = references[index];
    if (!result.success) return [{ referenceId, errors: rowBody(result, false)['errors'] }];
    return failed ? [] : [{ referenceId, id: result.id }];
  });
  return json(failed ? 400 : 201, { hasErrors: failed, results: shown });
}

/** Does all of `work`, or, when that answers false, nothing of it. */
function transaction({ ledger: { records } }: OrgContext, work: () => boolean): void {
  const before = [...records];
  if (!work()) records.splice(0, records.length, ...before);
}

const isFine = ({ status }: OrgReply): boolean => status < 300;
const tooMany = (most: number, given: number): OrgReply =>
  failure(400, 'LIMIT_EXCEEDED', `At most ${most} are taken in one request, and there are ${given}.`);
const bodyIn = (text: string): unknown => (text === '' ? null : JSON.parse(text));
const objectOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {});
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(objectOf) : []);

function innerRequest({ method, url, body }: Fields): DataRequest {
  const { pathname, searchParams: query } = new URL(String(url), 'https://inner');
  const [, version = 'v64.0', rest = ''] = /^\/services\/data\/(v\d+\.\d)\/(.*)$/.exec(pathname) ?? [];
  const path = rest.split('/').filter(Boolean).map(decodeURIComponent);
  return { method: String(method), path, query, version, body: body === undefined ? '' : JSON.stringify(body) };
}

/** Puts results in the place of `@{reference.field}`. */
function withReferences(request: Fields, known: ReadonlyMap<string, unknown>): Fields {
  const text = JSON.stringify(request).replace(/@\{(\w+)\.(\w+)\}/g, (whole, name: string, field: string) => {
    const value = objectOf(known.get(name))[field];
    return typeof value === 'string' ? value : whole;
  });
  return objectIn(text);
}
