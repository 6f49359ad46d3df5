import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { unwrap } from '../analysis/source.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';

/** Thirty seconds, in milliseconds: Salesforce ends most synchronous requests long before its own limit of two minutes. */
const LIMIT = '30_000';

/** A signal for one attempt. */
export const OWN_SIGNAL = `AbortSignal.timeout(${LIMIT})`;

/** What says it for each kind of client: a signal where it takes one, else the option that the library documents. */
function optionFor({ client }: SalesforceCall): string | undefined {
  const { options = [] } = client.timeout ?? {};
  if (options.includes('timeout') && client.callback !== 'answer' && client.signature !== 'fetch')
    return `timeout: ${LIMIT}`;
  return options.includes('signal') ? `signal: ${OWN_SIGNAL}` : undefined;
}

/**
 * Gives one request a time-out, in its own options so that each attempt has one of its own.
 *
 * @param ignored - The option that was meant as one: it is replaced.
 */
export function withTimeout(call: SalesforceCall, ignored: TSESTree.Node | undefined): readonly Edit[] | undefined {
  const { client, node, optionsNode, source } = call;
  if (client.timeout?.calls?.includes('timeout') && client.timeout.options.length === 0) {
    return [insertAt(node.range[1], `.timeout(${LIMIT})`)];
  }
  const option = optionFor(call);
  if (option === undefined) return undefined;
  if (ignored?.type === 'Property' && isIn(ignored, source) && client.signature === 'fetch') {
    return [replace(ignored, `signal: AbortSignal.timeout(${source.text.slice(...ignored.value.range)})`)];
  }
  if (optionsNode) return isIn(optionsNode, source) ? intoOptions(optionsNode, option, call) : undefined;
  return asArgument(call, option);
}

function intoOptions(options: TSESTree.Node, option: string, { node, source }: SalesforceCall): Edit[] | undefined {
  const object = unwrap(options);
  const isOwn = node.arguments.includes(options as TSESTree.CallExpressionArgument);
  if (object.type === 'ObjectExpression') {
    const first = object.properties[0];
    if (!first) return [replace(object, `{ ${option} }`)];
    // In the style of the literal: on a line of its own where the others are.
    const gap = source.text.slice(object.range[0] + 1, first.range[0]);
    return [insertAt(first.range[0], `${option},${gap.includes('\n') ? gap : ' '}`)];
  }
  // A variable may serve several requests: the signal must not.
  return isOwn ? [replace(options, `{ ...${source.text.slice(...options.range)}, ${option} }`)] : undefined;
}

/** An argument more, after those that may be left out. */
function asArgument({ client, node, operation }: SalesforceCall, option: string): Edit[] | undefined {
  const position = operation.slots.indexOf('options');
  const [last] = node.arguments.slice(-1);
  const isHanded = node.arguments.length > position || node.arguments.some(({ type }) => type === 'SpreadElement');
  if (position < 0 || !last || isHanded || client.callback === 'answer') return undefined;
  const between = Array.from({ length: position - node.arguments.length }, () => ', undefined').join('');
  return [insertAt(last.range[1], `${between}, { ${option} }`)];
}
