import type { TSESTree } from '@typescript-eslint/types';
import type { Endpoint } from '../salesforce/endpoints.ts';
import { type SourceView, walk } from '../source.ts';
import { variableOf } from '../values/bindings.ts';

/**
 * Whether a login sends an authorization code, which is valid once: repeating the exchange fails, and may revoke the
 * tokens of the first one (RFC 6749 §4.1.2).
 */
export function isSingleUse(
  endpoint: Endpoint | undefined,
  sent: readonly (TSESTree.Node | undefined)[],
  source: SourceView,
): boolean {
  return endpoint?.id === 'oauth-token' && sent.some((node) => node && mentionsCode(node, source, new Set()));
}

function mentionsCode(root: TSESTree.Node, source: SourceView, seen: Set<TSESTree.Node>): boolean {
  if (seen.has(root)) return false;
  seen.add(root);
  let found = false;
  walk(root, source, (node) => {
    if (found) return false;
    if (node.type === 'Literal')
      found = node.value === 'authorization_code' || node.raw.includes('grant_type=authorization_code');
    if (node.type === 'TemplateElement') found = node.value.raw.includes('grant_type=authorization_code');
    const variable = node.type === 'Identifier' ? variableOf(node, source) : undefined;
    // What a variable was declared with, and what is called on it: `params.append('grant_type', …)`.
    for (const { identifier } of variable?.references ?? []) {
      const { parent } = identifier;
      const said =
        parent.type === 'VariableDeclarator'
          ? parent.init
          : parent.type === 'MemberExpression'
            ? parent.parent
            : undefined;
      found ||= Boolean(said && said.type !== 'AwaitExpression' && mentionsCode(said, source, seen));
    }
    return !found;
  });
  return found;
}
