import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Settings } from '../analysis/settings/settings.ts';
import { isFunction, unwrap } from '../analysis/source.ts';
import { objectOf } from '../analysis/values/objects.ts';
import { resultsOf } from '../analysis/values/results.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';
import { recordOf } from './record-of.ts';
import type { UpsertFix } from './to-upsert.ts';
import { keyFor } from './upsert-key.ts';

/** Operations of jsforce that create, and have an upsert with the field behind the record. */
const CREATES = /(?:^|\.)(?:create|insert)$/;

/** `conn.sobject('X').create(record)` becomes `conn.sobject('X').upsert(record, 'Field')`; the record keeps its field. */
export function upsertByLibrary(call: SalesforceCall, settings: Settings): UpsertFix | undefined {
  const { client, node, operation } = call;
  const { callee } = node;
  const upsert = operation.call.replace(/\w+$/, 'upsert');
  const takesField = client.operations.some(({ call: name, slots }) => name === upsert && slots.at(-1) === '-');
  const position = operation.slots.indexOf('body');
  const record = node.arguments[position];
  if (!CREATES.test(operation.call) || !takesField || !record || record.type === 'SpreadElement') return undefined;
  if (callee.type !== 'MemberExpression' || callee.computed || !isIn(callee, call.source)) return undefined;
  const { field, complete } = keyFor(recordIn(call, record), call, settings);
  const edits: readonly Edit[] = [replace(callee.property, 'upsert'), insertAt(record.range[1], `, '${field}'`)];
  return { edits, field, complete: complete || isSetFor(call, settings) };
}

/** The record that is created; of several, the first one, or what each is made to. */
function recordIn(call: SalesforceCall, given: TSESTree.CallExpressionArgument): TSESTree.ObjectExpression | undefined {
  const value = unwrap(given);
  const [first] = value.type === 'ArrayExpression' ? value.elements : [];
  if (first?.type === 'ObjectExpression') return first;
  // `records.map((record) => ({ … }))`
  const [made] = value.type === 'CallExpression' ? value.arguments : [];
  const [result] = made && isFunction(made) ? resultsOf(made) : [];
  return result ? objectOf(result) : recordOf(call);
}

/** Whether the settings say the field of an object whose record is not seen: it is taken to be there. */
function isSetFor({ endpoint }: SalesforceCall, { externalIds }: Settings): boolean {
  return endpoint?.sobject !== undefined && externalIds[endpoint.sobject] !== undefined;
}
