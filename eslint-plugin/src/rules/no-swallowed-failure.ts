import { letKnow } from '../fix/let-know.ts';
import { defineRule } from '../rule/define-rule.ts';
import { isWrite } from '../rule/is-write.ts';
import { consequenceOf, methodOf, targetOf } from '../rule/wording.ts';

export default defineRule({
  name: 'no-swallowed-failure',
  description: 'Disallow failures of Salesforce calls that nobody gets to know of',
  severity: 'S1',
  preset: 'recommended',
  messages: {
    returned:
      '{{failure}} this {{method}} {{target}} is {{logged}}returned to the caller as {{instead}}, like an answer: {{consequence}}.',
    dropped: '{{failure}} this {{method}} {{target}} is {{logged}}, and the caller goes on: {{consequence}}.',
    told: '{{failure}} this {{method}} {{target}} is {{logged}}told to the caller by {{instead}}, like a success: {{consequence}}.',
    unanswered:
      '{{failure}} this {{method}} {{target}} is {{logged}}, and whoever waits for the answer never hears of it: {{consequence}}.',
    rethrow: 'Throw it, so that the caller can act.',
    reject: 'Reject the promise with it, so that the caller can act.',
    tell: 'Give it to the callback, so that the caller can act.',
  },
  problems(call) {
    const { failureHandling } = call.facts;
    if (call.kind !== 'request' || failureHandling.state !== 'present') return [];
    // What becomes of the message then says more: no-early-acknowledgement reports it.
    if (isWrite(call) && call.facts.acknowledgement.state === 'present') return [];
    const { how, at, instead, logged, failure } = failureHandling.value;
    const isAnswer = how === 'told' || how === 'returned';
    const data = {
      failure: failure === 'status' ? 'A 503 for' : 'A lost connection of',
      method: methodOf(call),
      target: targetOf(call),
      logged: isAnswer ? (logged ? 'logged and ' : '') : logged ? 'only logged' : 'caught and forgotten',
      instead,
      consequence: consequenceOf(call),
    };
    return [
      {
        at: call.node,
        messageId: how,
        data,
        related: [{ at, says: 'Here the failure ends.' }],
        suggest() {
          const known = letKnow(call, failureHandling.value);
          return known ? [{ messageId: known.way, edits: known.edits }] : [];
        },
      },
    ];
  },
});
