import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { type Edit, isIn } from './edit.ts';
import { type Options, setOptions } from './set-options.ts';

/** How a library is told for one request to repeat nothing by itself, since two layers would multiply. */
const OFF: Readonly<Record<string, Options>> = {
  axios: { "'axios-retry'": '{ retries: 0 }' },
  got: { retry: '{ limit: 0 }' },
  ky: { retry: '0' },
  ofetch: { retry: '0' },
  requestretry: { maxAttempts: '1' },
};

/** Takes the library's own retry from a request that is repeated otherwise; undefined where that cannot be done. */
export function withoutOwnRetry(call: SalesforceCall): readonly Edit[] | undefined {
  const { retry } = call.facts;
  if (retry.state !== 'present' || retry.value.kind !== 'client') return [];
  const { mechanism } = retry.value;
  // `agent.get(url).retry(3)`
  if (call.client.retry?.by === 'chain') {
    const isCall = mechanism.type === 'CallExpression' && mechanism.callee.type === 'MemberExpression';
    if (!isCall || call.client.retry.key !== 'retry') return undefined;
    const { callee } = mechanism;
    return callee.type === 'MemberExpression'
      ? [{ range: [callee.object.range[1], mechanism.range[1]], text: '' }]
      : undefined;
  }
  if (mechanism.type === 'NewExpression') return withoutAgent(mechanism, call);
  const off = OFF[call.client.name];
  return off && setOptions(call, off);
}

/** `new RetryAgent(agent)` becomes `agent`. */
function withoutAgent({ arguments: [agent], callee, range }: TSESTree.NewExpression, call: SalesforceCall) {
  const isAgent = callee.type === 'Identifier' && callee.name === 'RetryAgent' && isIn(callee, call.source);
  return isAgent && agent ? [{ range, text: call.source.text.slice(...agent.range) }] : undefined;
}
