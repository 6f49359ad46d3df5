import type { SalesforceCall } from '../analysis/call.ts';
import { isResilient } from '../analysis/clients/resilient.ts';
import { makeResilient, type Way } from '../fix/make-resilient.ts';
import { toUpsert } from '../fix/to-upsert.ts';
import { replacedRetry } from '../fix/replaced-retry.ts';
import { defineRule } from '../rule/define-rule.ts';
import type { RuleContext, Suggestion } from '../rule/problem.ts';

type MessageId = Way | 'cannotRepeat' | 'repeated' | 'upsert' | 'upsertCollection' | 'upsertWithHoles';

export default defineRule<MessageId>({
  name: 'require-idempotent-write',
  description: 'Require that records are written so that a repeated request does not create them twice',
  severity: 'S1',
  preset: 'recommended',
  messages: {
    repeated:
      '{{mechanism}} repeats this create: when Salesforce has committed and only its answer is lost, each repetition creates {{sobject}} once more.',
    cannotRepeat:
      'This POST creates {{sobject}} and cannot be repeated safely: when the answer is lost, nobody can tell whether the record exists.',
    upsert: 'Send it as an upsert: PATCH by the external id {{field}}, which a repetition updates.',
    upsertWithHoles: 'Send it as an upsert: fill in the external-id field ({{field}}) and its value (externalId).',
    upsertCollection:
      'Send them as an upsert of up to 200 records: fill in the object (Object__c) and its external-id field.',
    insertClient: 'Insert the resilient client, which never repeats a create whose outcome is unknown.',
    useClient: 'Send the call through {{client}}, which never repeats a create whose outcome is unknown.',
    insertRetry: 'Insert retrySalesforce, which never repeats a create whose outcome is unknown.',
    useRetry: 'Repeat the call with {{client}}, which never repeats a create whose outcome is unknown.',
    pipeRetry: 'Let RxJS subscribe again, when Salesforce asks for it or after a backoff.',
    setRetry: 'Let {{client}} repeat the call with its own options.',
  },
  problems(call, context) {
    const { idempotency, retry } = call.facts;
    if (idempotency.state !== 'present' || idempotency.value.repeatable) return [];
    const repeated = retry.state === 'present' && !isResilient(call.client) ? retry.value : undefined;
    const mechanism = repeated ? MECHANISMS[repeated.kind] : '';
    const sobject =
      idempotency.value.sobject ?? (call.endpoint?.id === 'sobject-create' ? 'the record' : 'the records');
    const data = { mechanism, sobject };
    return [
      {
        at: call.node,
        messageId: repeated ? 'repeated' : 'cannotRepeat',
        data,
        related:
          repeated && repeated.kind !== 'client' ? [{ at: repeated.mechanism, says: 'This repeats the create.' }] : [],
        suggest: () => suggestionsFor(call, context),
      },
    ];
  },
});

const MECHANISMS = {
  client: 'The client itself',
  helper: 'The retry helper',
  interceptor: 'The interceptor of the instance',
  queue: 'The queue around it, which delivers the work again,',
  loop: 'The loop around it',
  package: 'The retry around it',
  recursion: 'The function around it calls itself and',
} as const;

/** An upsert where the endpoint has one; else a client that leaves a create alone when its outcome is unknown. */
function suggestionsFor(call: SalesforceCall, { settings, filename }: RuleContext): Suggestion<MessageId>[] {
  const { endpoint } = call;
  const upsert = toUpsert(call, settings);
  if (upsert) {
    const { edits, complete, field } = upsert;
    const isByUrl = endpoint?.id === 'collections-create' && call.client.salesforce !== true;
    const incomplete = isByUrl ? 'upsertCollection' : 'upsertWithHoles';
    return [{ messageId: complete ? 'upsert' : incomplete, data: { field }, edits }];
  }
  // What is repeated would be so beneath another layer, too.
  const replaced = replacedRetry(call);
  const isRepeated = call.facts.retry.state === 'present' && call.client.signature !== 'fetch';
  if (!replaced || isRepeated || call.client.retry?.by === 'always') return [];
  return [...makeResilient(call, { source: call.source, filename, settings }, replaced.around)];
}
