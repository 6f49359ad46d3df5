import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { SingleRecords } from '../analysis/facts/single-records.ts';
import { textIn, unwrap, walk } from '../analysis/source.ts';
import { memberName } from '../analysis/values/bindings.ts';
import { isList } from '../analysis/values/lists.ts';
import { type Edit, isIn, replace } from './edit.ts';
import { insertOnce } from './insert-once.ts';
import type { Target } from './insert-template.ts';
import { type EachRecord, eachRecordIn } from './record-round.ts';
import { TEMPLATES } from './templates.generated.ts';

const ASSERT = 'assertWritten';

/** Methods that take one record, or a list of them. */
const TAKES_LIST = /^(?:sobject\.\(\)\.)?(?:create|insert|update|upsert|destroy|delete|del)$/;

/** So many records at once, one list after the other. */
const IN_PARTS = '{ allowRecursive: true }';

/**
 * Makes one call of jsforce with all records out of a loop that does nothing but write each of them, and looks at the results,
 * since many records do not throw; undefined for every other loop.
 */
export function toCollection(
  call: SalesforceCall,
  { loop, records }: SingleRecords,
  target: Target,
): readonly Edit[] | undefined {
  const { client, node, operation, source } = call;
  if (client.salesforce !== true || !TAKES_LIST.test(operation.call) || !isIn(loop, source)) return undefined;
  const each = eachRecordIn(loop);
  const position = operation.call.startsWith('sobject.') ? 0 : 1;
  const record = node.arguments[position];
  if (!each || !isWrite(each, node) || !record || hasWait(record)) return undefined;
  // Options of its own, or a callback.
  if (node.arguments.length > (operation.call.endsWith('upsert') ? position + 2 : position + 1)) return undefined;
  const all = listOf(each.item, record, records);
  const args = node.arguments.map((one) => (one === record ? all : textIn(one)));
  const inserted = insertOnce(TEMPLATES.assertWritten, ASSERT, target);
  const sent = `${textIn(node.callee)}(${[...args, IN_PARTS].join(', ')})`;
  const looked = each.canWait ? `${inserted.name}(await ${sent});` : `${sent}.then(${inserted.name});`;
  return [...inserted.edits, replace(each.whole, looked)];
}

/** Whether all that is done with a record is to write it, and to wait for that unless nobody does. */
function isWrite({ body, floats }: EachRecord, node: TSESTree.CallExpression): boolean {
  const awaited = node.parent.type === 'AwaitExpression' ? node.parent : node;
  if (body.type !== 'BlockStatement') return (body.type === 'ExpressionStatement' ? body.expression : body) === awaited;
  const [only, ...others] = body.body;
  const isOnly = only?.type === 'ExpressionStatement' && only.expression === awaited && others.length === 0;
  return isOnly && (awaited !== node || floats);
}

/** The list of all records: the list itself, or what each of its items becomes. */
function listOf(item: TSESTree.Node, record: TSESTree.Node, records: TSESTree.Node): string {
  const all = textIn(records);
  if (textIn(record) === textIn(item)) return isList(records) || isMapped(records) ? all : `[...${all}]`;
  const each = unwrap(record).type === 'ObjectExpression' ? `(${textIn(record)})` : textIn(record);
  const param = item.type === 'Identifier' && !item.typeAnnotation ? `(${item.name})` : `(${textIn(item)})`;
  return isList(records) || isMapped(records)
    ? `${all}.map(${param} => ${each})`
    : `Array.from(${all}, ${param} => ${each})`;
}

/** Whether a list has been gone through by its own methods. */
function isMapped({ parent }: TSESTree.Node): boolean {
  return parent?.type === 'MemberExpression' && /^(?:map|forEach|flatMap)$/.test(memberName(parent) ?? '');
}

function hasWait(record: TSESTree.Node): boolean {
  let waits = false;
  walk(record, ({ type }) => {
    if (type === 'AwaitExpression' || type === 'YieldExpression') waits = true;
  });
  return waits;
}
