import type { TSESTree } from '@typescript-eslint/types';
import { fileSays } from '../file-says.ts';
import { type FunctionNode, functionAround, nodesWithin, textIn } from '../source.ts';
import { memberName } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';

/** A call by which a message is taken for done. */
export interface Acknowledging {
  /** The queue, in the words of a message. */
  readonly name: string;
  /** The call: of a method of the queue, or of a function of the project that calls one. */
  readonly at: TSESTree.CallExpression;
  /** The method of the same object that gives the message back; none where leaving it alone does. */
  readonly back: string | undefined;
}

/** How the code for one kind of queue says that a message is done. */
interface Way {
  readonly name: string;
  readonly method: RegExp;
  /** What the arguments must say. */
  readonly args?: RegExp;
  /** What the file must say, where the method has a name that others have too. */
  readonly file?: RegExp;
  readonly back?: (method: string) => string;
}

const nack = (method: string): string => method.replace('ack', 'nack').replace('WithResponse', '');

const WAYS: readonly Way[] = [
  { name: 'SQS', method: /^deleteMessage(?:Batch)?$/, args: /\bReceiptHandle\b|\bEntries\b/ },
  { name: 'SQS', method: /^send$/, args: /^\(?\s*new\s+(?:\w+\.)?DeleteMessage(?:Batch)?Command\(/ },
  { name: 'RabbitMQ', method: /^ack(?:All)?$/, file: /amqp|rabbit|\bRmq/i, back: nack },
  { name: 'Pub/Sub', method: /^ack(?:WithResponse)?$/, file: /pubsub/i, back: nack },
  {
    name: 'Cloudflare Queues',
    method: /^ack(?:All)?$/,
    file: /\bMessageBatch\b|\bqueue\s*\(\s*batch\b/,
    back: (method) => method.replace('ack', 'retry'),
  },
  { name: 'Kafka', method: /^(?:commitOffsets(?:IfNecessary)?|resolveOffset|commitMessage(?:Sync)?)$/, file: /kafka/i },
  { name: 'Service Bus', method: /^completeMessage$/, file: /service-?bus/i, back: () => 'abandonMessage' },
];

/** Whether the file of a node has to do with messages that code acknowledges. */
export function mayAcknowledge(node: TSESTree.Node): boolean {
  return fileSays(node, ACKNOWLEDGES);
}

const ACKNOWLEDGES = /\.(?:ack|deleteMessage|commit|resolveOffset|completeMessage)\w*\(|DeleteMessage\w*Command/;

/** What `node` acknowledges: a method of a queue, or a function of the project that does nothing else with the message. */
export function acknowledging(node: TSESTree.CallExpression): Acknowledging | undefined {
  const direct = directly(node);
  if (direct) return direct;
  const target = functionOf(node.callee);
  if (!target || functionAround(node) === target || !mayAcknowledge(target)) return undefined;
  for (const inner of nodesWithin(target.body, 'CallExpression')) {
    const found = isAlwaysRun(inner, target) ? directly(inner) : undefined;
    if (found) return { ...found, at: node, back: undefined };
  }
  return undefined;
}

function directly(node: TSESTree.CallExpression): Acknowledging | undefined {
  const { callee, arguments: args } = node;
  const method = callee.type === 'MemberExpression' ? memberName(callee) : undefined;
  if (method === undefined || !/^(?:ack|delete|send$|commit|resolve|complete)/.test(method)) return undefined;
  const way = WAYS.find(
    (one) =>
      one.method.test(method) &&
      (!one.args || args.some((argument) => one.args?.test(textIn(argument)))) &&
      (!one.file || fileSays(node, one.file)),
  );
  return way && { name: way.name, at: node, back: way.back?.(method) };
}

/** Whether a call is reached whenever its function runs and nothing fails. */
function isAlwaysRun(node: TSESTree.Node, target: FunctionNode): boolean {
  for (let at = node.parent; at && at !== target; at = at.parent) {
    if (!/^(?:Await|Block|Call|Expression|Member|Return|Try|Variable)/.test(at.type)) return false;
  }
  return true;
}
