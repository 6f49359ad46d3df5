import type { TSESTree } from '@typescript-eslint/types';
import type { EarlyAcknowledgement } from '../analysis/facts/acknowledgement.ts';
import { isFunction, sourceOf, textIn } from '../analysis/source.ts';
import { propertyOf } from '../analysis/values/objects.ts';
import { type Edit, replace } from './edit.ts';
import { atEndOf } from './move-statement.ts';

/** `consume(queue, handler, { noAck: true })`: RabbitMQ keeps the message, and the handler acknowledges it at its end. */
export function acknowledgeByHand({ handedBy, call }: EarlyAcknowledgement): Edit[] | undefined {
  if (handedBy?.type !== 'CallExpression' || handedBy.callee.type !== 'MemberExpression') return undefined;
  const handler = handedBy.arguments.find((argument) => isFunction(argument));
  const options = handedBy.arguments.at(-1);
  const noAck = options && propertyOf(options, 'noAck');
  const [param] = handler && isFunction(handler) ? handler.params : [];
  if (!handler || !isFunction(handler) || handler.body.type !== 'BlockStatement') return undefined;
  if (noAck?.state !== 'present' || param?.type !== 'Identifier') return undefined;
  const acknowledge = `${textIn(handedBy.callee.object)}.ack(${param.name});`;
  const end = atEndOf(
    handler.body,
    isNarrowed(param, handler) ? acknowledge : `if (${param.name}) ${acknowledge}`,
    call,
  );
  return end && [...end, replace(noAck.value, 'false')];
}

/** A consumer is handed `null` when it is cancelled: the types say so, and JavaScript does not ask. */
function isNarrowed({ name }: TSESTree.Identifier, handler: TSESTree.Node): boolean {
  const { project } = sourceOf(handler);
  if (!/\.[cm]?ts$/.test(project?.filename ?? '')) return true;
  return new RegExp(String.raw`!${name}\b|\b${name}\s*(?:===?|!==?)\s*null|\b${name}\?\.`).test(textIn(handler));
}
