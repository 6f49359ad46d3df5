import type { sourceOf } from 'eslint-plugin-salesforce-resilience/analysis';

/** A node of the syntax tree. */
export type Node = Parameters<typeof sourceOf>[0];

/** A node of one type. */
export type NodeOf<Type extends string> = Extract<Node, { type: Type }>;

/** The name of a property, a method or a member; undefined where it is computed. */
export function keyName(node: { readonly key: Node; readonly computed: boolean }): string | undefined {
  const { key, computed } = node;
  if (!computed && key.type === 'Identifier') return key.name;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined;
}

/** The name of a member that is read: `order.id`, `env['SF_URL']`. */
export function readName({ property, computed }: NodeOf<'MemberExpression'>): string | undefined {
  return keyName({ key: property, computed });
}
