import { describe, expect, it } from 'vitest';
import { documentSelector, isSelected } from '../../../extension/src/client/document-selector.ts';
import { externalIdChoices, isFieldName } from '../../../extension/src/client/external-id-choices.ts';

describe('externalIdChoices', () => {
  it('lists what is known in its order, and what is typed where it may be a field', () => {
    expect(externalIdChoices(['Reference__c', 'Order__c'], '')).toEqual([
      { field: 'Reference__c', isKnown: true },
      { field: 'Order__c', isKnown: true },
    ]);
    expect(externalIdChoices(['Reference__c'], ' Key__c ')).toEqual([
      { field: 'Reference__c', isKnown: true },
      { field: 'Key__c', isKnown: false },
    ]);
  });

  it('does not offer twice what is known, nor what can be no field', () => {
    expect(externalIdChoices(['Reference__c'], 'reference__C')).toEqual([{ field: 'Reference__c', isKnown: true }]);
    expect(externalIdChoices([], 'no field')).toEqual([]);
  });
});

describe('isFieldName', () => {
  it.each(['Reference__c', 'ns__Key__c', 'Id'])('%s may be a field', (text) => expect(isFieldName(text)).toBe(true));
  it.each(['', '9lives', 'a-b', 'a/b', "a'b"])("'%s' may not", (text) => expect(isFieldName(text)).toBe(false));
});

describe('documentSelector', () => {
  const selector = documentSelector(['file', 'vscode-vfs']);

  it('takes files, new documents and where the folders are', () => {
    expect(isSelected(selector, 'typescript', 'file')).toBe(true);
    expect(isSelected(selector, 'vue', 'vscode-vfs')).toBe(true);
    expect(isSelected(selector, 'javascript', 'untitled')).toBe(true);
  });

  it('leaves other languages, and the older versions of a comparison', () => {
    expect(isSelected(selector, 'python', 'file')).toBe(false);
    expect(isSelected(selector, 'javascript', 'git')).toBe(false);
  });

  it('names each kind once', () => {
    expect(selector).toHaveLength(18);
  });
});
