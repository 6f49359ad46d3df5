import type { TSESTree } from '@typescript-eslint/types';
import type { Fact } from '../fact.ts';
import {
  callExpressionsOf,
  functionAround,
  type FunctionNode,
  isFunction,
  nodesWithin,
  sourceOf,
  textIn,
  unwrap,
} from '../source.ts';
import { memberName, parameterOf, variableOf } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';
import type { Retry } from './retry.ts';

/** How the code that retries a call reads the Retry-After header of the answer. */
export interface RetryAfter {
  /** The forms of RFC 9110 §10.2.3 that it understands. */
  readonly forms: ReadonlySet<'date' | 'seconds'>;
  /** What it does with a wait that is too long: nothing, wait less than asked, or refuse. */
  readonly longWait: 'clamped' | 'refused' | 'unbounded';
  /** The expression that takes the value apart, which a fix replaces. */
  readonly parsed: TSESTree.Node | undefined;
}

interface Findings {
  readonly forms: Set<'date' | 'seconds'>;
  longWait: RetryAfter['longWait'];
  parsed: TSESTree.Node | undefined;
  unknown: boolean;
}

const BOTH_FORMS = ['date', 'seconds'] as const;

/** Answers "how does the retry of this call read Retry-After?". */
export function retryAfterOf(call: TSESTree.Node, retry: Fact<Retry>): Fact<RetryAfter> {
  if (retry.state !== 'present') return retry.state === 'unknown' ? retry : { state: 'absent' };
  const { kind, mechanism, retryAfter, polls, statuses } = retry.value;
  if (statuses.length === 0)
    return { state: 'unknown', because: 'it is repeated where there is no answer to read it in' };
  if (polls) return { state: 'unknown', because: 'the loop asks again after a success too' };
  if (kind === 'queue') return { state: 'unknown', because: 'the queue decides when the work comes back' };
  if (retryAfter !== undefined) return ofRecord(retryAfter, mechanism);
  const region = regionOf([call, mechanism]);
  const reads = region.flatMap((root) => readsWithin(root));
  const [first] = reads;
  if (!first) {
    const hint = region.map((root) => mentionWithin(root)).find(Boolean);
    return hint === undefined
      ? { state: 'absent' }
      : { state: 'unknown', because: `${hint} may hold what the header said` };
  }
  const findings: Findings = { forms: new Set(), longWait: 'unbounded', parsed: undefined, unknown: false };
  for (const read of new Set(reads)) follow(read, findings, new Set());
  if (findings.unknown || findings.forms.size === 0) {
    return { state: 'unknown', because: 'the value of the header goes where this file does not show' };
  }
  return { state: 'present', value: findings, node: first };
}

/** What is known of a client, or said of a wrapper in the settings. */
function ofRecord(known: NonNullable<Retry['retryAfter']>, node: TSESTree.Node): Fact<RetryAfter> {
  if (known === 'out of reach') return { state: 'unknown', because: 'nothing around the library can change it' };
  if (known === 'ignored') return { state: 'absent' };
  const longWait = known === 'honoured' ? 'refused' : known;
  return { state: 'present', value: { forms: new Set(BOTH_FORMS), longWait, parsed: undefined }, node };
}

/** The functions that take part in a retry: around the call and its repetition, and those of the file that they call. */
function regionOf(nodes: readonly TSESTree.Node[]): TSESTree.Node[] {
  const region = new Set<TSESTree.Node>();
  const add = (root: TSESTree.Node): void => {
    if (region.has(root)) return;
    region.add(root);
    for (const { callee, arguments: args } of nodesWithin(root, 'CallExpression')) {
      for (const named of [callee, ...args]) {
        const called = functionOf(named);
        if (called) add(called);
      }
    }
  };
  for (const node of nodes) add(functionAround(node) ?? node);
  return [...region];
}

/** The expressions that read the header: `headers.get('Retry-After')`, `headers['retry-after']`, `header(r, 'Retry-After')`. */
function readsWithin(root: TSESTree.Node): TSESTree.Node[] {
  return nodesWithin(root, 'Literal').flatMap(({ value, parent }) => {
    const isRead = parent.type === 'CallExpression' || parent.type === 'MemberExpression';
    return isRead && /^retry-after$/i.test(String(value)) ? [parent] : [];
  });
}

/** A name that speaks of Retry-After where the header itself is read elsewhere. */
function mentionWithin(root: TSESTree.Node): string | undefined {
  return nodesWithin(root, 'Identifier').find(({ name }) => /retry_?after/i.test(name))?.name;
}

const SECONDS = /^(?:parseInt|parseFloat|Number)$/;

