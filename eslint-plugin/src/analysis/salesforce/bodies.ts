import type { TSESTree } from '@typescript-eslint/types';
import { nodesWithin, textIn, unwrap, walk } from '../source.ts';
import { keyName, memberName, variableOf } from '../values/bindings.ts';
import { definitionOf } from '../values/definition.ts';
import { propertyOf } from '../values/objects.ts';
import { textOf } from '../values/text.ts';
import type { Effect } from './endpoint-table.ts';
import { type Endpoint, endpointOf } from './endpoints.ts';

/** What a request does whose body alone tells: composite subrequests, a GraphQL document, a SOAP envelope. */
export function effectOfBody({ id }: Endpoint, body: TSESTree.Node | undefined): Effect | undefined {
  if (!body) return undefined;
  const parts = written(body);
  if (id.startsWith('composite')) return ofSubrequests(parts);
  if (id === 'graphql') return ofDocument(parts);
  return id === 'soap' ? ofEnvelope(parts) : undefined;
}

/** The expressions that a body is written as: itself, and what the names in it stand for. */
function written(body: TSESTree.Node): TSESTree.Node[] {
  const parts = new Set<TSESTree.Node>();
  const add = (node: TSESTree.Node): void => {
    if (parts.has(node) || parts.size > 20 || /^(?:Program|Class)/.test(node.type)) return;
    parts.add(node);
    walk(node, (inner) => {
      if (inner.type !== 'Identifier' || (inner.parent.type === 'Property' && inner.parent.key === inner)) return;
      const defined = definitionOf(inner);
      if (defined !== inner && defined.type !== 'Identifier') add(defined);
      for (const item of putInto(inner)) add(item);
    });
  };
  add(unwrap(body));
  return [...parts];
}

/** What is put into a list, or into one within an object: `requests.push(one)`, `body.compositeRequest.push(...many)`. */
function putInto(name: TSESTree.Identifier): TSESTree.Node[] {
  return (variableOf(name)?.references ?? []).flatMap(({ identifier }) => {
    let at: TSESTree.Identifier | TSESTree.JSXIdentifier | TSESTree.MemberExpression = identifier;
    while (at.parent.type === 'MemberExpression' && at.parent.object === at) at = at.parent;
    const { parent } = at;
    const puts = at.type === 'MemberExpression' && /^(?:push|unshift)$/.test(memberName(at) ?? '');
    return puts && parent.type === 'CallExpression' && parent.callee === at ? parent.arguments : [];
  });
}

/** Composite, batch and graph: what their subrequests do, by method and URL. */
function ofSubrequests(parts: readonly TSESTree.Node[]): Effect | undefined {
  const effects = new Set<Effect | undefined>();
  for (const part of parts) {
    for (const node of nodesWithin(part, 'Property')) if (keyName(node) === 'method') effects.add(ofSubrequest(node));
  }
  if (effects.size === 0 || effects.has(undefined)) return undefined;
  // The one that matters most when all are repeated.
  const [most] = (['create', 'action', 'job', 'event', 'upsert', 'update', 'delete', 'read'] as const).filter(
    (effect) => effects.has(effect),
  );
  return most;
}

function ofSubrequest({ value, parent }: TSESTree.Property): Effect | undefined {
  const method = textOf(value).text.toUpperCase();
  if (!/^[A-Z]+$/.test(method)) return undefined;
  const url = propertyOf(parent, 'url');
  const text = url.state === 'present' ? textOf(url.value).text : '';
  // Batch counts from the version on.
  const found = endpointOf(method, /^v[\d{]/.test(text) ? `/services/data/${text}` : text, true)?.effect;
  if (found && found !== 'body') return found;
  return method === 'POST' ? 'create' : method === 'GET' ? 'read' : 'update';
}

/** A GraphQL document: a mutation that creates, another mutation, or a query. */
function ofDocument(parts: readonly TSESTree.Node[]): Effect | undefined {
  const said = textsOf(parts);
  const operation = /(?:^|[`'"{\s])(mutation|query|subscription)\b|^\s*[`'"]?\s*\{\s*uiapi/m.exec(said);
  if (!operation) return undefined;
  if (operation[1] !== 'mutation') return 'read';
  return /\b\w+Create\s*\(/.test(said) ? 'create' : 'action';
}

/** A SOAP call: the first element of its body. */
function ofEnvelope(parts: readonly TSESTree.Node[]): Effect | undefined {
  const said = textsOf(parts);
  // Metadata goes by full names: a second component of the same name is refused.
  if (/<(?:\w+:)?create\b/.test(said)) return said.includes('soap.sforce.com/2006/04/metadata') ? 'update' : 'create';
  if (/<(?:\w+:)?upsert\b/.test(said)) return 'upsert';
  if (/<(?:\w+:)?(?:update|delete)\b/.test(said)) return 'update';
  if (/<(?:\w+:)?login\b/.test(said)) return 'login';
  return /<(?:\w+:)?(?:query\w*|retrieve|describe\w*|search|getUserInfo|list\w*|read\w*)\b/.test(said)
    ? 'read'
    : undefined;
}

function textsOf(parts: readonly TSESTree.Node[]): string {
  const texts: string[] = [];
  for (const part of parts) {
    walk(part, (node) => {
      if (node.type === 'Literal' && typeof node.value === 'string') texts.push(node.value);
      if (node.type === 'TemplateElement') texts.push(node.value.cooked ?? node.value.raw);
    });
  }
  return texts.join('\n');
}

/** Whether a body is made by `JSON.stringify`, and what of. */
export function stringified(body: TSESTree.Node): TSESTree.Node | undefined {
  const value = unwrap(body);
  if (value.type !== 'CallExpression' || value.callee.type !== 'MemberExpression') return undefined;
  return memberName(value.callee) === 'stringify' && /^JSON\b/.test(textIn(value.callee))
    ? value.arguments[0]
    : undefined;
}
