import type { TSESTree } from '@typescript-eslint/types';
import type { Fact } from '../fact.ts';
import { callersOf, rootOf } from '../functions/callers.ts';
import { guardsOf, presencesIn } from '../functions/guards.ts';
import type { Endpoint } from '../salesforce/endpoints.ts';
import { keyLookedUpIn, type LookUpKey } from '../salesforce/look-ups.ts';
import { contains, nodesWithin, sourceOf, textIn, unwrap } from '../source.ts';
import { memberName, valuesOf, variableOf } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';
import type { Idempotency } from './idempotency.ts';

/** What decides that a record is created: that it was not found, or that an upsert failed. */
export interface LookUp {
  readonly kind: 'query' | 'upsert';
  /** The call that asks, in the file of the create. */
  readonly at: TSESTree.CallExpression;
  readonly sobject: string;
  /** What it asks by; the value only where it means the same at the create. */
  readonly key: LookUpKey | undefined;
}

/** A create, and what a repetition of it would do. */
interface Creating {
  readonly node: TSESTree.CallExpression;
  readonly endpoint: Endpoint | undefined;
  readonly idempotency: () => Fact<Idempotency>;
}

/** So many places that call the function of a create are looked at. */
const MOST_CALLERS = 4;

/**
 * Answers "is this record created because a look-up did not find it, or because its upsert failed?", in the function of the
 * create and in those that call it.
 */
export function lookUpOf({ node, endpoint, idempotency }: Creating): Fact<LookUp> {
  const sobject = endpoint?.sobject;
  if (endpoint?.effect !== 'create' || sobject === undefined) return { state: 'absent' };
  const found = lookUpAround(node, sobject) ?? lookUpAbove(node, sobject);
  if (!found) return { state: 'absent' };
  const written = idempotency();
  // What has no external id, or is known to the server by a key of the request, needs the look-up.
  if (written.state !== 'present' || written.value.repeatable)
    return { state: 'unknown', because: 'the object may have no external id to upsert by' };
  return { state: 'present', value: found, node: found.at };
}

function lookUpAbove(node: TSESTree.Node, sobject: string): LookUp | undefined {
  const root = rootOf(node);
  if (root.type === 'Program') return undefined;
  const source = sourceOf(node);
  for (const caller of callersOf(root).slice(0, MOST_CALLERS)) {
    if (caller.kind !== 'call' || caller.helper || sourceOf(caller.call) !== source) continue;
    const found = lookUpAround(caller.call, sobject);
    if (found) return { ...found, key: found.key && { ...found.key, value: undefined } };
  }
  return undefined;
}

function lookUpAround(node: TSESTree.Node, sobject: string): LookUp | undefined {
  const root = rootOf(node);
  for (const { test, holds } of guardsOf(node, root)) {
    for (const { of, present } of presencesIn(test)) {
      const asked = present === holds ? undefined : askedBy(of);
      const found = asked && lookUpAt(asked, sobject);
      if (found) return found;
    }
  }
  return afterFailedUpsert(node, root, sobject);
}

/** Methods that give what a call has answered, or a part of it. */
const READS = /^(?:json|then|catch|find|filter|at|shift|pop)$/;

/** The call that an expression has its value from: `found`, `found.records[0]`, `(await response.json()).records`. */
function askedBy(expression: TSESTree.Node, depth = 6): TSESTree.CallExpression | undefined {
  const node = unwrap(expression);
  if (depth === 0) return undefined;
  switch (node.type) {
    case 'AwaitExpression':
      return askedBy(node.argument, depth);
    case 'MemberExpression':
      return askedBy(node.object, depth - 1);
    case 'LogicalExpression':
      return askedBy(node.left, depth - 1);
    case 'Identifier': {
      const variable = variableOf(node);
      const declarator = variable?.defs[0]?.node;
      const init = declarator?.type === 'VariableDeclarator' ? declarator.init : undefined;
      const value = init ?? (variable && valuesOf(variable).findLast((one) => one.range[1] <= node.range[0]));
      return value && askedBy(value, depth - 1);
    }
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      if (callee.type !== 'MemberExpression' || !READS.test(memberName(callee) ?? '')) return node;
      return innerCall(callee.object, depth) ?? node;
    }
    default:
      return undefined;
  }
}

/** `fetch(url)` in `fetch(url).then(…)`; undefined for `conn.sobject('Account').find(…)`, which asks only as a whole. */
function innerCall(object: TSESTree.Node, depth: number): TSESTree.CallExpression | undefined {
  const node = unwrap(object);
  if (
    node.type === 'CallExpression' &&
    node.callee.type === 'MemberExpression' &&
    memberName(node.callee) === 'sobject'
  )
    return undefined;
  return askedBy(node, depth - 1);
}

function lookUpAt(call: TSESTree.CallExpression, sobject: string): LookUp | undefined {
  if (isUpsert(call, sobject)) return { kind: 'upsert', at: call, sobject, key: undefined };
  const own = keyLookedUpIn(call, sobject);
  if (own) return { kind: 'query', at: call, sobject, key: own };
  const target = functionOf(call.callee);
  const key = target && keyLookedUpIn(target.body, sobject);
  // What the function compares with has another name here.
  return key && { kind: 'query', at: call, sobject, key: { ...key, value: undefined } };
}

/** The create in the handler of what the upsert throws. */
function afterFailedUpsert(node: TSESTree.Node, root: TSESTree.Node, sobject: string): LookUp | undefined {
  for (let at = node.parent; at && at !== root; at = at.parent) {
    if (at.type !== 'CatchClause') continue;
    const upsert = nodesWithin(at.parent.block, 'CallExpression').find((one) => isUpsert(one, sobject));
    if (upsert && !contains(upsert, node)) return { kind: 'upsert', at: upsert, sobject, key: undefined };
  }
  return undefined;
}

function isUpsert(call: TSESTree.CallExpression, sobject: string): boolean {
  const text = textIn(call);
  const name = call.callee.type === 'MemberExpression' ? memberName(call.callee) : undefined;
  if (name === 'upsert') return new RegExp(String.raw`['"\`]${sobject}['"\`]`).test(text);
  const byKey = new RegExp(String.raw`/sobjects/${sobject}/(?!Id/)\w+/`).test(text);
  return byKey && call.arguments.length > 0 && /\bPATCH\b/i.test(text) && !text.includes('=>');
}
