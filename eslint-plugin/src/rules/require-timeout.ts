import { OWN_SIGNAL, withTimeout } from '../fix/set-timeout.ts';
import { defineRule } from '../rule/define-rule.ts';
import { consequenceOf, methodOf, targetOf } from '../rule/wording.ts';

export default defineRule({
  name: 'require-timeout',
  description: 'Require that a Salesforce call ends when nobody answers',
  severity: 'S2',
  preset: 'recommended',
  messages: {
    noTimeout:
      'Nothing ends this {{method}} {{target}} when Salesforce takes the connection and never answers: it hangs, and {{consequence}}.',
    ignored:
      '{{client}} has no option timeout, so that nothing ends this {{method}} {{target}} when Salesforce never answers: it hangs, and {{consequence}}.',
    shared:
      'All attempts of this {{method}} {{target}} share one time-out: when the first one hangs, there is no time left for the others.',
    setTimeout: 'End each attempt after 30 s.',
    useSignal: 'Hand the time to AbortSignal.timeout, which {{client}} heeds.',
  },
  problems(call) {
    const { timeout } = call.facts;
    if (call.kind !== 'request' || timeout.state === 'unknown') return [];
    if (timeout.state === 'present' && !timeout.value.shared) return [];
    const data = {
      method: methodOf(call),
      target: targetOf(call),
      consequence: consequenceOf(call),
      client: call.client.name,
    };
    if (timeout.state === 'present') {
      const own = timeout.node.type === 'Property' ? timeout.node.value : timeout.node;
      const edits = [{ range: own.range, text: OWN_SIGNAL }];
      const related = [{ at: timeout.node, says: 'This signal is made once, outside the loop.' }];
      return [{ at: call.node, messageId: 'shared', data, related, suggest: [{ messageId: 'setTimeout', edits }] }];
    }
    const { ignored } = timeout;
    return [
      {
        at: call.node,
        messageId: ignored ? 'ignored' : 'noTimeout',
        data,
        suggest() {
          const edits = withTimeout(call, ignored);
          return edits ? [{ messageId: ignored ? 'useSignal' : 'setTimeout', data, edits }] : [];
        },
      },
    ];
  },
});
