import { type DataRequest, failure, json, objectIn, type OrgApi, type OrgContext, type OrgReply } from './org-api.ts';
import { createRow, messageOf, recordBody, recordsIn, type RowResult, updateRow, upsertRow } from './rows.ts';

const notFound = (message = messageOf('NOT_FOUND')): OrgReply => failure(404, 'NOT_FOUND', message);

/** Create, read, update, delete and upsert by external id: REST API Developer Guide, "sObject Rows". */
export const sobjectApi: OrgApi = (request, context) => {
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
