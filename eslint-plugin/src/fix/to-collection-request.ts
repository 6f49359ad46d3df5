import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { SingleRecords } from '../analysis/facts/single-records.ts';
import { contains, nodesWithin, textIn, unwrap } from '../analysis/source.ts';
import { variableOf } from '../analysis/values/bindings.ts';
import { isList } from '../analysis/values/lists.ts';
import { type Edit, isIn, overlap, replace } from './edit.ts';
import { insertOnce } from './insert-once.ts';
import { freeName, namesIn, type Target } from './insert-template.ts';
import { lookAtRows } from './look-at-rows.ts';
import { before } from './move-statement.ts';
import { type EachRecord, eachRecordIn, sentIn } from './record-round.ts';
import { urlExpressionOf } from './request-line.ts';
import { sentRecord } from './sent-record.ts';
import { TEMPLATES } from './templates.generated.ts';

/** How many records one request of the collections resource takes. */
const MOST_RECORDS = 200;

/** Where the end of an address names a record of an object, by its id or by the external id of a field. */
const RECORD = /(?<=[/`'"])sobjects\/(\w+)(?:\/(\w+)(?=\/\$\{))?(?:\/\$\{([^{}]*)\})?\/?([`'"])$/;

/**
 * Makes requests of the collections resource, 200 records each, out of a loop that does nothing but send a request for each
 * record and look whether it has failed, one after the other or all at once; undefined for every other loop.
 */
export function toCollectionRequest(
  call: SalesforceCall,
  { loop, records }: SingleRecords,
  target: Target,
): readonly Edit[] | undefined {
  const { source } = call;
  // What is deleted is named in the address.
  if (call.method.state !== 'present' || !/^(?:PATCH|POST)$/.test(call.method.value)) return undefined;
  const each = isIn(loop, source) ? eachRecordIn(loop) : undefined;
  // In Apps Script nothing has to be waited for.
  if (!each?.canWait && call.client.name !== 'UrlFetchApp') return undefined;
  if (!each || !/^(?:BlockStatement|Program)$/.test(each.whole.parent?.type ?? '')) return undefined;
  const sent = sentIn(each.body, call);
  const address = sent && addressOf(call);
  const record = sent && sentRecord(call, sent.whole);
  if (!sent || !address || !record) return undefined;
  const parts = [address.node, record.value];
  if (parts.some(hasWait) || !isOnlyIn(each, parts)) return undefined;
  const names = namesIn(source);
  const from = freeName('from', names);
  // What has `map` has `slice` as well.
  const isArray = loop.type === 'CallExpression' || isList(records);
  const isNamed = records.type === 'Identifier' && isArray;
  const all = isNamed ? records.name : freeName('all', names);
  const item = `(${textIn(each.item)}) => ({ ${fieldsOf(record.value, address)} })`;
  const part = `${all}.slice(${from}, ${from} + ${MOST_RECORDS}).map(${item})`;
  const inserted = insertOnce(TEMPLATES.assertWritten, 'assertWritten', target);
  const looking = lookAtRows(call, sent, inserted.name);
  if (!looking) return undefined;
  const edits = [
    ...inserted.edits,
    ...(isNamed ? [] : [before(each.whole, `const ${all} = ${isArray ? textIn(records) : asList(records)};`)]),
    address.edit,
    replace(record.value, `${record.isShort ? `${textIn(record.value)}: ` : ''}{ records: ${part} }`),
    ...looking,
    ...around(each, `for (let ${from} = 0; ${from} < ${all}.length; ${from} += ${MOST_RECORDS})`),
  ];
  return overlap(edits) ? undefined : edits;
}

/** Another loop around what is done in one round. */
function around({ whole, body }: EachRecord, head: string): Edit[] {
  const [open, close] = body.type === 'BlockStatement' ? ['', ''] : ['{ ', ' }'];
  const edits: Edit[] = [{ range: [whole.range[0], body.range[0]], text: `${head} ${open}` }];
  return whole.range[1] === body.range[1] && close === ''
    ? edits
    : [...edits, { range: [body.range[1], whole.range[1]], text: close }];
}

/** What has `slice`: an iterable in general has not. */
function asList(records: TSESTree.Node): string {
  const text = textIn(records);
  return /\.(?:filter|map|flatMap|slice|concat)\([^;]*\)$/.test(text) ? text : `[...${text}]`;
}

/** Whether something in it is waited for, which a function that maps cannot do. */
function hasWait(node: TSESTree.Node): boolean {
  return [...nodesWithin(node, 'AwaitExpression'), ...nodesWithin(node, 'YieldExpression')].length > 0;
}

/** Whether a record is used nowhere else: not in a header, and not in the text of an error. */
function isOnlyIn({ item, body }: EachRecord, places: readonly TSESTree.Node[]): boolean {
  return nodesWithin(body, 'Identifier').every((name) => {
    const declared = variableOf(name)?.defs[0]?.name;
    return !declared || !contains(item, declared) || places.some((place) => contains(place, name));
  });
}

interface Address {
  readonly node: TSESTree.Node;
  readonly type: string;
  readonly field: string | undefined;
  /** The expression that names the record. */
  readonly id: string | undefined;
  /** What makes it the address of the collection. */
  readonly edit: Edit;
}

/** The address of one record, where it is written in the call. */
function addressOf(call: SalesforceCall): Address | undefined {
  const node = urlExpressionOf(call);
  const [end, type = '', field, id, quote] = (node && RECORD.exec(textIn(node))) ?? [];
  if (!node || end === undefined || !contains(call.node, node)) return undefined;
  const path = `composite/sobjects${field === undefined ? '' : `/${type}/${field}`}${quote}`;
  return { node, type, field, id, edit: { range: [node.range[1] - end.length, node.range[1]], text: path } };
}

function fieldsOf(record: TSESTree.Node, { type, field, id }: Address): string {
  const literal = unwrap(record);
  const own =
    literal.type === 'ObjectExpression'
      ? textIn(literal).slice(1, -1).trim().replace(/,$/, '')
      : `...${textIn(record)}`;
  const key = id?.replace(/^encodeURIComponent\((.*)\)$/, '$1');
  const named = key === undefined ? [] : [`${field ?? 'id'}: ${key}`];
  return [`attributes: { type: '${type}' }`, own, ...named].filter(Boolean).join(', ');
}
