import type { SalesforceCall } from '../analysis/call.ts';
import type { EarlyAcknowledgement } from '../analysis/facts/acknowledgement.ts';
import { acknowledgeLater } from '../fix/acknowledge-later.ts';
import { defineRule } from '../rule/define-rule.ts';
import { isWrite } from '../rule/is-write.ts';
import { consequenceOf, methodOf, targetOf } from '../rule/wording.ts';

export default defineRule({
  name: 'no-early-acknowledgement',
  description: 'Disallow queue messages that are taken for done although the Salesforce write failed',
  severity: 'S1',
  preset: 'recommended',
  messages: {
    before:
      'The {{queue}} message is acknowledged before this {{method}} {{target}}: when {{failure}}, nobody delivers it again, and {{consequence}}.',
    although:
      'When {{failure}} this {{method}} {{target}}, the {{queue}} message is acknowledged all the same: nobody delivers it again, and {{consequence}}.',
    returned:
      'When {{failure}} this {{method}} {{target}}, the handler ends as after a success, so that {{queue}} takes it for done: {{consequence}}.',
    handedOut:
      'With noAck, {{queue}} forgets a message when it hands it out: when {{failure}} this {{method}} {{target}}, {{consequence}}.',
    acknowledgeLater: 'Acknowledge the message after the write.',
    giveBack: 'Give the message back instead.',
    leaveIt: 'Leave the message in the queue, which delivers it again.',
    rethrow: 'Throw the failure, so that {{queue}} tries again.',
    checkStatus: 'Throw an error for a status like 503, before the message is done.',
    waitForIt: 'Wait for the write.',
    acknowledge: 'Let the consumer acknowledge each message after the write.',
  },
  problems(call) {
    if (call.kind !== 'request' || !isWrite(call)) return [];
    const { acknowledgement } = call.facts;
    if (acknowledgement.state !== 'present') return [];
    const early = acknowledgement.value;
    // That a status is never thrown is said of the retry already, which the queue is.
    if (early.unseen && call.facts.retry.nearMiss?.kind === 'status never thrown') return [];
    const { queue, how, by } = early;
    const data = {
      queue,
      method: methodOf(call),
      target: targetOf(call),
      failure: failureOf(early),
      consequence: consequenceOf(call),
    };
    return [
      {
        at: call.node,
        messageId: how === 'handed out' ? 'handedOut' : how,
        data,
        related: by ? [{ at: by.at, says: 'Here the message is acknowledged.' }] : [relatedTo(call, early)],
        suggest() {
          const fix = acknowledgeLater(call, early);
          return fix ? [{ messageId: fix.kind, data: { queue }, edits: fix.edits }] : [];
        },
      },
    ];
  },
});

function failureOf({ failure, how }: EarlyAcknowledgement): string {
  const salesforce = failure === 'status' ? 'Salesforce answers 503' : 'Salesforce does not answer';
  if (how === 'before') return salesforce;
  return failure === 'status' ? `${salesforce} to` : salesforce;
}

function relatedTo({ node }: SalesforceCall, { call }: EarlyAcknowledgement): { at: typeof call; says: string } {
  return { at: call === node ? node : call, says: 'Here the failure reaches the handler of the queue.' };
}
