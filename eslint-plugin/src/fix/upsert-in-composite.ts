import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Settings } from '../analysis/settings/settings.ts';
import { nodesWithin, unwrap } from '../analysis/source.ts';
import { keyName } from '../analysis/values/bindings.ts';
import { definitionOf } from '../analysis/values/definition.ts';
import { objectOf, propertyOf } from '../analysis/values/objects.ts';
import { textOf } from '../analysis/values/text.ts';
import { stringified } from '../analysis/salesforce/bodies.ts';
import { type Edit, isIn } from './edit.ts';
import { appendToUrl, patched } from './request-line.ts';
import type { UpsertFix } from './to-upsert.ts';
import { type FoundKey, keyFor, upsertPath } from './upsert-key.ts';

/** Makes each subrequest that creates a record an upsert: `{ method: 'POST', url: '…/sobjects/X', body }`. */
export function upsertInComposite(call: SalesforceCall, settings: Settings): UpsertFix | undefined {
  const body = call.body && definitionOf(stringified(call.body) ?? call.body);
  const creates = body && isIn(body, call.source) ? nodesWithin(body, 'Property').filter(isPost) : [];
  const parts = creates.map(({ parent, value }) => upsertOf(parent, value, call, settings));
  const [first] = parts;
  if (!first || parts.some((part) => !part)) return undefined;
  return {
    edits: parts.flatMap((part) => part?.edits ?? []),
    field: first.key.field,
    complete: parts.every((part) => part?.key.complete),
  };
}

function isPost(property: TSESTree.Property): boolean {
  return keyName(property) === 'method' && /^post$/i.test(textOf(property.value).text);
}

function upsertOf(
  request: TSESTree.Node,
  method: TSESTree.Node,
  call: SalesforceCall,
  settings: Settings,
): { readonly edits: readonly Edit[]; readonly key: FoundKey } | undefined {
  const url = propertyOf(request, 'url');
  const sobject = url.state === 'present' ? /\/sobjects\/([^/?]+)\/?$/.exec(textOf(url.value).text)?.[1] : undefined;
  if (url.state !== 'present' || sobject === undefined || request.type !== 'ObjectExpression') return undefined;
  const given = ['body', 'richInput'].map((name) => propertyOf(request, name)).find(({ state }) => state === 'present');
  const record = given?.state === 'present' ? objectOf(unwrap(given.value)) : undefined;
  const key = keyFor(record, call, settings, sobject);
  const appended = appendToUrl(url.value, upsertPath(key), call.source);
  const said = patched(method, call.source);
  return appended && said && { edits: [appended, ...said, ...key.leaving], key };
}
