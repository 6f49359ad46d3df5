import type { SalesforceCall } from '../analysis/call.ts';
import { RESILIENT_URL_FETCH } from '../analysis/clients/resilient.ts';
import { replace } from './edit.ts';
import { insertTemplate, namesIn, type Target } from './insert-template.ts';
import type { ClientFix } from './resilient-client.ts';
import { TEMPLATES } from './templates.generated.ts';

/** Puts `urlFetchSalesforce` in the place of `UrlFetchApp.fetch`: in Apps Script nothing can be waited for but by sleeping. */
export function throughUrlFetch(call: SalesforceCall, target: Target): ClientFix | undefined {
  const { client, kind, node } = call;
  if (kind !== 'request' || client.name !== 'UrlFetchApp') return undefined;
  if (namesIn(target.source).has(RESILIENT_URL_FETCH)) {
    return { edits: [replace(node.callee, RESILIENT_URL_FETCH)], name: RESILIENT_URL_FETCH, exists: true };
  }
  const { edit, nameOf } = insertTemplate(TEMPLATES.urlFetch, target);
  const name = nameOf(RESILIENT_URL_FETCH);
  return { edits: [edit, replace(node.callee, name)], name, exists: false };
}
