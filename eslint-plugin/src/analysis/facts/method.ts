import type { TSESTree } from '@typescript-eslint/types';
import type { RequestParts } from '../clients/request.ts';
import type { Fact } from '../fact.ts';
import { unwrap } from '../source.ts';
import { constantOf, defaultOf, memberName, variableOf } from '../values/bindings.ts';
import type { Environment } from '../values/environment.ts';
import { textOf } from '../values/text.ts';

/** Names of what is an address and nothing else. */
const ADDRESS = /ur[il]|href|link|path|route|endpoint|address|resource/i;

/**
 * Answers "which method does this request have?": none is said where there is an address alone, which means GET; it is not
 * known where something from elsewhere, such as `options` in `send(options)`, may say all about the request.
 */
export function methodOf({ method, url, optionsNode, urlNode, env }: RequestParts): Fact<string> {
  if (method.state === 'present' && method.value === 'GET' && isFallback(method.node, env))
    return { state: 'unknown', because: 'GET is only what it is where nobody says otherwise' };
  const [hole] = url.holes;
  const isWhole = method.state === 'absent' && !optionsNode && urlNode !== undefined && url.text === '{}';
  return isWhole && hole && mayBeOptions(hole)
    ? { state: 'unknown', because: 'the object that may say it is not written in this file' }
    : method;
}

/** Whether a method is one that only stands in for what callers may give: `method = 'GET'`, `options.method || 'GET'`. */
function isFallback(node: TSESTree.Node, env: Environment): boolean {
  const value = unwrap(node);
  switch (value.type) {
    case 'LogicalExpression':
      return value.operator !== '&&' && (textOf(value.left, env).text === '{}' || isFallback(value.left, env));
    case 'CallExpression':
      // `String(method).toUpperCase()`
      return [value.callee, ...value.arguments].some((part) => isFallback(part, env));
    case 'MemberExpression':
      return isFallback(value.object, env);
    case 'Identifier':
      return isGiven(value, env);
    default:
      return false;
  }
}

function isGiven(name: TSESTree.Identifier, env: Environment): boolean {
  const variable = variableOf(name);
  const [definition] = variable?.defs ?? [];
  if (!variable || !definition || env.has(variable)) return false;
  if (defaultOf(definition.name)) return true;
  const constant = constantOf(variable);
  return constant !== undefined && constant !== name && isFallback(constant, env);
}

/** Whether a name stands for something that may be an object: nothing says that it is an address. */
function mayBeOptions(node: TSESTree.Node): boolean {
  const named = unwrap(node);
  if (named.type === 'MemberExpression') return !ADDRESS.test(memberName(named) ?? '');
  if (named.type !== 'Identifier' || ADDRESS.test(named.name)) return false;
  const declared = variableOf(named)?.defs[0]?.name;
  return declared?.type !== 'Identifier' || declared.typeAnnotation?.typeAnnotation.type !== 'TSStringKeyword';
}
