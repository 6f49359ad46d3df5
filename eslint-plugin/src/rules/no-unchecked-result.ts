import { assertResults } from '../fix/assert-results.ts';
import { defineRule } from '../rule/define-rule.ts';
import { methodOf, targetOf } from '../rule/wording.ts';

export default defineRule({
  name: 'no-unchecked-result',
  description: 'Disallow requests for many records whose results nobody looks at',
  severity: 'S1',
  preset: 'recommended',
  messages: {
    records:
      'This {{method}} {{target}} succeeds even when Salesforce refuses some of its records, and nothing reads success or errors: what was refused is lost, and nobody knows.',
    subrequests:
      'This {{method}} {{target}} succeeds even when its subrequests fail, and nothing reads their status: what they were to write is lost, and nobody knows.',
    load: 'This load {{target}} succeeds even when Salesforce refuses some of its records, and nothing reads which: what was refused is lost, and nobody knows.',
    assertResults: 'Look at every result, and throw when a record was refused.',
    tellRefused: 'Look at every result, and tell the callback when a record was refused.',
  },
  problems(call, { filename, settings }) {
    const { uncheckedResults } = call.facts;
    if (uncheckedResults.state !== 'present') return [];
    return [
      {
        at: call.node,
        messageId: uncheckedResults.value.of,
        data: { method: methodOf(call), target: targetOf(call) },
        suggest() {
          const edits = assertResults(call, uncheckedResults.value, { source: call.source, filename, settings });
          const messageId = uncheckedResults.value.told ? 'tellRefused' : 'assertResults';
          return edits ? [{ messageId, edits }] : [];
        },
      },
    ];
  },
});
