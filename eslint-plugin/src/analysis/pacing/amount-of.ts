import type { TSESTree } from '@typescript-eslint/types';
import { callsTo } from '../functions/callers.ts';
import {
  childrenOf,
  contains,
  type FunctionNode,
  isFunction,
  nodesWithin,
  textIn,
  unwrap,
  type Variable,
} from '../source.ts';
import { constantOf, defaultOf, isReassigned, variableOf } from '../values/bindings.ts';
import { definitionOf, functionOf } from '../values/definition.ts';
import { bindParameters, UNBOUND } from '../values/environment.ts';
import { readMember } from '../values/objects.ts';
import { type Amount, combined, NOTHING, numberIn, truthOf } from './amount.ts';
import { ofCall } from './call-amount.ts';
import { OF_THE_ANSWER, ofMember, setting } from './member-amount.ts';
import type { Round } from './round.ts';
import { runFunction } from './run.ts';

/** Names and texts of what a server has asked for: it is not there, so that the retry's own delay is seen. */
export const ASKED_FOR = /retry[-_]?after/i;

/** What an expression comes to in this round; runs what it calls on the way. */
export function amountOf(expression: TSESTree.Node, round: Round): Amount {
  const node = unwrap(expression);
  round.step();
  switch (node.type) {
    case 'Literal':
      return { value: node.value, from: node };
    case 'Identifier':
      return ofIdentifier(node, round);
    case 'MemberExpression':
      return ofMember(node, round);
    case 'AwaitExpression':
      return amountOf(node.argument, round);
    case 'UnaryExpression':
      return ofUnary(node, round);
    case 'UpdateExpression':
      return ofUpdate(node, round);
    case 'BinaryExpression': {
      const left = amountOf(node.left, round);
      const right = amountOf(node.right, round);
      return left && right && combined(node, left, right);
    }
    case 'LogicalExpression':
      return ofLogical(node, round);
    case 'ConditionalExpression': {
      const test = truthOf(amountOf(node.test, round));
      if (test !== undefined) return amountOf(test ? node.consequent : node.alternate, round);
      for (const side of [node.consequent, node.alternate])
        if (contains(side, round.course.again)) amountOf(side, round);
      return undefined;
    }
    case 'AssignmentExpression':
      return ofAssignment(node, round);
    case 'CallExpression':
      return ofCall(node, round);
    case 'NewExpression':
      return ofNew(node, round);
    case 'SequenceExpression':
      return node.expressions.map((inner) => amountOf(inner, round)).at(-1);
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'ClassExpression':
    case 'TemplateLiteral':
      return undefined;
    default:
      for (const child of childrenOf(node)) if (!child.type.startsWith('TS')) amountOf(child, round);
      return undefined;
  }
}

function ofIdentifier(node: TSESTree.Identifier, round: Round): Amount {
  const variable = variableOf(node);
  if (!variable) return GLOBALS.has(node.name) ? { value: GLOBALS.get(node.name) } : undefined;
  if (round.isHeld(variable)) {
    const held = round.heldBy(variable);
    // What is carried from round to round must not be changed: an edit goes where it is used.
    return held?.carried ? { ...held, from: node } : held;
  }
  const [definition] = variable.defs;
  const declarator = definition?.node.type === 'VariableDeclarator' ? definition.node : undefined;
  if (declarator && contains(round.course.around, declarator) && !declarator.init) return undefined;
  const constant = constantOf(variable);
  if (constant && !isFunction(constant)) {
    if (contains(constant, round.course.again)) return undefined;
    const amount = amountOf(constant, round);
    // A constant of the module may serve others: an edit goes where it is used.
    return amount && !contains(round.course.around, constant) ? { ...amount, from: node } : amount;
  }
  if (isReassigned(variable) && declarator?.id.type === 'Identifier' && declarator.init) {
    const first = amountOf(declarator.init, round);
    round.hold(variable, first && { ...first, carried: true });
    return first && { ...first, from: node };
  }
  return ofDeclared(node, round);
}

const GLOBALS: ReadonlyMap<string, unknown> = new Map([
  ['undefined', undefined],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['NaN', Number.NaN],
]);

/** What an import, a default or a parameter gives. */
function ofDeclared(node: TSESTree.Identifier, round: Round): Amount {
  const variable = variableOf(node);
  const [definition] = variable?.defs ?? [];
  if (!variable || !definition || isReassigned(variable)) return undefined;
  if (ASKED_FOR.test(node.name)) return NOTHING;
  const defined = definitionOf(node);
  if (defined !== node && /^(?:Literal|BinaryExpression|UnaryExpression|CallExpression)$/.test(defined.type))
    return amountOf(defined, round);
  if (definition.type === 'CatchClause' || OF_THE_ANSWER.test(node.name)) return undefined;
  const given = round.given(variable, () => {
    const values = isFunction(definition.node) ? givenTo(variable, definition.node) : [defaultOf(definition.name)];
    const amounts = values.map((value) => value && amountOf(value, round));
    const [first] = amounts;
    const same = amounts.every((amount) => amount?.value === first?.value);
    return first && { ...first, from: node, assumed: !same || first.assumed === true };
  });
  if (typeof given?.value === 'number') return given;
  return isSetting(definition.node, round) ? setting(node) : undefined;
}

