import type { SalesforceCall } from '../analysis/call.ts';

/** Whether a call changes something in the org, going by its endpoint, or by its method where that says nothing. */
export function isWrite({ endpoint, method }: SalesforceCall): boolean {
  if (endpoint && endpoint.effect !== 'body') return !/^(?:login|read)$/.test(endpoint.effect);
  return method.state === 'present' && /^(?:POST|PUT|PATCH|DELETE)$/.test(method.value);
}
