import type { TSESTree } from '@typescript-eslint/types';
import { getPropertyName } from '@eslint-community/eslint-utils';
import type { SalesforceCall } from '../analysis/call.ts';
import { stringified } from '../analysis/salesforce/bodies.ts';
import type { Settings } from '../analysis/settings/settings.ts';
import { contains, type SourceView, walk } from '../analysis/source.ts';
import { chainedOn, memberName, variableOf } from '../analysis/values/bindings.ts';
import { type Edit, isIn } from './edit.ts';
import { KEY_FIELDS } from './key-fields.ts';
import { withoutProperty } from './without-property.ts';

/** Field and value where nothing in the file tells them; the names say what to put there. */
export const UNKNOWN_FIELD = 'External_Id__c';
const UNKNOWN_VALUE = 'externalId';

/** The field of an upsert, and the text of its value in a URL. */
export interface FoundKey {
  readonly field: string;
  readonly value: string;
  /** What takes it out of the body, where Salesforce refuses it. */
  readonly leaving: readonly Edit[];
  readonly complete: boolean;
}

/** The key that a record has, or names to be filled in. */
export function keyFor(
  record: TSESTree.ObjectExpression | undefined,
  call: SalesforceCall,
  settings: Settings,
  sobject = call.endpoint?.sobject,
): FoundKey {
  const { node, source } = call;
  const found = record && keyIn(record, sobject, settings, source);
  if (found && canLeave(found.property, node)) {
    return { ...found, leaving: [withoutProperty(found.property, source)], complete: true };
  }
  return {
    field: settings.externalIds[sobject ?? ''] ?? UNKNOWN_FIELD,
    value: UNKNOWN_VALUE,
    leaving: [],
    complete: false,
  };
}

/** What follows the object in the URL of an upsert. */
export function upsertPath({ field, value }: FoundKey): string {
  return `/${field}/\${encodeURIComponent(${value})}`;
}

/** The field that identifies a record to its sender. */
interface Key {
  readonly field: string;
  /** Source text of the value. */
  readonly value: string;
  /** The property that holds it. */
  readonly property: TSESTree.Property;
}

/** The property of a record that identifies it: as set for the object, else by its name. */
function keyIn(
  record: TSESTree.ObjectExpression,
  sobject: string | undefined,
  { externalIds }: Settings,
  source: SourceView,
): Key | undefined {
  const properties = (isIn(record, source) ? record.properties : []).filter(
    (item): item is TSESTree.Property => item.type === 'Property',
  );
  const set = sobject === undefined ? undefined : externalIds[sobject];
  const wanted = set === undefined ? KEY_FIELDS : [new RegExp(`^${set}$`)];
  for (const pattern of wanted) {
    const property = properties.find((item) => pattern.test(named(item)) && isStable(item.value));
    if (property) return { field: named(property), value: source.text.slice(...property.value.range), property };
  }
  return undefined;
}

function named(property: TSESTree.Property): string {
  return getPropertyName(property as never) ?? '';
}

/** Whether a property can leave its object without another call missing it. */
function canLeave(property: TSESTree.Property, call: TSESTree.Node): boolean {
  if (contains(chainEnd(call), property)) return true;
  let holder: TSESTree.Node = property.parent;
  while (holder.type !== 'VariableDeclarator') {
    if (holder.type === 'CallExpression' && !stringified(holder)) return isSent(holder);
    if (!holder.parent) return false;
    holder = holder.parent;
  }
  const reads = variableOf(holder.id)?.references.filter((reference) => reference.isRead()) ?? [];
  // A text that is sent may be measured, too.
  const sent = reads.filter(({ identifier }) => !isMeasured(identifier));
  return sent.length === 1;
}

/** `request.write(JSON.stringify({ … }))` */
function isSent(holder: TSESTree.Node): boolean {
  return (
    holder.type === 'CallExpression' &&
    holder.callee.type === 'MemberExpression' &&
    /^(?:send|write|end)$/.test(memberName(holder.callee) ?? '')
  );
}

function isMeasured(name: TSESTree.Node): boolean {
  const { parent } = name;
  if (parent?.type === 'MemberExpression') return parent.object === name && memberName(parent) === 'length';
  return (
    parent?.type === 'CallExpression' &&
    parent.callee.type === 'MemberExpression' &&
    memberName(parent.callee) === 'byteLength'
  );
}

function chainEnd(node: TSESTree.Node): TSESTree.Node {
  const next = chainedOn(node);
  return next ? chainEnd(next) : node;
}

/** Whether evaluating a value twice gives the same: a key that a function makes up is another one each time. */
export function isStable(value: TSESTree.Node): boolean {
  let stable = true;
  walk(value, (node) => {
    if (/^(?:Call|New|Await|Yield|Assignment|Update)Expression$/.test(node.type)) stable = false;
  });
  return stable;
}
