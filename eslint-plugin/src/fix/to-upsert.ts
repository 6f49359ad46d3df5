import type { SalesforceCall } from '../analysis/call.ts';
import type { LookUpKey } from '../analysis/salesforce/look-ups.ts';
import type { Settings } from '../analysis/settings/settings.ts';
import { acceptUpdate } from './accept-update.ts';
import { textIn } from '../analysis/source.ts';
import { type Edit, isIn, overlap } from './edit.ts';
import { keysIn } from './key-fields.ts';
import { recordOf } from './record-of.ts';
import { appendToUrl, toPatch, urlExpressionOf } from './request-line.ts';
import { type FoundKey, isStable, keyFor, UNKNOWN_FIELD, upsertPath } from './upsert-key.ts';
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
 *
 * @param asked - The key by which the record was looked for before.
 */
export function toUpsert(call: SalesforceCall, given: Settings, asked?: LookUpKey): UpsertFix | undefined {
  const { client, endpoint, kind } = call;
  const settings = asked ? withField(given, call, asked) : given;
  if (!endpoint) return undefined;
  const fix =
    kind === 'wrapper'
      ? upsertThroughWrapper(call, settings)
      : client.salesforce === true && call.urlNode === undefined
        ? upsertByLibrary(call, settings)
        : endpoint.id.startsWith('composite') && endpoint.id !== 'composite-tree'
          ? upsertInComposite(call, settings)
          : byRequest(call, settings, asked);
  return fix && !overlap(fix.edits) ? fix : undefined;
}

/** The object of records of which nothing in the file tells it. */
const UNKNOWN_OBJECT = 'Object__c';

/** `POST …/sobjects/X` becomes `PATCH …/sobjects/X/Field/{value}`. */
function byRequest(call: SalesforceCall, settings: Settings, asked: LookUpKey | undefined): UpsertFix | undefined {
  const { endpoint, source } = call;
  const url = urlExpressionOf(call);
  const method = toPatch(call);
  if (!endpoint || !url || !method || /[?#]/.test(call.url.text)) return undefined;
  // Up to 200 records at once keep the key in each record: only the URL names object and field.
  if (endpoint.id === 'collections-create') {
    const appended = appendToUrl(url, `/${UNKNOWN_OBJECT}/${UNKNOWN_FIELD}`, source);
    return appended && { edits: [appended, ...method], field: UNKNOWN_FIELD, complete: false };
  }
  if (endpoint.id !== 'sobject-create') return undefined;
  const key = withValue(keyFor(recordOf(call), call, settings), call, asked);
  const appended = appendToUrl(url, upsertPath(key), source);
  const { field, complete, leaving } = key;
  return appended && { edits: [appended, ...method, ...leaving, ...acceptUpdate(call)], field, complete };
}

/** Settings that name the field of a look-up; a standard field is no external id, and jsforce needs it in the record. */
function withField(settings: Settings, call: SalesforceCall, { alone, field }: LookUpKey): Settings {
  const sobject = call.endpoint?.sobject ?? '';
  const record = call.client.salesforce === true ? recordOf(call) : undefined;
  if (!alone || !/__c$/i.test(field) || (record && !keysIn(record).includes(field))) return settings;
  return { ...settings, externalIds: { ...settings.externalIds, [sobject]: field } };
}

/** The key with the value that the look-up has compared, where the record has none and that value is at hand. */
function withValue(key: FoundKey, { source }: SalesforceCall, asked: LookUpKey | undefined): FoundKey {
  const value = asked?.value;
  const isAtHand = value !== undefined && asked?.field === key.field && isIn(value, source) && isStable(value);
  return key.complete || !isAtHand ? key : { ...key, value: textIn(value), complete: true };
}
