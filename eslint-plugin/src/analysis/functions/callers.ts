import type { TSESTree } from '@typescript-eslint/types';
import { originOf } from '../clients/origin.ts';
import { callExpressionsOf, type FunctionNode, functionAround, type SourceView, unwrap } from '../source.ts';
import { functionOf, parameterOf, variableOf } from '../values/bindings.ts';
import { isRetryWrapper } from './retry-wrappers.ts';

/** A place where a function of the file runs. */
export type Caller =
  /** `call` in `root` runs it and gets its result; `inHelper` when `root` was handed the function. */
  | { readonly kind: 'call'; readonly call: TSESTree.Node; readonly root: Root; readonly inHelper: boolean }
  /** `wrapper`, a function of a package, runs it again when it throws. */
  | { readonly kind: 'retry'; readonly wrapper: CallLike }
  /** It is handed to something that cannot be looked into but has a name like a retry. */
  | { readonly kind: 'unknown'; readonly name: string };

/** What a path is followed through: a function, or the top level of the module. */
export type Root = FunctionNode | TSESTree.Program;

type CallLike = TSESTree.CallExpression | TSESTree.NewExpression;

/** Names of functions that may well retry what they are given. */
const RETRY_NAME = /retr|backoff|resilien|attempt|circuit|breaker/i;

/** Where `target` runs, as far as this file shows. */
export function callersOf(target: FunctionNode, source: SourceView): Caller[] {
  const { parent } = target;
  if ((parent.type === 'CallExpression' || parent.type === 'NewExpression') && parent.callee !== target) {
    return callersThrough(parent, target, source);
  }
  return usesOf(target, source).flatMap((use) => {
    const call = use.parent;
    if (call?.type === 'NewExpression') return callersThrough(call, use, source);
    if (call?.type !== 'CallExpression') return [];
    return unwrap(call.callee) === use ? [callAt(call, source)] : callersThrough(call, use, source);
  });
}

function callAt(call: TSESTree.Node, source: SourceView, inHelper = false): Caller {
  return { kind: 'call', call, root: functionAround(call) ?? source.ast, inHelper };
}

/** The places that name `target`: its variable where it has one, `this.method` within its class. */
function usesOf(target: FunctionNode, source: SourceView): TSESTree.Node[] {
  const { parent } = target;
  const name = parent.type === 'VariableDeclarator' ? parent.id : target.id;
  const variable = name ? variableOf(name, source) : undefined;
  if (variable) return variable.references.filter((use) => use.isRead()).map((use) => use.identifier);
  if (parent.type !== 'MethodDefinition' && parent.type !== 'PropertyDefinition') return [];
  return callExpressionsOf(source)
    .flatMap((call) => [call.callee, ...call.arguments])
    .filter((node) => node.type === 'MemberExpression' && functionOf(node, source) === target);
}

/** Where a function that is handed to `call` runs: inside a helper of this file, inside a package, or unknown. */
function callersThrough(call: CallLike, handed: TSESTree.Node, source: SourceView): Caller[] {
  const position = call.arguments.findIndex((argument) => argument === handed);
  const helper = functionOf(call.callee, source);
  if (helper) return [...callsOfParameter(helper, position, source), callAt(call, source)];
  const origin = originOf(call.callee, source);
  if (origin && isRetryWrapper(origin, position)) return [{ kind: 'retry', wrapper: call }, callAt(call, source)];
  const name = source.text.slice(...call.callee.range);
  return RETRY_NAME.test(name) ? [{ kind: 'unknown', name }] : [callAt(call, source)];
}

/** The calls of a helper's parameter: `operation()` within `withRetry(operation)`. */
function callsOfParameter(helper: FunctionNode, position: number, source: SourceView): Caller[] {
  return (parameterOf(helper, position, source)?.references ?? []).flatMap(({ identifier }) => {
    const parent = identifier.parent;
    const called = parent.type === 'CallExpression' && parent.callee === identifier;
    return called ? [callAt(parent, source, true)] : [];
  });
}