/** Follows the value of `node` to where it is taken apart and used. */
function follow(node: TSESTree.Node, findings: Findings, seen: Set<TSESTree.Node>): void {
  if (seen.has(node)) return;
  seen.add(node);
  const parent = node.parent;
  if (!parent) return;
  const onwards = (next: TSESTree.Node): void => {
    follow(next, findings, seen);
  };
  switch (parent.type) {
    case 'CallExpression':
    case 'NewExpression':
      if (parent.arguments.includes(node as TSESTree.Expression)) throughCall(parent, node, findings, onwards);
      return;
    case 'UnaryExpression':
      if (parent.operator === '+') noteForm('seconds', parent, findings);
      if (parent.operator === '+' || parent.operator === '-') onwards(parent);
      return;
    case 'BinaryExpression':
      throughBinary(parent, findings);
      if (/^[-+*/]$/.test(parent.operator)) onwards(parent);
      return;
    case 'VariableDeclarator':
      for (const use of variableOf(parent.id)?.references ?? []) if (use.isRead()) onwards(use.identifier);
      return;
    case 'AssignmentExpression':
      for (const use of variableOf(parent.left)?.references ?? []) if (use.isRead()) onwards(use.identifier);
      return;
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
      throughReturn(parent.type === 'ArrowFunctionExpression' ? parent : functionAround(parent), onwards);
      return;
    case 'MemberExpression':
      // `value.trim()` is the value; `value.length` is not.
      if (
        parent.object === node &&
        parent.parent.type === 'CallExpression' &&
        /^(?:trim|toString|getTime|valueOf)$/.test(memberName(parent) ?? '')
      )
        onwards(parent.parent);
      return;
    case 'ConditionalExpression':
      if (parent.test !== node) onwards(parent);
      return;
    case 'LogicalExpression':
    case 'AwaitExpression':
    case 'ChainExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      onwards(parent);
      return;
    default:
  }
}

function noteForm(form: 'date' | 'seconds', at: TSESTree.Node, findings: Findings): void {
  findings.forms.add(form);
  findings.parsed ??= at;
}

function throughBinary(node: TSESTree.BinaryExpression, findings: Findings): void {
  // Multiplying text makes it a number just as `Number()` does.
  if (node.operator === '*' && findings.forms.size === 0) noteForm('seconds', node, findings);
  if (!/^[<>]=?$/.test(node.operator) || findings.longWait === 'clamped') return;
  const branch = node.parent.type === 'IfStatement' && node.parent.test === node ? node.parent.consequent : undefined;
  const [leaving] = branch?.type === 'BlockStatement' ? branch.body.slice(-1) : [branch];
  const refuses = leaving?.type === 'ThrowStatement' || leaving?.type === 'ReturnStatement';
  const zero = [node.left, node.right].some((side) => side.type === 'Literal' && side.value === 0);
  if (refuses && !zero) findings.longWait = 'refused';
}

function throughCall(
  call: TSESTree.CallExpression | TSESTree.NewExpression,
  argument: TSESTree.Node,
  findings: Findings,
  onwards: (next: TSESTree.Node) => void,
): void {
  const callee = unwrap(call.callee);
  const name = textIn(callee).replace(/^(?:Number|globalThis)\./, '');
  if (SECONDS.test(name)) noteForm('seconds', call, findings);
  else if (name === 'Date.parse' || (name === 'Date' && call.type === 'NewExpression'))
    noteForm('date', call, findings);
  else if (name === 'Math.min') findings.longWait = isFallback(call) ? findings.longWait : 'clamped';
  else if (
    !/^(?:Math\.\w+|isNaN|isFinite|isInteger|String|setTimeout|console\.\w+)$|\.(?:test|match|exec|get)$/.test(name)
  ) {
    const target = functionOf(callee);
    if (target) throughParameter(target, call.arguments.indexOf(argument as TSESTree.Expression), onwards);
    // A function that is not in the file may read the text in any form; one that only waits has been given a number.
    else if (findings.forms.size === 0) findings.unknown = true;
    return;
  }
  if (/^(?:parseInt|parseFloat|Number|Date|Date\.parse|Math\.\w+|String)$/.test(name)) onwards(call);
}

/** `retryAfterMs(response) ?? Math.min(…)`: what is cut there is not what Salesforce asked for. */
function isFallback(node: TSESTree.Node): boolean {
  const { parent } = node;
  return (
    parent?.type === 'LogicalExpression' && parent.operator === '??' && /^retryAfterMs\d*\(/.test(textIn(parent.left))
  );
}

function throughParameter(target: FunctionNode, position: number, onwards: (next: TSESTree.Node) => void): void {
  for (const use of parameterOf(target, position)?.references ?? []) if (use.isRead()) onwards(use.identifier);
}

/** What a function returns goes on at the calls of that function in the file. */
function throughReturn(target: FunctionNode | undefined, onwards: (next: TSESTree.Node) => void): void {
  if (!target) return;
  for (const call of callExpressionsOf(sourceOf(target))) {
    if (!isFunction(call.callee) && functionOf(call.callee) === target) onwards(call);
  }
}
