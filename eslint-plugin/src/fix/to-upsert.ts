import type { TSESTree } from '@typescript-eslint/types';
import { getPropertyName } from '@eslint-community/eslint-utils';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Settings } from '../analysis/settings/settings.ts';
import { type SourceView, unwrap, walk } from '../analysis/source.ts';
import { variableOf } from '../analysis/values/bindings.ts';
import { objectOf, propertyOf } from '../analysis/values/objects.ts';
import { type Edit, insertAt, isIn, overlap, replace } from './edit.ts';
import { KEY_FIELDS } from './key-fields.ts';
import { isOwnProperty, withoutProperty } from './own-property.ts';

/** Edits that turn a create into an upsert by external id. */
export interface UpsertFix {
  readonly edits: readonly Edit[];
  readonly field: string;
  /** Whether the field and its value were found; otherwise names are left to be filled in. */
  readonly complete: boolean;
}

/** Object, field and value where nothing in the file tells them; the names say what to put there. */
const UNKNOWN_FIELD = 'External_Id__c';
const UNKNOWN_VALUE = 'externalId';
const UNKNOWN_OBJECT = 'Object__c';

interface Key {
  readonly field: string;
  /** Source text of the value. */
  readonly value: string;
  /** The property that leaves the body, when it is written in the call itself. */
  readonly property: TSESTree.Property | undefined;
}

/**
 * Rewrites `POST …/sobjects/X` to `PATCH …/sobjects/X/Field/{value}` with the field taken out of the body (REST API
 * guide, "Upsert Records Using sObject Rows by External ID"). Undefined for creates that have no such form.
 */
export function toUpsert(call: SalesforceCall, settings: Settings): UpsertFix | undefined {
  const { endpoint, optionsNode, source, urlNode } = call;
  if (call.client.signature !== 'fetch' || !endpoint || !optionsNode || !urlNode) return undefined;
  // Up to 200 records at once keep the key in each record: only the URL names object and field.
  if (endpoint.id === 'collections-create') {
    const edits = [appendToUrl(urlNode, `/${UNKNOWN_OBJECT}/${UNKNOWN_FIELD}`, source), ...toPatch(call, optionsNode)];
    return overlap(edits) ? undefined : { edits, field: UNKNOWN_FIELD, complete: false };
  }
  if (endpoint.id !== 'sobject-create') return undefined;
  const found = keyOf(call, settings);
  const key = found ?? {
    field: settings.externalIds[endpoint.sobject ?? ''] ?? UNKNOWN_FIELD,
    value: UNKNOWN_VALUE,
    property: undefined,
  };
  const edits = [
    appendToUrl(urlNode, `/${key.field}/\${encodeURIComponent(${key.value})}`, source),
    ...toPatch(call, optionsNode),
    ...(key.property ? [withoutProperty(key.property, source)] : []),
  ];
  return overlap(edits) ? undefined : { edits, field: key.field, complete: found !== undefined };
}

/** The property of the body that identifies the record: as set for the object, else by its name. */
function keyOf({ endpoint, facts, node, source }: SalesforceCall, settings: Settings): Key | undefined {
  const fact = facts.idempotency;
  const body = fact.state === 'present' && !fact.value.repeatable ? fact.value.body : undefined;
  const properties = (body && isIn(body, source) ? body.properties : []).filter(
    (item): item is TSESTree.Property => item.type === 'Property',
  );
  const named = (property: TSESTree.Property): string => getPropertyName(property as never) ?? '';
  const set = endpoint?.sobject === undefined ? undefined : settings.externalIds[endpoint.sobject];
  const wanted = set === undefined ? KEY_FIELDS : [new RegExp(`^${set}$`)];
  for (const pattern of wanted) {
    const property = properties.find(
      (item) => pattern.test(named(item)) && isStable(item.value) && isOwnProperty(item, node),
    );
    if (property) return { field: named(property), value: source.text.slice(...property.value.range), property };
  }
  return undefined;
}

/** Whether evaluating a value twice gives the same: a key that a function makes up is another one each time. */
function isStable(value: TSESTree.Node): boolean {
  let stable = true;
  walk(value, (node) => {
    if (/^(?:Call|New|Await|Yield|Assignment|Update)Expression$/.test(node.type)) stable = false;
  });
  return stable;
}

/** Adds a template part to the end of the URL. */
function appendToUrl(urlNode: TSESTree.Node, part: string, source: SourceView): Edit {
  const url = written(urlNode);
  if (url.type === 'TemplateLiteral') return insertAt(url.range[1] - 1, part);
  if (url.type === 'Literal' && typeof url.value === 'string') {
    const text = url.value.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
    return replace(url, `\`${text}${part}\``);
  }
  return replace(url, `\`\${${source.text.slice(...url.range)}}${part}\``);
}

/** Where the URL is written: the argument, or the initialiser of a constant that only this call uses. */
function written(urlNode: TSESTree.Node): TSESTree.Node {
  const node = unwrap(urlNode);
  const variable = node.type === 'Identifier' ? variableOf(node) : undefined;
  const declarator = variable?.defs[0]?.node;
  const once = variable?.references.filter((reference) => reference.isRead()).length === 1;
  const init = once && declarator?.type === 'VariableDeclarator' ? declarator.init : undefined;
  return init && (init.type === 'TemplateLiteral' || init.type === 'Literal') ? init : node;
}

/** Makes the method PATCH: in the literal that says POST, or over it where other calls share that literal. */
function toPatch({ method, source }: SalesforceCall, optionsNode: TSESTree.Node): Edit[] {
  if (method.state !== 'present') return [];
  const own = objectOf(optionsNode);
  const property = own && propertyOf(own, 'method');
  const inline = unwrap(optionsNode).type === 'ObjectExpression' && method.value === 'POST';
  const literal = property?.state === 'present' && property.value.type === 'Literal' ? property.value : undefined;
  if (inline && literal && isIn(literal, source))
    return [replace(literal, source.text.slice(...literal.range).replace(/post/i, 'PATCH'))];
  return [replace(optionsNode, `{ ...${source.text.slice(...optionsNode.range)}, method: 'PATCH' }`)];
}
