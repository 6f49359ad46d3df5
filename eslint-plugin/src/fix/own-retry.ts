import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { unwrap } from '../analysis/source.ts';
import { propertyOf } from '../analysis/values/objects.ts';
import { type Edit, isIn } from './edit.ts';
import { isRepeatable } from './is-repeatable.ts';
import { intoLiteral, type Options, setOptions } from './set-options.ts';

/** What a library must be told to repeat a request through an outage, `{method}` for the one it has. */
interface OwnRetry {
  readonly key: string;
  /** The parts of the option; a text where it is one value. */
  readonly value: Options | string;
}

/**
 * Options of libraries that repeat a request as this project's client does, by the name of the client. Each was read in
 * the library's source: got doubles the pause from 1 s on and gives up where Retry-After asks for more than
 * `maxRetryAfter`; Nango repeats on its server, after 429, 5xx and lost connections. What only comes near is not here:
 * undici's RetryAgent and ky come back earlier than a long Retry-After permits, and the retries of superagent, ofetch
 * and axios-retry ignore it, or have no bound.
 */
const OWN_RETRIES: Readonly<Record<string, OwnRetry>> = {
  got: { key: 'retry', value: { limit: '8', methods: "['{method}']", maxRetryAfter: '600_000' } },
  'Nango proxy': { key: 'retries', value: '8' },
};

/** Sets the option with which the library in use repeats the request; undefined where it has none that is safe. */
export function withOwnRetry(call: SalesforceCall): readonly Edit[] | undefined {
  const own = OWN_RETRIES[call.client.name];
  // Such options do not tell a refusal from a lost answer, behind which the record may be there.
  if (!own || call.kind !== 'request' || !isRepeatable(call)) return undefined;
  const { key } = own;
  if (typeof own.value === 'string') return setOptions(call, { [key]: own.value });
  const method = call.method.state === 'present' ? call.method.value : 'GET';
  const parts = Object.fromEntries(
    Object.entries(own.value).map(([name, value]) => [name, value.replace('{method}', method)]),
  );
  const known = call.optionsNode && literalIn(call.optionsNode, key);
  if (known && isIn(known, call.source)) return intoLiteral(known, parts, call.source.text);
  const text = Object.entries(parts).map(([name, value]) => `${name}: ${value}`);
  return setOptions(call, { [key]: `{ ${text.join(', ')} }` });
}

/** `{ limit: 3 }` in `{ retry: { limit: 3 } }`. */
function literalIn(options: TSESTree.Node, key: string): TSESTree.ObjectExpression | undefined {
  const found = propertyOf(options, key);
  const value = found.state === 'present' ? unwrap(found.value) : undefined;
  return value?.type === 'ObjectExpression' ? value : undefined;
}
