import type { TSESTree } from '@typescript-eslint/types';
import { contains, textIn, unwrap } from '../source.ts';
import { memberName, variableOf } from '../values/bindings.ts';
import { definitionOf } from '../values/definition.ts';
import { propertyOf } from '../values/objects.ts';
import { type Amount, NOTHING, SETTING } from './amount.ts';
import { amountOf, ASKED_FOR } from './amount-of.ts';
import type { Round } from './round.ts';

/** Names of what a failure leaves behind: it differs from round to round. */
export const OF_THE_ANSWER =
  /^(?:e|err|error|ex|exception|reason|res|resp|response|result|answer|reply|body|data|json|text)$/i;

/** What a member comes to: of settings the same in each round, of what is counted what it holds now. */
export function ofMember(node: TSESTree.MemberExpression, round: Round): Amount {
  const { text, said } = round.reading(node, () => readingOf(node, round));
  if (round.isHeld(text)) return round.heldBy(text);
  if ('amount' in said) return said.amount;
  if ('elements' in said) return ofList(node, said, round);
  const amount = amountOf(said.value, round);
  return said.fallback ? (amount ? { ...amount, assumed: true } : said.fallback.amount) : amount;
}

/** What a member comes to in each round, or what has to be looked at for it in the round. */
type Said =
  | { readonly amount: Amount }
  | { readonly value: TSESTree.Node; readonly fallback?: { readonly amount: Amount } }
  | TSESTree.ArrayExpression;

function readingOf(node: TSESTree.MemberExpression, round: Round): { readonly text: string; readonly said: Said } {
  const text = textIn(node);
  return { text, said: memberSays(node, text, round) };
}

function memberSays(node: TSESTree.MemberExpression, text: string, round: Round): Said {
  if (ASKED_FOR.test(text)) return { amount: NOTHING };
  if (/^process\.env\b|\bimport\.meta\.env\b/.test(text)) return { amount: { ...NOTHING, assumed: true } };
  if (/^(?:Number\.)?(?:POSITIVE_)?INFINITY$/i.test(text))
    return { amount: { value: Number.POSITIVE_INFINITY, from: node } };
  if (text.startsWith('Number.MAX_')) return { amount: { value: Number.MAX_SAFE_INTEGER, from: node } };
  const list = definitionOf(node.object);
  if (list.type === 'ArrayExpression') return list;
  const name = memberName(node);
  if (name === undefined) return { amount: undefined };
  const found = propertyOf(node.object, name);
  const value = found.state === 'present' ? found.value : definitionOf(node);
  if (value !== node && /^(?:Literal|BinaryExpression|UnaryExpression)$/.test(value.type)) return { value };
  const unless = { amount: isOfSettings(node, round) ? setting(node) : undefined };
  return value.type === 'LogicalExpression' ? { value: value.right, fallback: unless } : unless;
}

/** `this.delay`, `options.retry.delay`: the same in each round, unless it is assigned. */
function isOfSettings(node: TSESTree.MemberExpression, round: Round): boolean {
  let root: TSESTree.Node = node;
  while (root.type === 'MemberExpression') root = unwrap(root.object);
  const name = memberName(node);
  if (name === undefined || isAssigned(name, textIn(round.course.around))) return false;
  if (root.type === 'ThisExpression') return true;
  const [definition] = variableOf(root)?.defs ?? [];
  if (root.type !== 'Identifier' || !definition || OF_THE_ANSWER.test(root.name)) return false;
  return (
    definition.type !== 'CatchClause' &&
    (definition.node === round.course.around || !contains(round.course.around, definition.node))
  );
}

const ASSIGNS = /\s*(?:[-+*/]?=[^=]|\+\+|--)/y;

/** Whether text gives a name, or a member of that name, another value. */
function isAssigned(name: string, text: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    ASSIGNS.lastIndex = at + name.length;
    if (!/\w/.test(text.charAt(at - 1)) && ASSIGNS.test(text)) return true;
  }
  return false;
}

/** `DELAYS[attempt]`, `DELAYS.length`. */
function ofList(node: TSESTree.MemberExpression, { elements }: TSESTree.ArrayExpression, round: Round): Amount {
  if (memberName(node) === 'length') return { value: elements.length, from: node };
  const index = amountOf(node.property, round);
  if (typeof index?.value !== 'number' || index.assumed) return undefined;
  const element = elements[index.value];
  const amount = element ? amountOf(element, round) : NOTHING;
  return amount && { ...amount, from: node };
}

/** A setting of which only the name is known. */
export function setting(node: TSESTree.Node): Amount {
  return /jitter|rand/i.test(textIn(node)) ? undefined : { value: SETTING, assumed: true, from: node };
}
