import { rules, settingsOf } from 'eslint-plugin-salesforce-resilience/analysis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Finding, lint } from '../../../extension/src/host/lint.ts';

const READ = 'fetch(`${org}/services/data/v60.0/limits`);\n';
const CREATE = "fetch(`${org}/services/data/v60.0/sobjects/Payment__c`, { method: 'POST', body });\n";

afterEach(() => vi.restoreAllMocks());

function findingOf(rule: string, text: string, settings = {}): Finding {
  const options = { filename: '/project/a.js', root: '/project', settings: settingsOf(settings) };
  const [finding] = lint(text, { ...options, severities: { [rule]: 'error' } }).findings;
  return finding!;
}

describe('the suggestions of a finding', () => {
  it('are made when they are first asked for, and once', () => {
    const suggest = vi.fn(() => []);
    const problems = vi.spyOn(rules['require-retry']!.definition, 'problems');
    problems.mockImplementation((call) => [{ at: call.node, messageId: 'noRetry', data: {}, suggest }]);
    const finding = findingOf('require-retry', READ);
    expect(suggest).not.toHaveBeenCalled();
    expect(finding.suggestions).toBe(finding.suggestions);
    expect(suggest).toHaveBeenCalledTimes(1);
  });

  it('are those of the settings', () => {
    const [suggestion] = findingOf('require-retry', READ, { client: { module: '@acme/sf', name: 'send' } }).suggestions;
    expect(suggestion?.title).toBe('Send the call through send, the resilient client of this file.');
  });

  it('can be asked for as they would be with another client, or another external id', () => {
    const finding = findingOf('require-retry', READ);
    expect(finding.suggestions.map(({ messageId }) => messageId)).toEqual(['insertClient']);
    const [other] = finding.suggestionsWith({ client: { module: '@acme/sf', name: 'send' } });
    expect(other?.edits.map(({ text }) => text)).toEqual(["import { send } from '@acme/sf';\n\n", 'send']);
    const create = findingOf('require-idempotent-write', CREATE);
    const [upsert] = create.suggestionsWith({ externalIds: { Payment__c: 'Order__c' } });
    expect(upsert?.title).toContain('(Order__c)');
  });
});
