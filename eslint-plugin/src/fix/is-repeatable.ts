import type { SalesforceCall } from '../analysis/call.ts';

/** Whether a call may be sent again when nobody knows whether it was carried out: it reads, logs in, or leaves what it leaves once. */
export function isRepeatable({ endpoint, facts: { idempotency } }: SalesforceCall): boolean {
  if (endpoint?.effect === 'job' || endpoint?.effect === 'event') return false;
  return idempotency.state === 'present' && idempotency.value.repeatable;
}
