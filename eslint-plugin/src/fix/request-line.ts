import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { type SourceView, unwrap } from '../analysis/source.ts';
import { memberName, variableOf } from '../analysis/values/bindings.ts';
import { objectOf, propertyOf } from '../analysis/values/objects.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';

/** The expression for the URL of a request, or for its end: an argument, a part of its options, or of the calls before it. */
export function urlExpressionOf({ client, node, urlNode, optionsNode }: SalesforceCall): TSESTree.Node | undefined {
  if (client.address === 'chain' && !urlNode) return addressBefore(node);
  if (urlNode !== optionsNode || !optionsNode) return urlNode;
  for (const name of client.keys.url) {
    const found = propertyOf(optionsNode, name);
    if (found.state === 'present') return found.value;
  }
  return undefined;
}

/** `wretch(url).post(body)`, `api.url(path).post(body)`: what stands last before the request. */
function addressBefore(request: TSESTree.CallExpression): TSESTree.Node | undefined {
  let at: TSESTree.Node = request.callee;
  while (at.type === 'MemberExpression' && at.object.type === 'CallExpression') {
    const call: TSESTree.CallExpression = at.object;
    const isAddress = call.callee.type !== 'MemberExpression' || memberName(call.callee) === 'url';
    if (isAddress) return call.arguments[0];
    at = call.callee;
  }
  return undefined;
}

/** Adds a template part to the end of a URL. */
export function appendToUrl(urlNode: TSESTree.Node, part: string, source: SourceView): Edit | undefined {
  const url = written(urlNode);
  if (!isIn(url, source)) return undefined;
  if (url.type === 'TemplateLiteral') {
    const end = url.range[1] - 1;
    return insertAt(end, source.text[end - 1] === '/' ? part.slice(1) : part);
  }
  if (url.type === 'Literal' && typeof url.value === 'string') {
    const text = url.value.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
    return replace(url, `\`${text.replace(/\/$/, '')}${part}\``);
  }
  return replace(url, `\`\${${source.text.slice(...url.range)}}${part}\``);
}

/** Where the end of the URL is written: the argument, the last part of a sum, or the value of a constant that only this call uses. */
function written(urlNode: TSESTree.Node): TSESTree.Node {
  const node = unwrap(urlNode);
  const variable = node.type === 'Identifier' ? variableOf(node) : undefined;
  const declarator = variable?.defs[0]?.node;
  const once = variable?.references.filter((reference) => reference.isRead()).length === 1;
  const init = once && declarator?.type === 'VariableDeclarator' ? declarator.init : undefined;
  const said = init ? endOf(init) : endOf(node);
  return isText(said) ? said : node;
}

/** `'/sobjects/X'` in `base + '/sobjects/X'`. */
function endOf(node: TSESTree.Node): TSESTree.Node {
  return node.type === 'BinaryExpression' && node.operator === '+' ? node.right : node;
}

function isText(node: TSESTree.Node): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string');
}

/** Makes the method PATCH, wherever it is said: in the name of the function, an argument or the options. */
export function toPatch(call: SalesforceCall): readonly Edit[] | undefined {
  const { method, node, operation, optionsNode, source } = call;
  if (method.state !== 'present') return undefined;
  if (operation.method !== undefined) return byName(call);
  const given = node.arguments[operation.slots.indexOf('method')];
  if (given) return patched(given, source);
  if (!optionsNode) return undefined;
  const own = objectOf(optionsNode);
  const property = own && propertyOf(own, 'method');
  const inline = unwrap(optionsNode).type === 'ObjectExpression' && method.value === 'POST';
  const said = property?.state === 'present' && property.value.type === 'Literal' ? property.value : undefined;
  if (inline && said) return patched(said, source);
  // Over it where other calls share that literal.
  const isOwn = node.arguments.includes(optionsNode as TSESTree.CallExpressionArgument);
  return isOwn
    ? [replace(optionsNode, `{ ...${source.text.slice(...optionsNode.range)}, method: 'PATCH' }`)]
    : undefined;
}

/** `client.post(…)` becomes `client.patch(…)`, where the library has that. */
function byName({ client, node, operation }: SalesforceCall): readonly Edit[] | undefined {
  const name = operation.call.replace(/post/i, asPatch);
  const { callee } = node;
  if (name === operation.call || !client.operations.some(({ call }) => call === name)) return undefined;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || callee.computed) return undefined;
  return [replace(callee.property, callee.property.name.replace(/post/i, asPatch))];
}

/** `'POST'` becomes `'PATCH'`. */
export function patched(said: TSESTree.Node, source: SourceView): readonly Edit[] | undefined {
  if (said.type !== 'Literal' || !isIn(said, source)) return undefined;
  return [replace(said, source.text.slice(...said.range).replace(/post/i, asPatch))];
}

/** In the case that the word has. */
export function asPatch(word: string): string {
  if (word === 'post') return 'patch';
  return word === 'Post' ? 'Patch' : 'PATCH';
}
