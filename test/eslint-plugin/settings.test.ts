import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, settingsOf } from '../../eslint-plugin/src/analysis/settings.ts';

describe('the settings', () => {
  it('are the defaults where a project sets nothing', () => {
    expect(settingsOf(undefined)).toEqual(DEFAULT_SETTINGS);
    expect(settingsOf({})).toEqual(DEFAULT_SETTINGS);
  });

  it('are what a project sets, over the defaults', () => {
    const given = { minimumConfidence: 'certain', externalIds: { Payment__c: 'Reference__c' } };
    expect(settingsOf(given)).toEqual({ ...DEFAULT_SETTINGS, ...given });
    expect(settingsOf({ tests: true })).toEqual({ ...DEFAULT_SETTINGS, tests: true });
  });

  it.each([
    [
      { minimumConfidance: 'likely' },
      "settings['salesforce-resilience'] has no key 'minimumConfidance'. Allowed: minimumConfidence, externalIds, tests.",
    ],
    [
      { minimumConfidence: 'sure' },
      "settings['salesforce-resilience'].minimumConfidence must be one of possible, likely, certain.",
    ],
    [
      { minimumConfidence: 3 },
      "settings['salesforce-resilience'].minimumConfidence must be one of possible, likely, certain.",
    ],
    [
      { externalIds: ['Reference__c'] },
      "settings['salesforce-resilience'].externalIds must map object names to field names, such as { Payment__c: 'Reference__c' }.",
    ],
    [
      { externalIds: { Payment__c: 'no field!' } },
      "settings['salesforce-resilience'].externalIds must map object names to field names, such as { Payment__c: 'Reference__c' }.",
    ],
    [{ tests: 'yes' }, "settings['salesforce-resilience'].tests must be true or false."],
    ['strict', "settings['salesforce-resilience'] must be an object."],
    [null, "settings['salesforce-resilience'] must be an object."],
  ])('refuse %j, naming the key and what is allowed', (given, message) => {
    expect(() => settingsOf(given)).toThrow(new TypeError(message));
  });
});
