import type { TSESTree } from '@typescript-eslint/types';
import type { RequestParts } from '../clients/request.ts';
import type { Fact } from '../fact.ts';
import { unwrap } from '../source.ts';
import { memberName, variableOf } from '../values/bindings.ts';

/** Names of what is an address and nothing else. */
const ADDRESS = /ur[il]|href|link|path|route|endpoint|address|resource/i;

/**
 * Answers "which method does this request have?": none is said where there is an address alone, which means GET; it is not
 * known where something from elsewhere, such as `options` in `send(options)`, may say all about the request.
 */
export function methodOf({ method, url, optionsNode, urlNode }: RequestParts): Fact<string> {
  const [hole] = url.holes;
  const isWhole = method.state === 'absent' && !optionsNode && urlNode !== undefined && url.text === '{}';
  return isWhole && hole && mayBeOptions(hole)
    ? { state: 'unknown', because: 'the object that may say it is not written in this file' }
    : method;
}

/** Whether a name stands for something that may be an object: nothing says that it is an address. */
function mayBeOptions(node: TSESTree.Node): boolean {
  const named = unwrap(node);
  if (named.type === 'MemberExpression') return !ADDRESS.test(memberName(named) ?? '');
  if (named.type !== 'Identifier' || ADDRESS.test(named.name)) return false;
  const declared = variableOf(named)?.defs[0]?.name;
  return declared?.type !== 'Identifier' || declared.typeAnnotation?.typeAnnotation.type !== 'TSStringKeyword';
}
