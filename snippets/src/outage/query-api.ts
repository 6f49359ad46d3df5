import type { StoredRecord } from './ledger.ts';
import { failure, json, type OrgApi, urlOf } from './org-api.ts';

const SELECT =
  /^\s*SELECT\s+(.+?)\s+FROM\s+(\w+)(?:\s+WHERE\s+(.+?))?(?:\s+ORDER BY\s+.+?)?(?:\s+LIMIT\s+(\d+))?(?:\s+OFFSET\s+(\d+))?\s*$/is;

/**
 * SOQL as far as looking a record up needs it: `SELECT Id, Amount__c FROM Payment__c WHERE Reference__c = 'PAY-1'`, with
 * `IN ('…', '…')`, conditions joined by AND, LIMIT, OFFSET, and COUNT().
 */
export const queryApi: OrgApi = (request, { ledger }) => {
  if (request.method !== 'GET' || !/^query(?:All)?$/.test(request.path.join('/'))) return undefined;
  const soql = request.query.get('q') ?? '';
  const [, columns = '', object, where, limit = Infinity, offset = 0] = SELECT.exec(soql) ?? [];
  const tests = where?.split(/\s+AND\s+/i).map(conditionOf) ?? [];
  if (object === undefined || tests.includes(undefined)) {
    return failure(400, 'MALFORMED_QUERY', `unexpected token: this fake org does not understand '${soql}'`);
  }
  const isFound = (record: StoredRecord): boolean => record.object === object && tests.every((test) => test?.(record));
  const found = ledger.records.filter(isFound).slice(Number(offset), Number(offset) + Number(limit));
  const names = columns.split(',').map((name) => name.trim());
  const records = found.map((record) => ({
    attributes: { type: object, url: urlOf(record, request) },
    ...Object.fromEntries(names.map((name) => [name, valueOf(record, name) ?? null])),
  }));
  return json(200, { totalSize: found.length, done: true, records: /^COUNT\(/i.test(columns) ? [] : records });
};

const valueOf = ({ id, fields }: StoredRecord, name: string): unknown => (/^id$/i.test(name) ? id : fields[name]);

/** Whether a record meets `Field = 'value'` or `Field IN ('a', 'b')`. */
function conditionOf(text: string): ((record: StoredRecord) => boolean) | undefined {
  const [, field, list] = /^\s*(\w+)\s*(?:=\s*|\s+IN\s+(?=\())(.+)$/is.exec(text) ?? [];
  const literals = list?.match(/'(?:[^'\\]|\\.)*'|[\w.-]+/gs) ?? [];
  const values = literals.map((literal) => literal.replace(/^'(.*)'$/s, '$1').replace(/\\(.)/gs, '$1'));
  return field === undefined ? undefined : (record) => values.some((value) => value === String(valueOf(record, field)));
}
