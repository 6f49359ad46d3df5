import type { TSESTree } from '@typescript-eslint/types';
import type { ClientCall } from '../clients/index.ts';
import type { Endpoint } from '../salesforce/endpoints.ts';
import { walk } from '../source.ts';
import { variableOf } from '../values/bindings.ts';

/** Grants that may be repeated; a login that can send one of them too is worth a retry. */
const OTHER_GRANTS = /\b(?:refresh_token|client_credentials|password|jwt-bearer|saml2-bearer|device)\b/;

/**
 * Whether a login sends an authorization code, which is valid once: repeating the exchange fails, and may revoke the
 * tokens of the first one (RFC 6749 §4.1.2).
 */
export function isSingleUse({ client, operation, args }: ClientCall, endpoint: Endpoint | undefined): boolean {
  if (client.salesforce === true && operation.call === 'authorize') return true;
  if (endpoint?.id !== 'oauth-token') return false;
  const texts = new Set<string>();
  const seen = new Set<TSESTree.Node>();
  for (const node of args) collectTexts(node, texts, seen);
  const said = [...texts].join('\n');
  return /\bauthorization_code\b/.test(said) && !OTHER_GRANTS.test(said);
}

/** The fixed texts in what is sent, through the variables that it names and what is called on them. */
function collectTexts(root: TSESTree.Node, texts: Set<string>, seen: Set<TSESTree.Node>): void {
  if (seen.has(root)) return;
  seen.add(root);
  walk(root, (node) => {
    if (node.type === 'Literal' && typeof node.value === 'string') texts.add(node.value);
    if (node.type === 'TemplateElement') texts.add(node.value.raw);
    const variable = node.type === 'Identifier' ? variableOf(node) : undefined;
    for (const { identifier } of variable?.references ?? []) {
      const { parent } = identifier;
      if (parent.type === 'VariableDeclarator' && parent.init) collectTexts(parent.init, texts, seen);
      // `params.append('grant_type', …)` adds to what is sent.
      const call = parent.type === 'MemberExpression' && parent.object === identifier ? parent.parent : undefined;
      if (call?.type !== 'CallExpression') continue;
      for (const argument of call.arguments) collectTexts(argument, texts, seen);
    }
  });
}
