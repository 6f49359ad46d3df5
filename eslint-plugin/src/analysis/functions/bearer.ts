import type { TSESTree } from '@typescript-eslint/types';
import { createMemo } from '../memo.ts';
import { type FunctionNode, functionAround, nodesWithin, textIn, unwrap, type Variable } from '../source.ts';
import { constantOf, isReassigned, memberName, parameterOf, valuesOf, variableOf } from '../values/bindings.ts';
import { classAround, isClass } from '../values/classes.ts';
import { functionOf, takenFrom } from '../values/definition.ts';
import type { Environment } from '../values/environment.ts';
import { propertyOf } from '../values/objects.ts';
import { above, callersAbove, type Level, levelOf } from './levels.ts';

/** A token that was taken once, for every request that follows. */
export interface KeptToken {
  /** Where the header names it. */
  readonly node: TSESTree.Node;
  /** What it was taken with, at the top of the module. */
  readonly login: TSESTree.Expression | undefined;
  /** The member of what the login gives, where that is not the token itself. */
  readonly member: string | undefined;
}

/** The expression for the token in the header `Authorization` of the first options that have one. */
export function bearerIn(holders: readonly (TSESTree.Node | undefined)[]): TSESTree.Node | undefined {
  for (const holder of holders) {
    const headers = holder && propertyOf(holder, 'headers');
    if (headers?.state !== 'present') continue;
    const value = unwrap(headers.value);
    const given = value.type === 'NewExpression' ? value.arguments.at(0) : value;
    const authorization = given && authorizationIn(given, headers.env);
    if (authorization) return tokenIn(authorization);
  }
  return undefined;
}

function authorizationIn(headers: TSESTree.Node, env: Environment): TSESTree.Node | undefined {
  for (const name of ['Authorization', 'authorization']) {
    const found = propertyOf(headers, name, env);
    if (found.state === 'present') return found.value;
  }
  return undefined;
}

const SCHEME = /^(?:Bearer|OAuth) $/;

/** `token` in `Bearer ${token}` and `'Bearer ' + token`. */
function tokenIn(value: TSESTree.Node): TSESTree.Node | undefined {
  const node = unwrap(value);
  if (node.type === 'TemplateLiteral') {
    const isToken = SCHEME.test(node.quasis[0]?.value.raw ?? '') && node.expressions.length === 1;
    return isToken ? node.expressions[0] : undefined;
  }
  if (node.type === 'BinaryExpression') {
    return node.left.type === 'Literal' && SCHEME.test(String(node.left.value)) ? node.right : undefined;
  }
  const variable = variableOf(node);
  const constant = variable && constantOf(variable);
  return constant && tokenIn(constant);
}

/** What is known of a token that is kept for all requests; undefined where each may have a new one, or nothing is known. */
export function keptToken(token: TSESTree.Node, request: TSESTree.Node): KeptToken | undefined {
  const node = unwrap(token);
  if (node.type === 'MemberExpression' && node.object.type === 'ThisExpression') return keptByClass(node, request);
  const name = node.type === 'MemberExpression' ? unwrap(node.object) : node;
  const variable = variableOf(name);
  if (!variable) return undefined;
  const member = node.type === 'MemberExpression' ? memberName(node) : undefined;
  const kept = keptByModule(variable, request);
  return kept && { ...kept, node: token, member: member ?? kept.member };
}

type Kept = Pick<KeptToken, 'login' | 'member'>;

function keptByModule(variable: Variable, request: TSESTree.Node): Kept | undefined {
  const [definition] = variable.defs;
  if (!definition || functionAround(definition.node) || variable.defs.length > 1) return undefined;
  const taken = takenFrom(definition);
  const given = taken ? [taken.from] : valuesOf(variable);
  const [login] = given.filter(isTaken);
  if (!login) return undefined;
  if (!isReassigned(variable)) return { login, member: taken?.key };
  const assigners = given.flatMap((value) => functionAround(value) ?? []);
  return isRunOnTheWay(assigners, request) ? undefined : { login: undefined, member: undefined };
}

/** Whether an expression gets something from elsewhere: a call, or what it answered. */
function isTaken(value: TSESTree.Node): boolean {
  if (functionAround(value)) return isMade(value);
  return value.type === 'AwaitExpression' && value.argument.type === 'CallExpression';
}

/** Whether a value is made in the function that assigns it, rather than handed in. */
function isMade(value: TSESTree.Node): boolean {
  const target = functionAround(value);
  const names = nodesWithin(value, 'Identifier');
  const params = target?.params.map((_, position) => parameterOf(target, position)) ?? [];
  return value.type !== 'Literal' && !names.some((name) => params.includes(variableOf(name)));
}

function keptByClass(token: TSESTree.MemberExpression, request: TSESTree.Node): KeptToken | undefined {
  const owner = classAround(token);
  const name = memberName(token);
  if (!isClass(owner) || name === undefined) return undefined;
  const assigned = nodesWithin(owner.body, 'AssignmentExpression').filter(
    ({ left }) =>
      left.type === 'MemberExpression' && left.object.type === 'ThisExpression' && memberName(left) === name,
  );
  const given = assigned.map(({ right }) => right).filter((right) => !/^(?:null|undefined|'')$/.test(textIn(right)));
  if (given.length === 0 || !given.every(isMade)) return undefined;
  const assigners = given.flatMap((value) => functionAround(value) ?? []);
  return isRunOnTheWay(assigners, request) ? undefined : { node: token, login: undefined, member: undefined };
}

/** So many functions above a request are asked whether they log in. */
const MOST = 24;

/** Whether one of `targets` is run by a function on the way up from the request, or by what that calls. */
function isRunOnTheWay(targets: readonly FunctionNode[], request: TSESTree.Node): boolean {
  const waiting: Level[] = [levelOf(request)];
  for (let looked = 0; looked < MOST; looked += 1) {
    const level = waiting.pop();
    if (!level) return false;
    if (level.root.type !== 'Program' && (targets.includes(level.root) || runs(level.root, targets))) return true;
    for (const caller of callersAbove(level)) {
      if (caller.kind === 'call') waiting.push(above(level, caller));
      // Whoever runs it may log in first.
      else if (caller.kind === 'unknown') return true;
    }
  }
  return true;
}

const memo = createMemo<ReadonlySet<FunctionNode>>(() => new Set());

function runs(root: FunctionNode, targets: readonly FunctionNode[]): boolean {
  const called = calledBy(root);
  return targets.some((target) => called.has(target) || [...called].some((one) => calledBy(one).has(target)));
}

function calledBy(target: FunctionNode): ReadonlySet<FunctionNode> {
  return memo(
    target,
    () => new Set(nodesWithin(target, 'CallExpression').flatMap(({ callee }) => functionOf(callee) ?? [])),
  );
}
