import type { TSESTree } from '@typescript-eslint/types';
import { contains, functionAround, isFunction, nodesWithin, sourceOf, unwrap, type Variable } from '../source.ts';
import { bound, constantOf, defaultOf, isReassigned, memberName, variableOf } from './bindings.ts';
import { isExtendedField } from './classes.ts';
import { definitionOf, memberOf } from './definition.ts';
import { resultsOf } from './results.ts';
import { membersOfEnum } from './enums.ts';
import { type Environment, UNBOUND } from './environment.ts';
import { bindCall, invokedOn, memberOfInstance } from './instance.ts';
import { objectOf, propertyOf, readMember } from './objects.ts';
import { ofBuiltIn } from './text-calls.ts';
import { ofElement, ofItem } from './text-elements.ts';
import { ofReassigned } from './text-reassigned.ts';
import { ofUrlPart } from './url-parts.ts';

/** A string as far as it is known before the program runs: fixed text and holes. */
export interface StaticText {
  /** The text, with `{}` for each hole. */
  readonly text: string;
  /** The expressions behind the holes, in order. */
  readonly holes: readonly TSESTree.Node[];
}

/** What one evaluation carries along. */
export interface Evaluation {
  /** What the parameters of a call stand for. */
  readonly env: Environment;
  /** Counts down the look-ups, so that names which refer to each other end. */
  readonly fuel: { left: number };
  /** What variables hold that are just being given another value. */
  readonly current: ReadonlyMap<Variable, StaticText>;
  /** The constants that are just being looked up: one that leads back to itself is a hole. */
  readonly pending: ReadonlySet<Variable>;
}

const MOST_STEPS = 200;

/**
 * What is known of the string that `node` evaluates to; what cannot be known becomes a hole, never a guess.
 *
 * @param env - What the parameters around `node` stand for, when one call is looked at.
 */
export function textOf(node: TSESTree.Node, env: Environment = UNBOUND): StaticText {
  return evaluateText(node, { env, fuel: { left: MOST_STEPS }, current: new Map(), pending: new Set() });
}

/** One step of {@link textOf}, for the modules that know one kind of expression. */
export function evaluateText(expression: TSESTree.Node, evaluation: Evaluation): StaticText {
  const node = unwrap(expression);
  evaluation.fuel.left -= 1;
  if (evaluation.fuel.left < 0) return hole(node);
  const next = (inner: TSESTree.Node): StaticText => evaluateText(inner, evaluation);
  switch (node.type) {
    case 'Literal':
      return { text: String(node.value), holes: [] };
    case 'TemplateLiteral':
      return join(
        node.quasis.flatMap((quasi, index) => {
          const inserted = node.expressions[index];
          const fixed: StaticText = { text: quasi.value.cooked ?? quasi.value.raw, holes: [] };
          return inserted ? [fixed, next(inserted)] : [fixed];
        }),
      );
    case 'BinaryExpression':
      return node.operator === '+' ? join([node.left, node.right].map(next)) : hole(node);
    case 'TaggedTemplateExpression':
      return isRaw(node.tag) ? next(node.quasi) : hole(node);
    case 'LogicalExpression':
      // What stands before `&&` is only a condition.
      return node.operator === '&&'
        ? next(node.right)
        : (alternative([node.left, node.right], evaluation) ?? hole(node));
    case 'ConditionalExpression':
      return alternative([node.consequent, node.alternate], evaluation) ?? hole(node);
    case 'AwaitExpression':
      return next(node.argument);
    case 'Identifier':
      return ofIdentifier(node, evaluation);
    case 'MemberExpression':
      return ofMember(node, evaluation);
    case 'NewExpression':
    case 'CallExpression':
      return ofBuiltIn(node, evaluation) ?? ofFunction(node, evaluation) ?? hole(node);
    default:
      return hole(node);
  }
}

/** `String.raw` */
function isRaw(tag: TSESTree.Node): boolean {
  return tag.type === 'MemberExpression' && tag.object.type === 'Identifier' && tag.object.name === 'String';
}

/** A text of which nothing is known. */
export function hole(node: TSESTree.Node): StaticText {
  return { text: '{}', holes: [node] };
}

/** How many holes a piece of such a text has. */
export function holesIn(text: string): number {
  return text.split('{}').length - 1;
}

/** Texts one after the other. */
export function join(parts: readonly StaticText[]): StaticText {
  return { text: parts.map((part) => part.text).join(''), holes: parts.flatMap((part) => part.holes) };
}

/** Of possible values the one that says more: the fallback of an environment variable, one side of a switch. */
function alternative(sides: readonly TSESTree.Node[], evaluation: Evaluation): StaticText | undefined {
  const [first, second] = sides.map((side) => evaluateText(side, evaluation));
  if (!first || !second) return undefined;
  if (/^(?:undefined|null)?$/.test(first.text)) return second;
  if (first.text === '{}') return second.text === '' ? first : second;
  return first;
}

function ofIdentifier(node: TSESTree.Identifier, evaluation: Evaluation): StaticText {
  const variable = variableOf(node);
  if (!variable) return node.name === 'undefined' ? { text: '', holes: [] } : ofUndeclared(node, evaluation);
  const held = evaluation.current.get(variable);
  if (held) return held;
  const argument = evaluation.env.get(variable);
  if (argument && !isReassigned(variable)) {
    return evaluateText(argument.node, { ...evaluation, env: argument.env });
  }
  if (evaluation.pending.has(variable)) return hole(node);
  const value = constantOf(variable);
  const within = { ...evaluation, pending: new Set([...evaluation.pending, variable]) };
  const text =
    value && !isFunction(value)
      ? evaluateText(value, within)
      : ((isReassigned(variable) ? undefined : (known(ofDefinition(node, within)) ?? ofItem(node, within))) ??
        ofReassigned(variable, node, evaluation));
  return known(text) ?? hole(node);
}

