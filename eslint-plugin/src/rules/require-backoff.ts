import type { SalesforceCall } from '../analysis/call.ts';
import { isResilient } from '../analysis/clients/resilient.ts';
import type { Pacing } from '../analysis/facts/pacing.ts';
import type { Retry } from '../analysis/facts/retry.ts';
import { textIn } from '../analysis/source.ts';
import { backOff } from '../fix/back-off.ts';
import { clientSuggestions, throughClient } from '../fix/resilient-client.ts';
import { replacedRetry } from '../fix/replaced-retry.ts';
import { defineRule } from '../rule/define-rule.ts';
import type { RuleContext, Suggestion } from '../rule/problem.ts';
import { durationOf, methodOf, targetOf } from '../rule/wording.ts';

type Fault = 'fixed' | 'linear' | 'noDelay' | 'noJitter' | 'noPower';
type MessageId = Fault | 'backOff' | 'insertClient' | 'jitter' | 'power' | 'useClient';

export default defineRule<MessageId>({
  name: 'require-backoff',
  description:
    'Require that a retry of a Salesforce call waits longer each time, and not as long as every other client',
  severity: 'S2',
  preset: 'recommended',
  messages: {
    noDelay:
      'This {{method}} {{target}} is repeated at once: {{attempts}} reach a service that is overloaded within moments, and none of them after it has recovered.',
    fixed:
      'This {{method}} {{target}} is repeated after {{wait}} each time: an outage that lasts is given no rest, and all clients that failed together come back together.',
    linear:
      'The delay of this retry grows by the same each time{{waits}}, without chance: all clients that failed with this {{method}} {{target}} come back together, for as long as it lasts.',
    noJitter:
      'The delay of this retry is the same for every client{{waits}}: all that failed with this {{method}} {{target}} in an outage come back in the same moments.',
    noPower:
      '{{code}} is no power, ^ flips bits: the delays of this retry jump about{{waits}} where they should double.',
    backOff: 'Double the delay each time, up to 30 s, and take any time up to that.',
    jitter: 'Take any time up to that delay.',
    power: 'Write it as a power.',
    insertClient: 'Insert the resilient client, which backs off with full jitter, and send the call through it.',
    useClient: 'Send the call through {{client}}, which backs off with full jitter.',
  },
  problems(call, context) {
    const { retry, pacing } = call.facts;
    if (call.kind !== 'request' || retry.state !== 'present' || isResilient(call.client)) return [];
    const fault = pacing.state === 'present' ? faultOf(pacing.value) : undefined;
    if (pacing.state !== 'present' || !fault) return [];
    const { attempts, delay } = pacing.value;
    const { mechanism } = retry.value;
    const [wait] = delay?.waits ?? [];
    const data = {
      method: methodOf(call),
      target: targetOf(call),
      attempts: typeof attempts === 'number' ? `${attempts} requests` : 'all attempts',
      wait: wait === undefined ? 'the same time' : durationOf(wait),
      waits: wordsOf(delay?.waits),
      code: delay?.xor ? textIn(delay.xor) : '',
    };
    const related = mechanism === call.node ? [] : [{ at: mechanism, says: 'This repeats the call.' }];
    const suggest = (): readonly Suggestion<MessageId>[] => suggestionsFor(call, retry.value, pacing.value, context);
    return [{ at: call.node, messageId: fault, data, related, suggest }];
  },
});

/** The worst that is wrong with a delay. */
function faultOf({ attempts, delay }: Pacing): Fault | undefined {
  if (!delay) return undefined;
  if (delay.xor) return 'noPower';
  if (delay.growth === 'none') return 'noDelay';
  // Of a single wait it does not matter how it would grow, and chance in any form spreads the clients.
  if (delay.jitter || attempts === 2) return undefined;
  return delay.growth === 'exponential' ? 'noJitter' : delay.growth;
}

/** The first waits, in words: ` (1 s, 2 s, 4 s …)`. */
function wordsOf(waits: readonly number[] | undefined): string {
  if (!waits || waits.length < 2) return '';
  const [shown, more] = [waits.slice(0, 3).map(durationOf), waits.length > 3];
  return ` (${shown.join(', ')}${more ? ' …' : ''})`;
}

const TITLES = {
  fixed: 'backOff',
  linear: 'backOff',
  noDelay: 'backOff',
  noJitter: 'jitter',
  noPower: 'power',
} as const;

/** The smallest edit that mends it; the client, which takes the place of a package, where there is none. */
function suggestionsFor(
  call: SalesforceCall,
  { mechanism }: Retry,
  pacing: Pacing,
  { filename, settings }: RuleContext,
): readonly Suggestion<MessageId>[] {
  const edits = backOff(call, mechanism, pacing);
  const fault = faultOf(pacing);
  if (edits && fault) return [{ messageId: TITLES[fault], edits }];
  const replaced = replacedRetry(call);
  if (!replaced) return [];
  return clientSuggestions(throughClient(call, { source: call.source, filename, settings }, replaced.around));
}
