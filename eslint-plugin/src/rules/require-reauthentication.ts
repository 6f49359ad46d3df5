import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { callsOf } from '../analysis/calls.ts';
import { isResilient } from '../analysis/clients/resilient.ts';
import { boundReplay } from '../fix/bound-replay.ts';
import { giveUpOnOthers } from '../fix/give-up-on-others.ts';
import { clientSuggestions, throughClient } from '../fix/resilient-client.ts';
import { defineRule } from '../rule/define-rule.ts';
import { consequenceOf, methodOf, targetOf } from '../rule/wording.ts';

export default defineRule({
  name: 'require-reauthentication',
  description: 'Require that a repeated Salesforce call gets a new token after a 401, once',
  severity: 'S1',
  preset: 'recommended',
  messages: {
    endless:
      'After a 401 this {{method}} {{target}} is sent again with a new token, and again after the next 401, without end: a token that Salesforce refuses for another reason is refreshed for ever.',
    loginRepeated:
      'This login is repeated although Salesforce has refused the password: each attempt counts as a failed login, until the user is locked out.',
    tokenKept:
      'Every attempt of this {{method}} {{target}} sends the token that was taken once: when the session ends during an outage, each one gets a 401, and {{consequence}}.',
    giveUp: 'Give up at once when the login is refused.',
    replayOnce: 'Send it again once, then let the 401 through.',
    insertClient:
      'Insert the resilient client into this file, which logs in again after a 401, and send the call through it.',
    useClient: 'Send the call through {{client}}, the resilient client of this file.',
  },
  problems(call, { filename, settings }) {
    if (call.kind !== 'request' || isResilient(call.client)) return [];
    const { reauthentication, retry } = call.facts;
    if (reauthentication.state !== 'present') return [];
    const found = reauthentication.value;
    const data = { method: methodOf(call), target: targetOf(call), consequence: consequenceOf(call) };
    if (found.how === 'token kept') {
      const around = retry.state === 'present' && retry.value.kind === 'package' ? retry.value.mechanism : undefined;
      const suggest = () => {
        const fix = throughClient(call, { source: call.source, filename, settings }, around, found.token);
        return fix?.refreshes ? clientSuggestions(fix) : [];
      };
      const related = [{ at: found.token.node, says: 'This token is the same in each attempt.' }];
      return [{ at: call.node, messageId: 'tokenKept', data, related, suggest }];
    }
    const endless = found.how === 'endless';
    if (endless && !isFirst(call, found.via)) return [];
    const stopping = retry.state === 'present' ? giveUpOnOthers(call, retry.value) : undefined;
    const edits = endless ? boundReplay(call, found.via) : stopping;
    return [
      {
        at: call.node,
        messageId: endless ? 'endless' : 'loginRepeated',
        data,
        related: [{ at: found.via, says: endless ? 'Here it is sent again.' : 'This repeats the login.' }],
        suggest: edits ? [{ messageId: endless ? 'replayOnce' : 'giveUp', edits }] : [],
      },
    ];
  },
});

/** One interceptor serves every request of its instance: it is one defect. */
function isFirst(call: SalesforceCall, via: TSESTree.Node): boolean {
  const first = callsOf(call.source).find(({ kind, facts: { reauthentication } }) => {
    const found = kind === 'request' && reauthentication.state === 'present' ? reauthentication.value : undefined;
    return found?.how === 'endless' && found.via === via;
  });
  return first === call;
}
