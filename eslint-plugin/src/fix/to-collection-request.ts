import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { resilientRetryAround } from '../analysis/clients/resilient.ts';
import type { SingleRecords } from '../analysis/facts/single-records.ts';
import { contains, nodesWithin, textIn, unwrap } from '../analysis/source.ts';
import { variableOf } from '../analysis/values/bindings.ts';
import { isList } from '../analysis/values/lists.ts';
import { type Edit, isIn, overlap, replace } from './edit.ts';
import { insertOnce } from './insert-once.ts';
import { freeName, namesIn, type Target } from './insert-template.ts';
import { type AwaitedRequest, lookAtRows } from './look-at-rows.ts';
import { before } from './move-statement.ts';
import { promised } from './promised.ts';
import { urlExpressionOf } from './request-line.ts';
import { sentRecord } from './sent-record.ts';
import { TEMPLATES } from './templates.generated.ts';

/** How many records one request of the collections resource takes. */
const MOST_RECORDS = 200;

/** Where the end of an address names a record of an object, by its id or by the external id of a field. */
const RECORD = /(?<=[/`'"])sobjects\/(\w+)(?:\/(\w+)(?=\/\$\{))?(?:\/\$\{([^{}]*)\})?\/?([`'"])$/;

/**
 * Makes requests of the collections resource, 200 records each, out of a loop that does nothing but send a request for each
 * record and look whether it has failed; undefined for every other loop.
 */
export function toCollectionRequest(
  call: SalesforceCall,
  { loop, records }: SingleRecords,
  target: Target,
): readonly Edit[] | undefined {
  const { source } = call;
  const urlNode = urlExpressionOf(call);
  // What is deleted is named in the address.
  if (call.method.state !== 'present' || !/^(?:PATCH|POST)$/.test(call.method.value)) return undefined;
  const isStatement = /^(?:BlockStatement|Program)$/.test(loop.parent?.type ?? '');
  if (loop.type !== 'ForOfStatement' || !isStatement || !isIn(loop, source)) return undefined;
  const round = roundOf(loop, call);
  const record = round && sentRecord(call, round.whole);
  const [address, type = '', field, id, quote] = (urlNode && RECORD.exec(textIn(urlNode))) ?? [];
  if (
    !round ||
    !record ||
    hasWait(record.value) ||
    !urlNode ||
    !contains(call.node, urlNode) ||
    hasWait(urlNode) ||
    address === undefined ||
    !isOnlyIn(round.item, loop, [urlNode, record.value])
  )
    return undefined;
  const names = namesIn(source);
  const from = freeName('from', names);
  const isNamed = records.type === 'Identifier' && isList(records);
  const all = isNamed ? records.name : freeName('all', names);
  const item = `(${textIn(round.item)}) => ({ ${fieldsOf(record.value, { type, field, id })} })`;
  const part = `${all}.slice(${from}, ${from} + ${MOST_RECORDS}).map(${item})`;
  const start = urlNode.range[1] - address.length;
  const path = `composite/sobjects${field === undefined ? '' : `/${type}/${field}`}${quote}`;
  const inserted = insertOnce(TEMPLATES.assertWritten, 'assertWritten', target);
  const looking = lookAtRows(call, round, inserted.name);
  if (!looking) return undefined;
  const edits = [
    ...inserted.edits,
    ...(isNamed ? [] : [before(loop, `const ${all} = ${asList(records)};`)]),
    {
      range: [loop.range[0], loop.body.range[0]] as const,
      text: `for (let ${from} = 0; ${from} < ${all}.length; ${from} += ${MOST_RECORDS}) `,
    },
    { range: [start, urlNode.range[1]] as const, text: path },
    replace(record.value, `${record.isShort ? `${textIn(record.value)}: ` : ''}{ records: ${part} }`),
    ...looking,
  ];
  return overlap(edits) ? undefined : edits;
}

/** What has `slice`: an iterable in general has not. */
function asList(records: TSESTree.Node): string {
  const text = textIn(records);
  return isList(records) || /\.(?:filter|map|flatMap|slice|concat)\([^;]*\)$/.test(text) ? text : `[...${text}]`;
}

/** Whether something in it is waited for, which a function that maps cannot do. */
function hasWait(node: TSESTree.Node): boolean {
  return [...nodesWithin(node, 'AwaitExpression'), ...nodesWithin(node, 'YieldExpression')].length > 0;
}

interface Round extends AwaitedRequest {
  /** The name, or the pattern, of one record. */
  readonly item: TSESTree.Node;
  /** The call with what is called on it. */
  readonly whole: TSESTree.Node;
}

/** `{ const response = await fetch(…); if (!response.ok) throw … }`, or as much of that as there is. */
function roundOf({ left, body }: TSESTree.ForOfStatement, call: SalesforceCall): Round | undefined {
  const item = left.type === 'VariableDeclaration' ? left.declarations[0].id : undefined;
  const [first, check, ...others] = body.type === 'BlockStatement' ? body.body : [];
  if (!item || !first || others.length > 0 || (check && !isCheck(check))) return undefined;
  const whole = promised(call)?.whole ?? call.node;
  const isParsed = whole !== call.node && /\.json\(\)$/.test(textIn(whole));
  const sent = resilientRetryAround(whole) ?? whole;
  // In Apps Script nothing has to be waited for.
  const isDone = call.client.name === 'UrlFetchApp';
  const awaited = sent.parent?.type === 'AwaitExpression' ? sent.parent : isDone ? sent : undefined;
  if (!awaited) return undefined;
  const declared = first.type === 'VariableDeclaration' ? first.declarations[0] : undefined;
  const isSent = first.type === 'ExpressionStatement' ? first.expression === awaited : declared?.init === awaited;
  return isSent ? { item, whole, awaited, answer: declared?.id, isParsed, first, last: check ?? first } : undefined;
}

/** Whether a statement only throws. */
function isCheck(statement: TSESTree.Node): boolean {
  if (statement.type !== 'IfStatement' || statement.alternate) return false;
  const { consequent } = statement;
  const [only, ...others] = consequent.type === 'BlockStatement' ? consequent.body : [consequent];
  return only?.type === 'ThrowStatement' && others.length === 0;
}

/** Whether a record is used nowhere else: not in a header, and not in the text of an error. */
function isOnlyIn(item: TSESTree.Node, loop: TSESTree.ForOfStatement, places: readonly TSESTree.Node[]): boolean {
  return nodesWithin(loop.body, 'Identifier').every((name) => {
    const declared = variableOf(name)?.defs[0]?.name;
    return !declared || !contains(item, declared) || places.some((place) => contains(place, name));
  });
}

interface Address {
  readonly type: string;
  readonly field: string | undefined;
  /** The expression that names the record. */
  readonly id: string | undefined;
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
