import type { SalesforceCall } from '../analysis/call.ts';
import { isResilient } from '../analysis/clients/resilient.ts';
import { letOneTry } from '../fix/let-one-try.ts';
import { makeOnce } from '../fix/make-once.ts';
import { clientSuggestions, throughClient } from '../fix/resilient-client.ts';
import { replacedRetry } from '../fix/replaced-retry.ts';
import { throughBreaker } from '../fix/through-breaker.ts';
import { defineRule } from '../rule/define-rule.ts';
import type { RuleContext, Suggestion } from '../rule/problem.ts';
import { methodOf, targetOf } from '../rule/wording.ts';

type MessageId =
  'closes' | 'insertBreaker' | 'insertClient' | 'letOneTry' | 'makeOnce' | 'noBreaker' | 'perCall' | 'useClient';

export default defineRule<MessageId>({
  name: 'require-circuit-breaker',
  description: 'Require that a client which repeats Salesforce calls stops sending them while all of them fail',
  severity: 'S2',
  preset: 'strict',
  messages: {
    noBreaker:
      'While Salesforce is down, every caller of this {{method}} {{target}} sends it {{attempts}} before it fails: nothing remembers that those before have failed as well.',
    perCall:
      'The circuit breaker around this {{method}} {{target}} is made anew for each call: it never sees a second failure, and so never opens.',
    closes:
      'When its time is over, the circuit breaker around this {{method}} {{target}} closes for everybody: all that have waited are sent at once, where one alone should try.',
    insertBreaker: 'Insert a circuit breaker, and send the call through it.',
    letOneTry: 'Let one call try, and begin the time anew for all others.',
    makeOnce: 'Make it once, for all calls.',
    insertClient: 'Insert the resilient client and send the call through it.',
    useClient: 'Send the call through {{client}}, the resilient client of the project.',
  },
  problems(call, context) {
    const { breaker, retry, pacing } = call.facts;
    if (call.kind !== 'request' || retry.state !== 'present' || isResilient(call.client)) return [];
    if (breaker.state === 'unknown') return [];
    const { perCall, closes } = breaker.state === 'present' ? breaker.value : {};
    if (breaker.state === 'present' && !perCall && !closes) return [];
    const attempts = pacing.state === 'present' ? pacing.value.attempts : undefined;
    const data = {
      method: methodOf(call),
      target: targetOf(call),
      attempts: typeof attempts === 'number' ? `${attempts} times` : 'again and again',
    };
    const messageId = perCall ? 'perCall' : closes ? 'closes' : 'noBreaker';
    const at = perCall ?? closes;
    const related = at ? [{ at, says: perCall ? 'It is made here.' : 'It is closed here.' }] : [];
    const suggest = (): readonly Suggestion<MessageId>[] =>
      perCall ? suggestOnce(call, perCall) : closes ? suggestProbe(call, closes) : suggestClient(call, context);
    return [{ at: call.node, messageId, data, related, suggest }];
  },
});

function suggestProbe(call: SalesforceCall, closing: Parameters<typeof letOneTry>[1]): Suggestion<MessageId>[] {
  const edits = letOneTry(call, closing);
  return edits ? [{ messageId: 'letOneTry', edits }] : [];
}

function suggestOnce(call: SalesforceCall, made: Parameters<typeof makeOnce>[1]): Suggestion<MessageId>[] {
  const edits = makeOnce(call, made);
  return edits ? [{ messageId: 'makeOnce', edits }] : [];
}

/** The client in place of what repeats, which has a breaker; a loop of the project's own gets one within. */
function suggestClient(call: SalesforceCall, { filename, settings }: RuleContext): readonly Suggestion<MessageId>[] {
  const target = { source: call.source, filename, settings };
  const replaced = replacedRetry(call);
  const client = replaced && clientSuggestions(throughClient(call, target, replaced.around));
  if (client && client.length > 0) return client;
  const edits = throughBreaker(call, target);
  return edits ? [{ messageId: 'insertBreaker', edits }] : [];
}
