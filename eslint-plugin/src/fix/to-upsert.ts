import type { SalesforceCall } from '../analysis/call.ts';
import type { Settings } from '../analysis/settings/settings.ts';
import { acceptUpdate } from './accept-update.ts';
import { type Edit, overlap } from './edit.ts';
import { recordOf } from './record-of.ts';
import { appendToUrl, toPatch, urlExpressionOf } from './request-line.ts';
import { keyFor, UNKNOWN_FIELD, upsertPath } from './upsert-key.ts';
import { upsertByLibrary } from './upsert-by-library.ts';
import { upsertInComposite } from './upsert-in-composite.ts';
import { upsertThroughWrapper } from './upsert-through-wrapper.ts';

/** Edits that turn a create into an upsert by external id. */
export interface UpsertFix {
  readonly edits: readonly Edit[];
  readonly field: string;
  /** Whether the field and its value were found; otherwise names are left to be filled in. */
  readonly complete: boolean;
}

/**
 * Rewrites a create to an upsert with the field taken out of the body (REST API guide, "Upsert Records Using sObject Rows
 * by External ID"): a request of any library, a call of jsforce, a composite request, or a call of a function of the
 * project that takes path and method. Undefined for creates that have no such form.
 */
export function toUpsert(call: SalesforceCall, settings: Settings): UpsertFix | undefined {
  const { client, endpoint, kind } = call;
  if (!endpoint) return undefined;
  const fix =
    kind === 'wrapper'
      ? upsertThroughWrapper(call, settings)
      : client.salesforce === true && call.urlNode === undefined
        ? upsertByLibrary(call, settings)
        : endpoint.id.startsWith('composite') && endpoint.id !== 'composite-tree'
          ? upsertInComposite(call, settings)
          : byRequest(call, settings);
  return fix && !overlap(fix.edits) ? fix : undefined;
}

/** The object of records of which nothing in the file tells it. */
const UNKNOWN_OBJECT = 'Object__c';

/** `POST …/sobjects/X` becomes `PATCH …/sobjects/X/Field/{value}`. */
function byRequest(call: SalesforceCall, settings: Settings): UpsertFix | undefined {
  const { endpoint, source } = call;
  const url = urlExpressionOf(call);
  const method = toPatch(call);
  if (!endpoint || !url || !method) return undefined;
  // Up to 200 records at once keep the key in each record: only the URL names object and field.
  if (endpoint.id === 'collections-create') {
    const appended = appendToUrl(url, `/${UNKNOWN_OBJECT}/${UNKNOWN_FIELD}`, source);
    return appended && { edits: [appended, ...method], field: UNKNOWN_FIELD, complete: false };
  }
  if (endpoint.id !== 'sobject-create') return undefined;
  const key = keyFor(recordOf(call), call, settings);
  const appended = appendToUrl(url, upsertPath(key), source);
  const { field, complete, leaving } = key;
  return appended && { edits: [appended, ...method, ...leaving, ...acceptUpdate(call)], field, complete };
}
