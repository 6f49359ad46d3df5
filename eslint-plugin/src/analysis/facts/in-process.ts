import type { TSESTree } from '@typescript-eslint/types';
import type { Fact } from '../fact.ts';
import { type Inbound, inboundByShape, routeBy } from '../functions/inbound.ts';
import { above, callersAbove, type Level, levelOf } from '../functions/levels.ts';
import { contains, nodesWithin, textIn } from '../source.ts';
import { memberName, statementOf } from '../values/bindings.ts';

/** A write that is made while the sender of a request waits, or has been sent away. */
export interface InProcess {
  readonly inbound: Inbound;
  /** The call in the handler: the request, or one that leads to it. */
  readonly call: TSESTree.Node;
  /** The statement that has answered before. */
  readonly answered: TSESTree.ExpressionStatement | undefined;
}

/** What a handler says that tells its sender to come again, or that hands work to a queue. */
const COMES_AGAIN =
  /\b(?:503|429)\b|retry-?after|ServiceUnavailable|SERVICE_UNAVAILABLE|sendMessage|SendMessage|sendToQueue|enqueue|\.publish\(|[qQ]ueue\w*\.(?:add|send)\(|inngest|waitUntil/i;

/** So many functions are looked at for one request. */
const MOST = 40;

/** Answers "is this request made in a handler of requests, which nobody runs again?". */
export function inProcessOf(node: TSESTree.Node): Fact<InProcess> {
  const waiting: Level[] = [levelOf(node)];
  const seen = new Set<TSESTree.Node>();
  let found: Fact<InProcess> = { state: 'absent' };
  for (let level = waiting.pop(); level && seen.size < MOST; level = waiting.pop()) {
    const { call, root } = level;
    if (seen.has(call) || root.type === 'Program') continue;
    seen.add(call);
    const callers = callersAbove(level);
    // A queue or a step runner keeps the work, also where a route can ask for it at once.
    if (callers.some(({ kind }) => kind === 'queue')) return { state: 'absent' };
    const calling = callers.flatMap((caller) => (caller.kind === 'call' ? [caller] : []));
    const inbound = inboundByShape(root) ?? calling.map((caller) => routeBy(caller.call, root)).find(Boolean);
    if (inbound && COMES_AGAIN.test(textIn(root))) continue;
    if (inbound && found.state === 'absent') {
      found = { state: 'present', value: { inbound, call, answered: answeredBefore(level) }, node: root };
    }
    if (inbound) continue;
    for (const caller of calling) waiting.push(above(level, caller));
  }
  return found;
}

const SENDS = /^(?:send|json|end|sendStatus)$/;

/** `res.sendStatus(200);` in front of the call, in a block that comes to it. */
function answeredBefore({ call, root }: Level): TSESTree.ExpressionStatement | undefined {
  for (const node of nodesWithin(root, 'CallExpression')) {
    if (node.range[0] >= call.range[0]) return undefined;
    const name = node.callee.type === 'MemberExpression' ? memberName(node.callee) : undefined;
    const isAnswer = SENDS.test(name ?? '') && /^(?:res|response|reply)\b/.test(textIn(node));
    const statement = isAnswer ? statementOf(node) : undefined;
    if (statement && contains(statement.parent, call)) return statement;
  }
  return undefined;
}
