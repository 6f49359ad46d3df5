import { checkLimitsFirst } from '../fix/check-limits.ts';
import { defineRule } from '../rule/define-rule.ts';
import { targetOf } from '../rule/wording.ts';

export default defineRule({
  name: 'require-health-check',
  description: 'Require that a bulk load looks whether the org is up, and what is left of its limits, before it begins',
  severity: 'S3',
  preset: 'strict',
  messages: {
    notAsked:
      'This load {{target}} begins without a look at the org: in an outage, or with the limit of the day used up, it stops half-way and leaves a job behind.',
    checkLimits: 'Read the limits first, and do not begin when too little is left.',
  },
  problems(call, { filename }) {
    const { healthCheck } = call.facts;
    if (healthCheck.state !== 'present' || healthCheck.value.asked) return [];
    return [
      {
        at: call.node,
        messageId: 'notAsked',
        data: { target: targetOf(call) },
        suggest() {
          const edits = checkLimitsFirst(call, { source: call.source, filename });
          return edits ? [{ messageId: 'checkLimits', edits }] : [];
        },
      },
    ];
  },
});