/** What the callers of a function give for a parameter, its default where they give nothing. */
function givenTo(variable: Variable, target: FunctionNode): (TSESTree.Node | undefined)[] {
  const calls = callsTo(target)
    .filter((call) => functionOf(call.callee) === target && !contains(target, call))
    .map((call) => call.arguments);
  const given = calls.length > 0 ? calls : [[]];
  return given.map((args) => bindParameters(target, args, UNBOUND, readMember).get(variable)?.node);
}

/** Whether something is declared outside of what is repeated, or given to it anew only by its first caller. */
function isSetting(declared: TSESTree.Node, { course }: Round): boolean {
  const { around } = course;
  return declared.type !== 'VariableDeclarator' && (declared === around || !contains(around, declared));
}

function ofUnary(node: TSESTree.UnaryExpression, round: Round): Amount {
  const amount = amountOf(node.argument, round);
  if (node.operator === '!') {
    const truth = truthOf(amount);
    return truth === undefined ? undefined : { value: !truth };
  }
  const number = amount && numberIn(amount.value);
  if (!amount || number === undefined || !/^[-+]$/.test(node.operator)) return undefined;
  return { ...amount, value: node.operator === '-' ? -number : number, from: node };
}

/** `attempt++`: what it gives is the old value, or the new one. */
function ofUpdate(node: TSESTree.UpdateExpression, round: Round): Amount {
  const before = amountOf(node.argument, round);
  const number = before && numberIn(before.value);
  const after: Amount =
    before && number !== undefined ? { ...before, value: number + (node.operator === '++' ? 1 : -1) } : undefined;
  hold(node.argument, after && { ...after, carried: true }, round);
  return node.prefix ? after : before;
}

function ofLogical(node: TSESTree.LogicalExpression, round: Round): Amount {
  const left = amountOf(node.left, round);
  if (node.operator === '??') {
    if (left && !left.assumed) return left.value == null ? amountOf(node.right, round) : left;
    const fallback = amountOf(node.right, round);
    return left?.value === undefined ? fallback && { ...fallback, assumed: true } : left;
  }
  const truth = truthOf(left);
  if (truth !== undefined) return truth === (node.operator === '&&') ? amountOf(node.right, round) : left;
  const right = amountOf(node.right, round);
  const other = truthOf(right);
  // Whatever the left side is, `x && false` is not true and `x || true` is not false.
  if (other !== undefined && typeof right?.value === 'boolean')
    return other === (node.operator === '||') ? right : undefined;
  if (node.operator === '&&') return undefined;
  return left?.value === undefined ? right && { ...right, assumed: true } : left;
}

function ofAssignment(node: TSESTree.AssignmentExpression, round: Round): Amount {
  const right = amountOf(node.right, round);
  let amount: Amount = right;
  if (node.operator !== '=') {
    const left = amountOf(node.left, round);
    const operator = node.operator.slice(0, -1);
    if (/^(?:\|\||\?\?|&&)$/.test(operator)) amount = left?.value === undefined ? right : left;
    else amount = left && right && combined({ ...node, type: 'BinaryExpression', operator } as never, left, right);
  }
  const self = node.operator !== '=' || mentions(node.right, node.left);
  hold(node.left, amount && (self ? { ...amount, carried: true } : amount), round);
  return amount;
}

function mentions(node: TSESTree.Node, target: TSESTree.Node): boolean {
  if (target.type !== 'Identifier') return textIn(node).includes(textIn(target));
  return nodesWithin(node, 'Identifier').some(({ name }) => name === target.name);
}

/** Gives a name, or a member, its value. */
export function hold(target: TSESTree.Node, amount: Amount, round: Round): void {
  const at = unwrap(target);
  if (at.type === 'Identifier') {
    const variable = variableOf(at);
    if (variable) round.hold(variable, amount);
  } else if (at.type === 'MemberExpression') round.hold(textIn(at), amount);
  else if (at.type === 'AssignmentPattern') hold(at.left, amount ?? amountOf(at.right, round), round);
  else if (at.type === 'ObjectPattern') {
    for (const property of at.properties) {
      if (property.type !== 'Property') continue;
      const name = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
      if (name.type === 'Identifier' && ASKED_FOR.test(name.name)) hold(name, NOTHING, round);
    }
  }
}

/** `new Promise((resolve) => setTimeout(resolve, ms))`. */
function ofNew(node: TSESTree.NewExpression, round: Round): Amount {
  const [executor, ...more] = node.arguments;
  const isPromise = node.callee.type === 'Identifier' && node.callee.name === 'Promise';
  if (isPromise && executor && isFunction(executor)) runFunction(executor, round);
  else for (const argument of [...(executor ? [executor] : []), ...more]) amountOf(argument, round);
  return undefined;
}
