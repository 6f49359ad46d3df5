import { describe, expect, it } from 'vitest';
import { createExternalIdFields } from '../../../extension/src/service/metadata-fields.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const field = (externalId: boolean): string =>
  `<?xml version="1.0"?><CustomField><externalId>${externalId}</externalId></CustomField>`;

describe('the external-id fields of an object', () => {
  const fieldsOf = createExternalIdFields(
    memoryFiles({
      '/project/force-app/main/default/objects/Payment__c/fields/Reference__c.field-meta.xml': field(true),
      '/project/force-app/main/default/objects/Payment__c/fields/Amount__c.field-meta.xml': field(false),
      '/project/packages/core/objects/Payment__c/fields/Order__c.field-meta.xml': field(true),
      '/project/node_modules/p/objects/Payment__c/fields/Other__c.field-meta.xml': field(true),
    }),
    '/project',
  );

  it('are those that the metadata of the project marks, in every package', () => {
    expect(fieldsOf('Payment__c')).toEqual(['Order__c', 'Reference__c']);
  });

  it('do not depend on the case of the name', () => {
    expect(fieldsOf('payment__C')).toEqual(['Order__c', 'Reference__c']);
  });

  it('are none of an object without metadata', () => {
    expect(fieldsOf('Invoice__c')).toEqual([]);
  });
});
