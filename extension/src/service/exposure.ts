import { isResilient, type SalesforceCall } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Exposure } from '../protocol/requests.ts';

/** The worst that an outage does to a call. */
export function exposureOf(call: SalesforceCall): Exposure {
  const { retry, retryAfter, idempotency, singleUse } = call.facts;
  const creates = idempotency.state === 'present' && !idempotency.value.repeatable;
  if (retry.state === 'present' && creates && !isResilient(call.client)) return 'duplicated';
  // A login code is valid once: nothing could repeat it.
  if (retry.state === 'absent') return singleUse || call.kind === 'wrapper' ? 'unknown' : 'lost';
  if (retry.state === 'unknown' || retryAfter.state === 'unknown') return 'unknown';
  return retryAfter.state === 'present' && isHeeded(retryAfter.value) ? 'safe' : 'early';
}

function isHeeded({ forms, longWait }: { forms: ReadonlySet<string>; longWait: string }): boolean {
  return forms.has('date') && forms.has('seconds') && longWait === 'refused';
}
