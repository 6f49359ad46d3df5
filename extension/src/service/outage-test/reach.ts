import {
  type FunctionNode,
  isFunction,
  nodesWithin,
  type SalesforceCall,
  sourceOf,
  variableOf,
} from 'eslint-plugin-salesforce-resilience/analysis';
import { keyName, type Node, readName } from './node.ts';

/** A function and those of the same file that it calls, and so on. */
export function reachedFrom(start: FunctionNode): ReadonlySet<FunctionNode> {
  const reached = new Set<FunctionNode>([start]);
  for (const one of reached) for (const next of calledBy(one)) reached.add(next);
  return reached;
}

/** The Salesforce calls in some functions. */
export function callsIn(functions: ReadonlySet<FunctionNode>, calls: readonly SalesforceCall[]): SalesforceCall[] {
  return calls.filter(({ node }) => {
    return [...functions].some((one) => {
      return sourceOf(node).ast === sourceOf(one).ast && one.range[0] <= node.range[0] && node.range[1] <= one.range[1];
    });
  });
}

/** The function of the file that a call leads to; undefined where it leads elsewhere. */
export function calleeOf({ callee }: { readonly callee: Node }): FunctionNode | undefined {
  if (callee.type === 'Identifier') {
    const definition = variableOf(callee)?.defs[0]?.node;
    const value = definition?.type === 'VariableDeclarator' ? definition.init : definition;
    return isFunction(value) ? value : undefined;
  }
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'ThisExpression') return undefined;
  const name = readName(callee);
  const members = membersAround(callee);
  for (const item of members) {
    const isMember = item.type === 'MethodDefinition' || item.type === 'PropertyDefinition' || item.type === 'Property';
    if (isMember && keyName(item) === name && isFunction(item.value)) return item.value;
  }
  return undefined;
}

/** What the class or the object around a node has. */
function membersAround(node: Node): readonly Node[] {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'ClassBody') return at.body;
    if (at.type === 'ObjectExpression') return at.properties;
  }
  return [];
}

function calledBy(one: FunctionNode): FunctionNode[] {
  return nodesWithin(one, 'CallExpression').flatMap((call) => calleeOf(call) ?? []);
}
