import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Retry } from '../analysis/facts/retry.ts';
import { throwsOnStatus } from '../analysis/functions/scenario.ts';
import { functionAround, isFunction, nodesWithin, unwrap } from '../analysis/source.ts';
import { memberName } from '../analysis/values/bindings.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';
import { lastingTest } from './lasting-test.ts';
import { PASSING_STATUSES } from './what-passes.ts';

/** Gives up at once after what does not pass; undefined where the code has no place for that. */
export function giveUpOnOthers(call: SalesforceCall, { again }: Retry): readonly Edit[] | undefined {
  if (!isIn(again, call.source)) return undefined;
  return throwsOnStatus(call) || isThrown(call) ? inHandler(again, call) : atReturn(again, call);
}

/** `answerOrThrow(UrlFetchApp.fetch(url, options))`, which a former fix has made. */
function isThrown({ node: { parent } }: SalesforceCall): boolean {
  return (
    parent.type === 'CallExpression' && parent.callee.type === 'Identifier' && parent.callee.name === 'answerOrThrow'
  );
}

/** `catch (error) {` goes on with what passes; everything else is thrown on. */
function inHandler(again: TSESTree.Node, call: SalesforceCall): Edit[] | undefined {
  const handler = handlerAround(again);
  const [first] = handler?.body.body ?? [];
  if (!first || handler?.param?.type !== 'Identifier') return undefined;
  const test = lastingTest(handler.param, call);
  const indent = ' '.repeat(first.loc.start.column);
  return test === undefined
    ? undefined
    : [insertAt(first.range[0], `if (${test}) throw ${handler.param.name};\n${indent}`)];
}

function handlerAround(node: TSESTree.Node): TSESTree.CatchClause | undefined {
  for (let at = node; at.parent && !isFunction(at.parent); at = at.parent) {
    if (at.parent.type === 'TryStatement' && at.parent.block === at) return at.parent.handler ?? undefined;
  }
  return undefined;
}

/** `if (response.ok) return response;` hands out every answer that no repetition changes. */
function atReturn(again: TSESTree.Node, { source }: SalesforceCall): Edit[] | undefined {
  const around = functionAround(again);
  const tests = around ? nodesWithin(around, 'IfStatement') : [];
  const edits = tests.flatMap(({ test, consequent }) => {
    const good = succeededIn(test, source.text);
    const leaving = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent;
    const given = leaving?.type === 'ReturnStatement' ? leaving.argument : undefined;
    if (!good || given?.type !== 'Identifier' || given.name !== good.answer) return [];
    return [replace(test, `${source.text.slice(...test.range)} || !${PASSING_STATUSES}.includes(${good.status})`)];
  });
  return edits.length === 1 ? edits : undefined;
}

/** The answer that a test finds good, and the expression for its status: `response.ok`, `response.statusCode < 300`. */
function succeededIn(test: TSESTree.Node, text: string): { answer: string; status: string } | undefined {
  const node = unwrap(test);
  const below = node.type === 'BinaryExpression' && node.operator === '<' ? node : undefined;
  const read = below ? unwrap(below.left) : node;
  const member = read.type === 'CallExpression' ? unwrap(read.callee) : read;
  if (member.type !== 'MemberExpression' || member.object.type !== 'Identifier') return undefined;
  const { name } = member.object;
  if (!below) return memberName(member) === 'ok' ? { answer: name, status: `${name}.status` } : undefined;
  const isGood = below.right.type === 'Literal' && (below.right.value === 300 || below.right.value === 400);
  const isStatus = /^(?:status(?:Code)?|getResponseCode)$/.test(memberName(member) ?? '');
  return isGood && isStatus ? { answer: name, status: text.slice(...read.range) } : undefined;
}
