import type { SalesforceCall } from '../analysis/call.ts';
import { isResilient } from '../analysis/clients/resilient.ts';
import type { Judgement } from '../analysis/facts/judgement.ts';
import type { Retry } from '../analysis/facts/retry.ts';
import { giveUpOnOthers } from '../fix/give-up-on-others.ts';
import { nameAll } from '../fix/name-all.ts';
import { clientSuggestions, throughClient } from '../fix/resilient-client.ts';
import { replacedRetry } from '../fix/replaced-retry.ts';
import { defineRule } from '../rule/define-rule.ts';
import type { RuleContext, Suggestion } from '../rule/problem.ts';
import { consequenceOf, methodOf, targetOf } from '../rule/wording.ts';

type MessageId = 'blind' | 'giveUp' | 'insertClient' | 'lossOnly' | 'missed' | 'nameAll' | 'useClient';

export default defineRule<MessageId>({
  name: 'no-misjudged-status',
  description: 'Disallow retries of Salesforce calls that give up on a passing failure, or repeat a lasting one',
  severity: 'S2',
  preset: 'recommended',
  messages: {
    missed:
      'This {{method}} {{target}} is repeated after {{repeated}} but not after {{missed}}: in an outage Salesforce answers with any of them, and then {{consequence}}.',
    lossOnly:
      'This {{method}} {{target}} is repeated only when there is no answer: after {{missed}}, which pass as well, {{consequence}}.',
    blind:
      'This retry repeats the {{method}} {{target}} after {{blind}} as well: sent again it is refused again, {{attempts}}, and the mistake shows only after the last attempt.',
    nameAll: 'Repeat it after 429, 500, 502, 503 and 504 alike.',
    giveUp: 'Give up at once after any other status.',
    insertClient: 'Insert the resilient client, which tells them apart, and send the call through it.',
    useClient: 'Send the call through {{client}}, which tells them apart.',
  },
  problems(call, context) {
    const { retry, judgement } = call.facts;
    if (call.kind !== 'request' || retry.state !== 'present' || isResilient(call.client)) return [];
    if (judgement.state !== 'present') return [];
    const { missed, blind } = judgement.value;
    const misses = missed.length > 0;
    if (!misses && blind.length === 0) return [];
    if (!misses && isLoginRepeated(call)) return [];
    const { statuses, mechanism } = retry.value;
    const told = judgement.value.list ? statuses.filter((status) => !missed.includes(status)) : statuses;
    const data = {
      method: methodOf(call),
      target: targetOf(call),
      repeated: listed(told, 'and'),
      missed: listed(missed, 'or'),
      blind: listed(blind, 'and'),
      attempts: attemptsOf(call),
      consequence: consequenceOf(call),
    };
    const messageId = misses ? (told.length > 0 ? 'missed' : 'lossOnly') : 'blind';
    const related = mechanism === call.node ? [] : [{ at: mechanism, says: 'This repeats the call.' }];
    const suggest = (): readonly Suggestion<MessageId>[] => suggestionsFor(call, retry.value, judgement.value, context);
    return [{ at: call.node, messageId, data, related, suggest }];
  },
});

/** `429, 500 or 503`. */
function listed(statuses: readonly number[], word: string): string {
  const last = statuses.at(-1);
  return statuses.length < 2 ? String(last) : `${statuses.slice(0, -1).join(', ')} ${word} ${last}`;
}

function attemptsOf({ facts: { pacing } }: SalesforceCall): string {
  const attempts = pacing.state === 'present' ? pacing.value.attempts : undefined;
  if (attempts === 'unbounded') return 'for ever';
  return attempts === undefined ? 'each time' : `${attempts} times in all`;
}

/** The smallest edit that mends it; the client, which takes the place of a package, where there is none. */
function suggestionsFor(
  call: SalesforceCall,
  retry: Retry,
  judgement: Judgement,
  { filename, settings }: RuleContext,
): readonly Suggestion<MessageId>[] {
  const misses = judgement.missed.length > 0;
  const edits = misses ? nameAll(call, judgement, retry) : giveUpOnOthers(call, retry);
  if (edits) return [{ messageId: misses ? 'nameAll' : 'giveUp', edits }];
  const replaced = replacedRetry(call);
  // In a loop of the project's own, the statuses would still be misjudged around the client.
  if (!replaced?.around) return [];
  return clientSuggestions(throughClient(call, { source: call.source, filename, settings }, replaced.around));
}

/** A login with a password that is repeated after a refusal: require-reauthentication says what comes of it. */
function isLoginRepeated({ facts: { reauthentication } }: SalesforceCall): boolean {
  return reauthentication.state === 'present' && reauthentication.value.how === 'login repeated';
}
