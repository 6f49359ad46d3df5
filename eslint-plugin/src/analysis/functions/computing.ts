import type { TSESTree } from '@typescript-eslint/types';
import { createMemo } from '../memo.ts';
import { contains, type FunctionNode, nodesWithin, textIn, unwrap } from '../source.ts';
import { variableOf } from '../values/bindings.ts';

/** Text of code that may tell failures apart, hand an answer on, or end otherwise than by returning. */
const MAY_TELL =
  /\b(?:status(?:Code)?|ok|readyState|target|response|res|error|err|code|message|throw|await|yield|reject|resolve|new)\b(?!\??\.headers\b)/;

/** Calls that compute, or read a header. */
const COMPUTES =
  /^(?:(?:Math|Number|Date|performance)\.\w+|parseInt|parseFloat|Number|Boolean|isNaN|String)$|\bheaders\??\.get$/;

const BRANCHES = ['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchStatement'] as const;

const memo = createMemo<boolean>(() => false);

/**
 * Whether a function only computes something of which nothing can be told, such as how long to wait, and takes different
 * ways to it: whichever it takes, whoever calls it knows as much, so that no way has to be followed.
 */
export function onlyComputes(target: FunctionNode): boolean {
  return memo(target, () => isComputation(target));
}

function isComputation({ body, params }: FunctionNode): boolean {
  if (!BRANCHES.some((type) => nodesWithin(body, type).length > 0) || MAY_TELL.test(textIn(body))) return false;
  if (params.some(({ type }) => type === 'ObjectPattern') || nodesWithin(body, 'UpdateExpression').length > 0)
    return false;
  if (!nodesWithin(body, 'CallExpression').every(({ callee }) => COMPUTES.test(textIn(unwrap(callee))))) return false;
  const sets = nodesWithin(body, 'AssignmentExpression');
  if (!sets.every(({ left, right }) => isLocal(left, body) && isComputed(right, body))) return false;
  if (body.type !== 'BlockStatement') return isComputed(body, body);
  return nodesWithin(body, 'ReturnStatement').every(({ argument }) => !argument || isComputed(argument, body));
}

/** Whether what an expression comes to is made here, rather than handed on. */
function isComputed(expression: TSESTree.Node, body: TSESTree.Node): boolean {
  const node = unwrap(expression);
  switch (node.type) {
    case 'Literal':
    case 'TemplateLiteral':
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'CallExpression':
      return true;
    case 'MemberExpression':
      return node.object.type === 'ThisExpression' || /\bheaders$/.test(textIn(node.object));
    case 'ConditionalExpression':
      return isComputed(node.consequent, body) && isComputed(node.alternate, body);
    case 'LogicalExpression':
      return isComputed(node.left, body) && isComputed(node.right, body);
    case 'Identifier':
      return isLocal(node, body);
    default:
      return false;
  }
}

/** A variable of the function itself, which holds what was computed there. */
function isLocal(node: TSESTree.Node, body: TSESTree.Node): boolean {
  const [definition] = variableOf(node)?.defs ?? [];
  if (definition?.node.type !== 'VariableDeclarator' || !contains(body, definition.node)) return false;
  const { init, id } = definition.node;
  return id.type === 'Identifier' && (!init || isComputed(init, body));
}
