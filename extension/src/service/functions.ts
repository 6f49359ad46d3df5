import { functionAround, type SalesforceCall } from 'eslint-plugin-salesforce-resilience/analysis';

type FunctionNode = NonNullable<ReturnType<typeof functionAround>>;

/** The nearest function around a call that has a name, and the name. */
export interface NamedFunction {
  readonly node: FunctionNode;
  readonly name: string;
}

/** The function that people would say a call is in; callbacks have no name. */
export function namedFunctionAround({ node }: SalesforceCall): NamedFunction | undefined {
  for (let at = functionAround(node); at; at = functionAround(at)) {
    const name = nameOf(at);
    if (name !== undefined) return { node: at, name };
  }
  return undefined;
}

function nameOf({ id, parent }: FunctionNode): string | undefined {
  if (id) return id.name;
  if (parent.type === 'VariableDeclarator') return parent.id.type === 'Identifier' ? parent.id.name : undefined;
  const isNamed =
    parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition' || parent.type === 'Property';
  if (!isNamed) return undefined;
  return parent.key.type === 'Identifier' || parent.key.type === 'PrivateIdentifier' ? parent.key.name : undefined;
}
