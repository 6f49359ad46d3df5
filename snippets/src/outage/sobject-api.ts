import type { StoredRecord } from './ledger.ts';
import {
  type DataRequest,
  failure,
  json,
  objectIn,
  type OrgApi,
  type OrgContext,
  type OrgReply,
  urlOf,
} from './org-api.ts';

const DONE: OrgReply = { status: 204, body: '' };

/** Create, read, update, delete and upsert by external id: REST API Developer Guide, "sObject Rows". */
export const sobjectApi: OrgApi = (request, context) => {
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

function create(object: string, { body }: DataRequest, { ledger, externalId, unique, at }: OrgContext): OrgReply {
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

function byId(record: StoredRecord | undefined, request: DataRequest, { ledger }: OrgContext): OrgReply | undefined {
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
function byExternalId(object: string, field: string, key: string, request: DataRequest, context: OrgContext) {
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
