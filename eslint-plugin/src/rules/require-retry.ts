import type { SalesforceCall } from '../analysis/call.ts';
import { repeaterAt } from '../analysis/clients/retries.ts';
import { makeResilient } from '../fix/make-resilient.ts';
import { defineRule } from '../rule/define-rule.ts';
import { consequenceOf, methodOf, targetOf } from '../rule/wording.ts';

export default defineRule({
  name: 'require-retry',
  description: 'Require that something repeats a Salesforce call after a 503',
  severity: 'S1',
  preset: 'recommended',
  messages: {
    noRetry:
      'Nothing repeats this {{method}} {{target}} after a failure: a single 503 from Salesforce and {{consequence}}.',
    neverThrown:
      'The retry around this {{method}} {{target}} never sees a 503: {{client}} resolves with it instead of throwing, so {{consequence}}.',
    onlyWhenLost:
      'This {{method}} {{target}} is repeated only after a lost connection: a single 503 from Salesforce and {{consequence}}.',
    onlyAfter401:
      'This {{method}} {{target}} is repeated only with a new token after a 401: a single 503 from Salesforce and {{consequence}}.',
    someCallers:
      'Only some callers repeat this {{method}} {{target}}: for the others, a single 503 from Salesforce and {{consequence}}.',
    methodSkipped:
      '{{client}} repeats other requests but not this {{method}} {{target}}: a single 503 from Salesforce and {{consequence}}.',
    maybe:
      "This seems to be a Salesforce call ({{evidence}}), and nothing repeats it after a 503. If it is none, set minimumConfidence to 'likely'.",
    insertClient: 'Insert the resilient client into this file and send the call through it.',
    useClient: 'Send the call through {{client}}, the resilient client of this file.',
    insertRetry: 'Insert retrySalesforce into this file and repeat the call with it.',
    useRetry: 'Repeat the call with {{client}}.',
    pipeRetry: 'Let RxJS subscribe again, when Salesforce asks for it or after a backoff.',
    setRetry: 'Let {{client}} repeat the call with its own options.',
  },
  problems(call, { filename, settings }) {
    const { retry, singleUse } = call.facts;
    if (call.kind !== 'request' || retry.state !== 'absent' || singleUse) return [];
    const inVain = retry.nearMiss?.kind === 'status never thrown' ? retry.nearMiss.node : undefined;
    return [
      {
        at: call.node,
        messageId: messageFor(call),
        data: {
          method: methodOf(call),
          target: targetOf(call),
          consequence: consequenceOf(call),
          evidence: call.evidence.join(', '),
          client: repeaterAt(call.client, call.node),
        },
        related: retry.nearMiss ? [{ at: retry.nearMiss.node, says: NEAR_MISSES[retry.nearMiss.kind] }] : [],
        suggest: () => makeResilient(call, { source: call.source, filename, settings }, inVain),
      },
    ];
  },
});

const NEAR_MISSES = {
  'method skipped': 'This repeats other methods only.',
  'only after 401': 'This repeats the call with a new token only.',
  'only lost connections': 'This lets what is thrown after a 503 pass.',
  'some callers': 'This repeats the call, but it is not all that makes it.',
  'status never thrown': 'This waits for an exception, which a 503 is not.',
} as const;

const MESSAGES = {
  'method skipped': 'methodSkipped',
  'only after 401': 'onlyAfter401',
  'only lost connections': 'onlyWhenLost',
  'some callers': 'someCallers',
  'status never thrown': 'neverThrown',
} as const;

function messageFor({
  confidence,
  facts: { retry },
}: SalesforceCall): 'maybe' | 'noRetry' | (typeof MESSAGES)[keyof typeof MESSAGES] {
  if (confidence === 'possible') return 'maybe';
  return retry.nearMiss ? MESSAGES[retry.nearMiss.kind] : 'noRetry';
}
