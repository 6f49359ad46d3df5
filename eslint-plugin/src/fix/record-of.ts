import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { stringified } from '../analysis/salesforce/bodies.ts';
import { unwrap } from '../analysis/source.ts';
import { chainedOn, memberName, variableOf } from '../analysis/values/bindings.ts';
import { definitionOf } from '../analysis/values/definition.ts';
import { objectOf, propertyOf } from '../analysis/values/objects.ts';

/** The literal that a call sends: its own body, or what is handed to `send`, `write` or `end` after it. */
export function recordOf(call: SalesforceCall): TSESTree.ObjectExpression | undefined {
  const { idempotency } = call.facts;
  const own = idempotency.state === 'present' && !idempotency.value.repeatable ? idempotency.value.body : undefined;
  if (own) return own;
  for (const body of [...optionsOf(call), ...sentAfter(call.node)]) {
    const made = definitionOf(body);
    const literal = objectOf(stringified(made) ?? made);
    if (literal) return literal;
  }
  return undefined;
}

/** What the options call a body: `{ body: { … }, json: true }` has two that may be meant. */
function optionsOf({ client, optionsNode }: SalesforceCall): TSESTree.Node[] {
  const found = optionsNode ? client.keys.body.map((name) => propertyOf(optionsNode, name)) : [];
  return found.flatMap((one) => (one.state === 'present' ? [one.value] : []));
}

/** `agent.post(url).send(body)`, `request.write(body)`, `xhr.send(body)`. */
function sentAfter(node: TSESTree.CallExpression): TSESTree.Node[] {
  const receiver = node.callee.type === 'MemberExpression' ? variableOf(unwrap(node.callee.object)) : undefined;
  const holder = node.parent.type === 'VariableDeclarator' ? variableOf(node.parent.id) : receiver;
  const starts = [node, ...(holder?.references.map(({ identifier }) => identifier) ?? [])];
  return starts.flatMap((start) => {
    const sent: TSESTree.Node[] = [];
    for (let next = chainedOn(start); next; next = chainedOn(next)) {
      const name = next.callee.type === 'MemberExpression' ? memberName(next.callee) : undefined;
      const [body] = next.arguments;
      if (body && /^(?:send|write|end)$/.test(name ?? '') && next.range[1] >= node.range[1]) sent.push(body);
    }
    return sent;
  });
}
