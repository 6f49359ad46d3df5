import { rethrow } from '../fix/rethrow.ts';
import { tellCallback } from '../fix/tell-callback.ts';
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
    rethrow: 'Throw it, so that the caller can act.',
    tell: 'Give it to the callback, so that the caller can act.',
  },
  problems(call) {
    const { failureHandling } = call.facts;
    if (call.kind !== 'request' || failureHandling.state !== 'present') return [];
    // What becomes of the message then says more: no-early-acknowledgement reports it.
    if (isWrite(call) && call.facts.acknowledgement.state === 'present') return [];
    const { at, instead, logged, failure } = failureHandling.value;
    const told = at.type === 'CallExpression';
    const returned = told || at.type === 'ReturnStatement';
    const data = {
      failure: failure === 'status' ? 'A 503 for' : 'A lost connection of',
      method: methodOf(call),
      target: targetOf(call),
      logged: returned ? (logged ? 'logged and ' : '') : logged ? 'only logged' : 'caught and forgotten',
      instead,
      consequence: consequenceOf(call),
    };
    return [
      {
        at: call.node,
        messageId: told ? 'told' : returned ? 'returned' : 'dropped',
        data,
        related: [{ at, says: 'Here the failure ends.' }],
        suggest() {
          const edits = told ? tellCallback(call, at) : rethrow(call, at);
          return edits ? [{ messageId: told ? 'tell' : 'rethrow', edits }] : [];
        },
      },
    ];
  },
});
