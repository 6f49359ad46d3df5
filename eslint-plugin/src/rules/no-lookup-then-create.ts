import { toUpsert } from '../fix/to-upsert.ts';
import { defineRule } from '../rule/define-rule.ts';

export default defineRule({
  name: 'no-lookup-then-create',
  description: 'Disallow look-ups that decide whether a record is created',
  severity: 'S1',
  preset: 'recommended',
  messages: {
    query:
      'This look-up decides whether {{sobject}} is created: two runs at the same time both find nothing, and each creates the record.',
    upsert:
      'When this upsert of {{sobject}} fails for any reason, a lost answer after the commit included, a create follows it and makes the record once more.',
    useUpsert: 'Send the create as an upsert by {{field}}: it needs no look-up.',
    useUpsertWithHoles:
      'Send the create as an upsert: fill in the external-id field ({{field}}) and its value (externalId).',
  },
  problems(call, { settings }) {
    const { lookUp } = call.facts;
    if (lookUp.state !== 'present') return [];
    const { at, key, kind, sobject } = lookUp.value;
    return [
      {
        at,
        messageId: kind,
        data: { sobject },
        related: [{ at: call.node, says: 'This creates the record.' }],
        suggest() {
          const fix = toUpsert(call, settings, key);
          if (!fix) return [];
          const { complete, edits, field } = fix;
          return [{ messageId: complete ? 'useUpsert' : 'useUpsertWithHoles', data: { field }, edits }];
        },
      },
    ];
  },
});
