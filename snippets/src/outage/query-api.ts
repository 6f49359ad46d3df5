import type { StoredRecord } from './ledger.ts';
import { failure, json, type OrgApi } from './org-api.ts';

const SELECT = /^SELECT\s+(.+?)\s+FROM\s+(\w+)(?:\s+WHERE\s+(.+?))?(?:\s+ORDER BY\s+.+?)?(?:\s+LIMIT\s+(\d+))?$/is;

/**
 * SOQL as far as looking a record up needs it: `SELECT Id, Amount__c FROM Payment__c WHERE Reference__c = 'PAY-1'`, with
 * `IN ('…', '…')`, conditions joined by AND, LIMIT, and COUNT().
 */
export const queryApi: OrgApi = ({ method, path, query, version }, { ledger }) => {
  if (method !== 'GET' || path.length !== 1 || !/^query(?:All)?$/.test(path[0] ?? '')) return undefined;
  const soql = (query.get('q') ?? '').trim();
  const [, columns = '', object = '', where, limit] = SELECT.exec(soql) ?? [];
  const tests = where?.split(/\s+AND\s+/i).map(conditionOf) ?? [];
  if (object === '' || tests.includes(undefined)) {
    return failure(400, 'MALFORMED_QUERY', `unexpected token: this fake org does not understand '${soql}'`);
  }
  const found = ledger.records
    .filter((record) => record.object === object && tests.every((test) => test?.(record)))
    .slice(0, limit === undefined ? undefined : Number(limit));
  if (/^COUNT\(\s*\)$/i.test(columns)) return json(200, { totalSize: found.length, done: true, records: [] });
  const names = columns.split(',').map((name) => name.trim());
  const records = found.map((record) => ({
    attributes: {
      type: object,
      url: `/services/data/v${version.toFixed(1)}/sobjects/${object}/${record.id}`,
    },
    ...Object.fromEntries(names.map((name) => [name, valueOf(record, name) ?? null])),
  }));
  return json(200, { totalSize: records.length, done: true, records });
};

const valueOf = ({ id, fields }: StoredRecord, name: string): unknown =>
  name.toLowerCase() === 'id' ? id : fields[name];

/** Whether a record meets `Field = 'value'` or `Field IN ('a', 'b')`. */
function conditionOf(text: string): ((record: StoredRecord) => boolean) | undefined {
  const [, field, list] = /^(\w+)\s*(?:=\s*|\s+IN\s+(?=\())(.+)$/is.exec(text.trim()) ?? [];
  if (field === undefined || list === undefined) return undefined;
  const literals = list.match(/'(?:[^'\\]|\\.)*'|[\w.-]+/gs);
  if (!literals) return undefined;
  const values = literals.map((literal) => literal.replace(/^'(.*)'$/s, '$1').replace(/\\(.)/gs, '$1'));
  return (record) => {
    const value = valueOf(record, field);
    return (typeof value === 'string' || typeof value === 'number') && values.includes(String(value));
  };
}
