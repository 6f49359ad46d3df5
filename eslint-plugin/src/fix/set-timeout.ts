import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';
import { type Options, setOptions } from './set-options.ts';

/** Thirty seconds, in milliseconds: Salesforce ends most synchronous requests long before its own limit of two minutes. */
const LIMIT = '30_000';

/** A signal for one attempt. */
export const OWN_SIGNAL = `AbortSignal.timeout(${LIMIT})`;

/** What says it where a library has a form of its own. */
const OWN_FORMS: Readonly<Record<string, Options>> = {
  // The time between two packets, and for the whole: the option `timeout` is only that to connect.
  needle: { response_timeout: LIMIT, read_timeout: LIMIT },
  got: { timeout: `{ request: ${LIMIT} }` },
};

/** What says it for each kind of client: a signal where it takes one, else the option that the library documents. */
function optionFor({ client }: SalesforceCall): Options | undefined {
  const { options = [] } = client.timeout ?? {};
  const own = OWN_FORMS[client.name];
  if (own) return own;
  // That of https.request only tells of the time, and ends nothing.
  const ends = client.callback !== 'answer' && client.signature !== 'fetch';
  if (options.includes('timeout') && ends) return { timeout: LIMIT };
  return options.includes('signal') ? { signal: OWN_SIGNAL } : undefined;
}

/**
 * Gives one request a time-out, in its own options so that each attempt has one of its own.
 *
 * @param ignored - The option that was meant as one: it is replaced.
 */
export function withTimeout(call: SalesforceCall, ignored: TSESTree.Node | undefined): readonly Edit[] | undefined {
  const { client, node, source } = call;
  if (client.timeout?.calls?.includes('timeout') && client.timeout.options.length === 0) {
    return [insertAt(node.range[1], `.timeout(${LIMIT})`)];
  }
  const option = optionFor(call);
  if (option === undefined) return undefined;
  if (ignored?.type === 'Property' && isIn(ignored, source) && client.signature === 'fetch') {
    return [replace(ignored, `signal: AbortSignal.timeout(${source.text.slice(...ignored.value.range)})`)];
  }
  return setOptions(call, option);
}