/** A global that nobody declares, where the file gives it one value: `url = '/services/data/…'`. */
function ofUndeclared(node: TSESTree.Identifier, evaluation: Evaluation): StaticText {
  const [only, ...others] = nodesWithin(sourceOf(node).ast, 'AssignmentExpression').filter(
    ({ left }) => left.type === 'Identifier' && left.name === node.name,
  );
  const isOne = only?.operator === '=' && others.length === 0 && !contains(only, node);
  return (isOne ? known(evaluateText(only.right, evaluation)) : undefined) ?? hole(node);
}

/** A text of which something is known. */
function known(text: StaticText | undefined): StaticText | undefined {
  return text?.text === '{}' ? undefined : text;
}

/** What an imported or destructured name stands for. */
function ofDefinition(node: TSESTree.Node, evaluation: Evaluation): StaticText | undefined {
  const defined = definitionOf(node);
  const fixed = defined !== node && !isFunction(defined) && !/^(?:Program|Class|Identifier)/.test(defined.type);
  return fixed ? evaluateText(defined, evaluation) : undefined;
}

function ofMember(node: TSESTree.MemberExpression, evaluation: Evaluation): StaticText {
  const name = memberName(node);
  if (name === undefined || /^\d+$/.test(name)) return ofLookup(node, evaluation) ?? hole(node);
  // The text of a URL object is its href.
  if (name === 'href' && unwrap(node.object).type !== 'ThisExpression') {
    const url = evaluateText(node.object, evaluation);
    if (url.text !== '{}') return url;
  }
  const part = ofUrlPart(node.object, name, evaluation);
  if (part) return part;
  const found = propertyOf(node.object, name, evaluation.env);
  if (found.state === 'present' && found.value !== node) {
    const text = evaluateText(found.value, { ...evaluation, env: found.env });
    return isNothing(text) ? hole(node) : text;
  }
  const defined = memberOfInstance(node, evaluation.env) ?? memberOf(node.object, name);
  if (!defined || defined === node || isFunction(defined)) return hole(node);
  // `constructor(private readonly base = 'https://…')`
  const value = defined.type === 'TSParameterProperty' ? givenTo(defined, evaluation) : defined;
  const text = known(value && evaluateText(value, evaluation));
  if (!text || isNothing(text)) return hole(node);
  return isExtendedField(node) ? join([text, hole(node)]) : text;
}

/** What a parameter that is a member as well is given where the instance is made, else what it is by itself. */
function givenTo({ parameter }: TSESTree.TSParameterProperty, { env }: Evaluation): TSESTree.Node | undefined {
  const name = bound(parameter);
  const variable = variableOf(name);
  return variable && env.has(variable) ? name : defaultOf(name);
}

/** What a member holds before it is given something: no part of a URL. */
function isNothing({ text }: StaticText): boolean {
  return text === 'null' || text === 'undefined';
}

/** `ENDPOINTS[kind]`: what all values begin with. */
function ofLookup(node: TSESTree.MemberExpression, evaluation: Evaluation): StaticText | undefined {
  const key = evaluateText(node.property, evaluation).text;
  if (!key.includes('{}') && key !== '') {
    const found = propertyOf(node.object, key, evaluation.env);
    if (found.state === 'present') return evaluateText(found.value, { ...evaluation, env: found.env });
    const member = memberOf(node.object, key);
    if (member && !isFunction(member)) return evaluateText(member, evaluation);
  }
  const element = ofElement(node.object, evaluation);
  if (element) return element;
  const table = definitionOf(node.object);
  const object = objectOf(node.object, evaluation.env);
  const texts = (table.type === 'TSEnumDeclaration' ? membersOfEnum(table) : (object?.properties ?? [])).map(
    (entry) => {
      const value =
        entry.type === 'Property' ? entry.value : entry.type === 'TSEnumMember' ? entry.initializer : undefined;
      return value ? evaluateText(value, evaluation) : hole(entry);
    },
  );
  return texts.length > 0 ? commonStart(texts) : undefined;
}

function commonStart(texts: readonly StaticText[]): StaticText | undefined {
  const [first, ...others] = texts;
  if (!first || others.every(({ text }) => text === first.text)) return first;
  let length = first.text.length;
  for (const { text } of others) while (!text.startsWith(first.text.slice(0, length))) length -= 1;
  // Half a segment says nothing: it ends at the last slash.
  const start = first.text.slice(0, length).replace(/[^/]*$/, '');
  const count = holesIn(start);
  return { text: `${start}{}`, holes: [...first.holes.slice(0, count), ...first.holes.slice(0, 1)] };
}

/** What a function of the project returns, with its parameters bound to the arguments. */
function ofFunction(
  node: TSESTree.CallExpression | TSESTree.NewExpression,
  evaluation: Evaluation,
): StaticText | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const invoked = invokedOn(node, evaluation.env);
  // A function that calls itself on the way to its result would be followed for ever.
  if (!invoked || functionAround(node) === invoked.target) return undefined;
  const env = bindCall(node, invoked, evaluation.env, readMember);
  // Within another call, the same constants stand for something else.
  const texts = resultsOf(invoked.target).map((result) =>
    evaluateText(result, { ...evaluation, env, pending: new Set() }),
  );
  const saying = texts.filter(({ text }) => /[^{}/]/.test(text));
  return saying.toSorted((one, other) => fixedLength(other) - fixedLength(one))[0];
}

/** How much of a text is known. */
export function fixedLength({ text }: StaticText): number {
  return text.replaceAll('{}', '').length;
}
