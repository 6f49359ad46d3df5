import type { TSESTree } from '@typescript-eslint/types';
import { functionAround, isFunction, type SourceView, unwrap } from '../source.ts';
import { constantOf, memberName, variableOf } from './bindings.ts';
import { propertyOf } from './objects.ts';

/** A string as far as it is known before the program runs: fixed text and holes. */
export interface StaticText {
  /** The text, with `{}` for each hole. */
  readonly text: string;
  /** The expressions behind the holes, in order. */
  readonly holes: readonly TSESTree.Node[];
}

const MOST_STEPS = 40;

/** What is known of the string that `node` evaluates to; what cannot be known becomes a hole, never a guess. */
export function textOf(node: TSESTree.Node, source: SourceView): StaticText {
  return evaluate(node, source, { left: MOST_STEPS });
}

/** Counts down the look-ups of one evaluation, so that names which refer to each other end. */
interface Fuel {
  left: number;
}

function evaluate(expression: TSESTree.Node, source: SourceView, fuel: Fuel): StaticText {
  const node = unwrap(expression);
  fuel.left -= 1;
  if (fuel.left < 0) return hole(node);
  switch (node.type) {
    case 'Literal':
      return { text: String(node.value), holes: [] };
    case 'TemplateLiteral':
      return join(
        node.quasis.flatMap((quasi, index) => {
          const next = node.expressions[index];
          const fixed: StaticText = { text: quasi.value.cooked ?? quasi.value.raw, holes: [] };
          return next ? [fixed, evaluate(next, source, fuel)] : [fixed];
        }),
      );
    case 'BinaryExpression':
      return node.operator === '+'
        ? join([node.left, node.right].map((side) => evaluate(side, source, fuel)))
        : hole(node);
    case 'LogicalExpression':
    case 'ConditionalExpression':
      return alternative(node, source, fuel);
    case 'Identifier':
      return ofIdentifier(node, source, fuel);
    case 'MemberExpression':
      return ofMember(node, source, fuel);
    case 'NewExpression':
    case 'CallExpression':
      return ofCall(node, source, fuel);
    default:
      return hole(node);
  }
}

function hole(node: TSESTree.Node): StaticText {
  return { text: '{}', holes: [node] };
}

function join(parts: readonly StaticText[]): StaticText {
  return { text: parts.map((part) => part.text).join(''), holes: parts.flatMap((part) => part.holes) };
}

/** Of two possible values the one that says more: the fallback of an environment variable, one side of a switch. */
function alternative(
  node: TSESTree.ConditionalExpression | TSESTree.LogicalExpression,
  source: SourceView,
  fuel: Fuel,
): StaticText {
  const sides = node.type === 'LogicalExpression' ? [node.left, node.right] : [node.consequent, node.alternate];
  const [first, second] = sides.map((side) => evaluate(side, source, fuel));
  if (!first || !second) return hole(node);
  if (first.text === '{}') return second.text === '' ? first : second;
  return first;
}

function ofIdentifier(node: TSESTree.Identifier, source: SourceView, fuel: Fuel): StaticText {
  const variable = variableOf(node, source);
  const value = variable && constantOf(variable);
  if (value && !isFunction(value)) {
    const text = evaluate(value, source, fuel);
    return text.text === '{}' ? hole(node) : text;
  }
  const parameter = variable?.defs[0];
  if (parameter?.type === 'Parameter') {
    const assigned = functionAround(node)?.params.find(
      (param) => param.type === 'AssignmentPattern' && param.left === parameter.name,
    );
    if (assigned?.type === 'AssignmentPattern') return evaluate(assigned.right, source, fuel);
  }
  return hole(node);
}

function ofMember(node: TSESTree.MemberExpression, source: SourceView, fuel: Fuel): StaticText {
  const name = memberName(node);
  if (name === undefined) return hole(node);
  // The text of a URL object is its href; its other parts are not needed to recognise a call.
  if (name === 'href' && unwrap(node.object).type !== 'ThisExpression') {
    const url = evaluate(node.object, source, fuel);
    if (url.text !== '{}') return url;
  }
  const found = propertyOf(node.object, name, source);
  return found.state === 'present' ? evaluate(found.value, source, fuel) : hole(node);
}

function ofCall(node: TSESTree.CallExpression | TSESTree.NewExpression, source: SourceView, fuel: Fuel): StaticText {
  const [first, second] = node.arguments;
  const callee = unwrap(node.callee);
  if (callee.type === 'Identifier' && first && !variableOf(callee, source)) {
    if (callee.name === 'URL' || callee.name === 'Request') {
      const path = evaluate(first, source, fuel);
      return second && callee.name === 'URL' ? resolve(path, evaluate(second, source, fuel)) : path;
    }
    if (callee.name === 'String') return evaluate(first, source, fuel);
    if (callee.name === 'encodeURIComponent' || callee.name === 'encodeURI') {
      const text = evaluate(first, source, fuel);
      return text.holes.length > 0 ? hole(node) : { text: encodeURI(text.text), holes: [] };
    }
  }
  if (callee.type === 'MemberExpression') {
    const name = memberName(callee);
    if (name === 'toString' && node.arguments.length === 0) return evaluate(callee.object, source, fuel);
    if (name === 'concat') return join([callee.object, ...node.arguments].map((part) => evaluate(part, source, fuel)));
  }
  return hole(node);
}

/** `new URL(path, base)` on texts with holes: an absolute path replaces the path of the base. */
function resolve(path: StaticText, base: StaticText): StaticText {
  if (/^[a-z][a-z\d+.-]*:/i.test(path.text)) return path;
  const origin = /^(?:[a-z][a-z\d+.-]*:\/\/[^/?#]*|\{\})/i.exec(base.text)?.[0] ?? '';
  const keep = path.text.startsWith('/') ? origin : base.text.replace(/[^/]*$/, '') || `${origin}/`;
  const holes = keep.split('{}').length - 1;
  return { text: keep + path.text, holes: [...base.holes.slice(0, holes), ...path.holes] };
}
