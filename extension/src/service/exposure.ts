import type { SalesforceCall } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Exposure } from '../protocol/requests.ts';

/** The worst that an outage does to a call. */
export function exposureOf(call: SalesforceCall): Exposure {
  const { retry, retryAfter, idempotency, singleUse } = call.facts;
  const creates = idempotency.state === 'present' && !idempotency.value.repeatable;
  if (retry.state === 'present' && creates && !isResilient(call)) return 'duplicated';
  // A login code is valid once: nothing could repeat it.
  if (retry.state === 'absent') return singleUse || call.kind === 'wrapper' ? 'unknown' : 'lost';
  if (retry.state === 'unknown' || retryAfter.state === 'unknown') return 'unknown';
  return retryAfter.state === 'present' && isHeeded(retryAfter.value) ? 'safe' : 'early';
}

/** Whether the client waits as asked, and tells a create that was refused from one whose outcome is unknown. */
export function isResilient({ client }: SalesforceCall): boolean {
  return client.retry?.retryAfter === 'honoured' && client.retry.by === 'always';
}

function isHeeded({ forms, longWait }: { forms: ReadonlySet<string>; longWait: string }): boolean {
  return forms.has('date') && forms.has('seconds') && longWait === 'refused';
}
