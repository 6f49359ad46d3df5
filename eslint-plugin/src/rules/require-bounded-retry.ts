import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { isResilient } from '../analysis/clients/resilient.ts';
import type { Fact } from '../analysis/fact.ts';
import type { Pacing } from '../analysis/facts/pacing.ts';
import type { Retry } from '../analysis/facts/retry.ts';
import { guardWait, notTheLast } from '../fix/attempt-counter.ts';
import { boundRetry, capDelay } from '../fix/bound-retry.ts';
import { defineRule } from '../rule/define-rule.ts';
import type { Problem, Related } from '../rule/problem.ts';
import { durationOf, methodOf, targetOf } from '../rule/wording.ts';

type MessageId = 'bound' | 'cap' | 'guard' | 'uncapped' | 'unbounded' | 'wasted';

/** A single wait above five minutes (ms) is no pause any more: nobody who waits for the answer is still there. */
const LONGEST_WAIT = 300_000;

export default defineRule<MessageId>({
  name: 'require-bounded-retry',
  description: 'Require that the repetition of a Salesforce call comes to an end',
  severity: 'S2',
  preset: 'recommended',
  messages: {
    unbounded:
      'Nothing ends the repetition of this {{method}} {{target}}: while Salesforce is down it is sent {{pace}} for ever, and its caller never gets to know.',
    uncapped:
      'Nothing limits the delay of this retry: the wait before the last of {{attempts}} attempts is {{longest}}, and this {{method}} {{target}} takes {{total}} to fail.',
    wasted:
      'Behind the last of {{attempts}} attempts this {{method}} {{target}} waits {{longest}} more, though nothing is sent any more.',
    bound: 'End it after 5 attempts.',
    cap: 'Limit the delay to 30 s.',
    guard: 'Wait only where another attempt follows.',
  },
  problems(call) {
    const { retry, pacing, outerPacing } = call.facts;
    if (call.kind !== 'request' || retry.state !== 'present') return [];
    // A client that gives up in good time is of no use where that begins it anew.
    if (isResilient(call.client)) return endlessAround(call, outerPacing);
    if (pacing.state !== 'present') return [];
    const problem = problemOf(call, retry.value, pacing.value);
    return problem ? [problem] : [];
  },
});

function endlessAround(call: SalesforceCall, outer: Fact<Pacing>): Problem<MessageId>[] {
  const isEndless = outer.state === 'present' && outer.value.attempts === 'unbounded';
  return isEndless ? [unbounded(call, outer.node, outer.value)] : [];
}

function unbounded(call: SalesforceCall, mechanism: TSESTree.Node, pacing: Pacing): Problem<MessageId> {
  const data = { method: methodOf(call), target: targetOf(call), pace: paceOf(pacing) };
  const edits = boundRetry(call, mechanism, pacing);
  const suggest = edits ? [{ messageId: 'bound', edits } as const] : [];
  return { at: call.node, messageId: 'unbounded', data, related: relatedTo(call, mechanism), suggest };
}

function relatedTo(call: SalesforceCall, mechanism: TSESTree.Node): Related[] {
  return mechanism === call.node ? [] : [{ at: mechanism, says: 'This repeats the call.' }];
}

/** The worst that is wrong with how a retry ends. */
function problemOf(call: SalesforceCall, { mechanism }: Retry, pacing: Pacing): Problem<MessageId> | undefined {
  const { attempts, delay, wasted } = pacing;
  if (attempts === 'unbounded') return unbounded(call, mechanism, pacing);
  const words = { method: methodOf(call), target: targetOf(call) };
  const related = relatedTo(call, mechanism);
  const waits = delay?.waits ?? [];
  const longest = Math.max(0, ...waits);
  if (attempts === undefined) return undefined;
  const counted = { ...words, attempts: String(attempts), longest: durationOf(longest) };
  if (longest > LONGEST_WAIT) {
    const edits = capDelay(call, pacing);
    const suggest = edits ? [{ messageId: 'cap', edits } as const] : [];
    const total = durationOf(waits.reduce((sum, wait) => sum + wait, 0));
    return { at: call.node, messageId: 'uncapped', data: { ...counted, total }, related, suggest };
  }
  const last = wasted?.amount;
  if (!wasted || typeof last?.value !== 'number' || !(last.value > 0)) return undefined;
  const inVain = `${last.random === true ? 'up to ' : ''}${last.assumed === true ? 'once' : durationOf(last.value)}`;
  const condition = mechanism.type === 'ForStatement' ? notTheLast(mechanism) : undefined;
  const edits = condition === undefined ? [] : guardWait(wasted.site, mechanism, condition);
  const suggest = edits.length > 0 ? [{ messageId: 'guard', edits } as const] : [];
  return { at: call.node, messageId: 'wasted', data: { ...counted, longest: inVain }, related, suggest };
}

/** How fast an endless retry goes on, in words. */
function paceOf({ delay }: Pacing): string {
  if (delay?.growth === 'none') return 'without a pause,';
  const [first] = delay?.waits ?? [];
  return delay?.growth === 'fixed' && first !== undefined && !delay.jitter ? `every ${durationOf(first)},` : 'again,';
}
