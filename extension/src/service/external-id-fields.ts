import { isKeyField, keysIn, type SalesforceCall } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Configuration } from './configuration.ts';

/**
 * The fields that a create may be upserted by, the likeliest first: as set for the object, as the names in the body say, as
 * the metadata of the project says. Of those, what the body holds goes first.
 */
export function externalIdFieldsOf(call: SalesforceCall, configuration: Configuration): string[] {
  const sobject = call.endpoint?.sobject;
  const { idempotency } = call.facts;
  const body = idempotency.state === 'present' && !idempotency.value.repeatable ? idempotency.value.body : undefined;
  const held = body ? keysIn(body) : [];
  const set = sobject === undefined ? undefined : configuration.settings.externalIds[sobject];
  const inMetadata = sobject === undefined ? [] : (configuration.externalIdFields?.(sobject) ?? []);
  const [sent, missing] = [
    inMetadata.filter((field) => held.includes(field)),
    inMetadata.filter((field) => !held.includes(field)),
  ];
  return [...new Set([...(set === undefined ? [] : [set]), ...sent, ...held.filter(isKeyField), ...missing])];
}
