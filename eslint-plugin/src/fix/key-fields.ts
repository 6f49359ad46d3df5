import type { TSESTree } from '@typescript-eslint/types';
import { getPropertyName } from '@eslint-community/eslint-utils';

/** Names of fields that hold a key of the caller, the surest first. */
export const KEY_FIELDS: readonly RegExp[] = [
  /external_?(?:id|key)(?:__c)?$/i,
  /^ext_?id(?:__c)?$/i,
  /(?:^|_)(?:reference|ref)(?:_?(?:id|no|number))?__c$/i,
  /(?:idempotency|unique|dedup\w*|natural)_?(?:id|key)?__c$/i,
  /(?:order|transaction|payment|invoice|message|event|request|source|origin|legacy|booking)_?(?:id|no|number|key)__c$/i,
  /(?:uuid|guid|_key)__c$/i,
];

/** Whether the name of a field says that it holds a key of the caller. */
export function isKeyField(name: string): boolean {
  return KEY_FIELDS.some((pattern) => pattern.test(name));
}

/** The names of the fields that an object literal has. */
export function keysIn({ properties }: TSESTree.ObjectExpression): readonly string[] {
  return properties.flatMap((item) => (item.type === 'Property' ? [getPropertyName(item as never) ?? []].flat() : []));
}
