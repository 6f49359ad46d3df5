import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { SingleRecords } from '../analysis/facts/single-records.ts';
import { contains, nodesWithin, textIn, unwrap } from '../analysis/source.ts';
import { variableOf } from '../analysis/values/bindings.ts';
import { isList } from '../analysis/values/lists.ts';
import { propertyOf } from '../analysis/values/objects.ts';
import { type Edit, insertAt, isIn, overlap, replace } from './edit.ts';
import { insertOnce } from './insert-once.ts';
import { freeName, namesIn, type Target } from './insert-template.ts';
import { after, before } from './move-statement.ts';
import { TEMPLATES } from './templates.generated.ts';

/** How many records one request of the collections resource takes. */
const MOST_RECORDS = 200;

/** Where the end of an address names a record of an object, by its id or by the external id of a field. */
const RECORD = /\/sobjects\/(\w+)(?:\/(\w+)(?=\/\$\{))?(?:\/\$\{([^{}]*)\})?\/?([`'"])$/;

/**
 * Makes requests of the collections resource, 200 records each, out of a loop that does nothing but send a request for each
 * record and look whether it has failed; undefined for every other loop.
 */
export function toCollectionRequest(
  call: SalesforceCall,
  { loop, records }: SingleRecords,
  target: Target,
): readonly Edit[] | undefined {
  const { source, urlNode } = call;
  const isStatement = /^(?:BlockStatement|Program)$/.test(loop.parent?.type ?? '');
  if (loop.type !== 'ForOfStatement' || !isStatement || !isIn(loop, source)) return undefined;
  const round = roundOf(loop, call);
  const record = recordOf(call);
  const [address, type = '', field, id, quote] = (urlNode && RECORD.exec(textIn(urlNode))) ?? [];
  if (
    !round ||
    !record ||
    hasWait(record) ||
    !urlNode ||
    hasWait(urlNode) ||
    address === undefined ||
    !isOnlyIn(round.item, loop, [urlNode, record])
  )
    return undefined;
  const names = namesIn(source);
  const from = freeName('from', names);
  const isNamed = records.type === 'Identifier' && isList(records);
  const all = isNamed ? records.name : freeName('all', names);
  const item = `(${textIn(round.item)}) => ({ ${fieldsOf(record, { type, field, id })} })`;
  const part = `${all}.slice(${from}, ${from} + ${MOST_RECORDS}).map(${item})`;
  const start = urlNode.range[1] - address.length;
  const path = `/composite/sobjects${field === undefined ? '' : `/${type}/${field}`}${quote}`;
  const inserted = insertOnce(TEMPLATES.assertWritten, 'assertWritten', target);
  const answer = round.answer ?? freeName('response', names);
  const rows = call.client.signature === 'fetch' ? `await ${answer}.json()` : `${answer}.data`;
  const edits = [
    ...inserted.edits,
    ...(isNamed ? [] : [before(loop, `const ${all} = ${asList(records)};`)]),
    {
      range: [loop.range[0], loop.body.range[0]] as const,
      text: `for (let ${from} = 0; ${from} < ${all}.length; ${from} += ${MOST_RECORDS}) `,
    },
    ...(round.answer === undefined ? [insertAt(round.first.range[0], `const ${answer} = `)] : []),
    { range: [start, urlNode.range[1]] as const, text: path },
    replace(record, `{ records: ${part} }`),
    after(round.last, `${inserted.name}(${rows});`),
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

interface Round {
  /** The name, or the pattern, of one record. */
  readonly item: TSESTree.Node;
  /** The name of the answer, where it has one. */
  readonly answer: string | undefined;
  readonly first: TSESTree.Node;
  readonly last: TSESTree.Node;
}

/** `{ const response = await fetch(…); if (!response.ok) throw … }`, or as much of that as there is. */
function roundOf({ left, body }: TSESTree.ForOfStatement, { node }: SalesforceCall): Round | undefined {
  const item = left.type === 'VariableDeclaration' ? left.declarations[0].id : undefined;
  const [first, check, ...others] = body.type === 'BlockStatement' ? body.body : [];
  if (!item || !first || others.length > 0 || (check && !isCheck(check))) return undefined;
  const awaited = node.parent;
  if (awaited.type !== 'AwaitExpression') return undefined;
  const declared = first.type === 'VariableDeclaration' ? first.declarations[0] : undefined;
  const isSent = first.type === 'ExpressionStatement' ? first.expression === awaited : declared?.init === awaited;
  if (!isSent || (declared && declared.id.type !== 'Identifier')) return undefined;
  const answer = declared?.id.type === 'Identifier' ? declared.id.name : undefined;
  return { item, answer, first, last: check ?? first };
}

/** Whether a statement only throws. */
function isCheck(statement: TSESTree.Node): boolean {
  if (statement.type !== 'IfStatement' || statement.alternate) return false;
  const { consequent } = statement;
  const [only, ...others] = consequent.type === 'BlockStatement' ? consequent.body : [consequent];
  return only?.type === 'ThrowStatement' && others.length === 0;
}

/** The record that a request sends. */
function recordOf({ client, node, optionsNode }: SalesforceCall): TSESTree.Node | undefined {
  if (client.name === 'axios') return /\.(?:post|patch)$/.test(textIn(node.callee)) ? node.arguments[1] : undefined;
  const body = client.signature === 'fetch' && optionsNode ? propertyOf(optionsNode, 'body') : undefined;
  const value = body?.state === 'present' && contains(node, body.value) ? unwrap(body.value) : undefined;
  return value?.type === 'CallExpression' && textIn(value.callee) === 'JSON.stringify' ? value.arguments[0] : undefined;
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
