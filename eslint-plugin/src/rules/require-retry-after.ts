import type { SalesforceCall } from '../analysis/call.ts';
import type { Retry } from '../analysis/facts/retry.ts';
import type { RetryAfter } from '../analysis/facts/retry-after.ts';
import { makeResilient } from '../fix/make-resilient.ts';
import { parseWithSnippet } from '../fix/read-retry-after.ts';
import { replacedRetry } from '../fix/replaced-retry.ts';
import { waitAsAsked } from '../fix/wait-as-asked.ts';
import { defineRule } from '../rule/define-rule.ts';
import type { RuleContext, Suggestion } from '../rule/problem.ts';

type MessageId =
  | 'clamped'
  | 'dateOnly'
  | 'ignored'
  | 'insertClient'
  | 'insertRetry'
  | 'pipeRetry'
  | 'readBothForms'
  | 'secondsOnly'
  | 'setRetry'
  | 'unbounded'
  | 'useClient'
  | 'useRetry'
  | 'waitAsAsked';

export default defineRule<MessageId>({
  name: 'require-retry-after',
  description: 'Require that a retry of a Salesforce call waits as long as Retry-After asks',
  severity: 'S2',
  preset: 'recommended',
  messages: {
    ignored:
      'This call is repeated without a look at Retry-After: when Salesforce asks for a longer pause, the next attempt comes too early and is refused again.',
    secondsOnly:
      'Retry-After is read only as seconds: an HTTP-date becomes NaN, and the next attempt does not wait as long as Salesforce asked.',
    dateOnly:
      'Retry-After is read only as a date: a number of seconds becomes another moment, and the next attempt does not wait as long as Salesforce asked.',
    clamped:
      'Retry-After is cut to a maximum: when Salesforce asks for more, the next attempt comes earlier than it permits. Give up instead.',
    unbounded:
      'Retry-After has no upper bound: a day is waited out, and more than 24.8 days overflow the timer, which fires at once.',
    readBothForms: 'Read it with retryAfterMs: seconds and dates, and an error when the wait is too long.',
    waitAsAsked: 'Wait at least as long as Retry-After asks.',
    insertClient: 'Insert the resilient client, which honours Retry-After, and send the call through it.',
    useClient: 'Send the call through {{client}}, which honours Retry-After.',
    insertRetry: 'Insert retrySalesforce, which honours Retry-After, and repeat the call with it.',
    useRetry: 'Repeat the call with {{client}}, which honours Retry-After.',
    pipeRetry: 'Let RxJS subscribe again, when Salesforce asks for it or after a backoff.',
    setRetry: 'Set the longest Retry-After that {{client}} waits for.',
  },
  problems(call, context) {
    const { retry, retryAfter } = call.facts;
    if (call.kind !== 'request' || retry.state !== 'present' || retryAfter.state === 'unknown') return [];
    // Where there is no answer, nothing is asked for.
    if (retry.value.statuses.length === 0) return [];
    const messageId = retryAfter.state === 'absent' ? 'ignored' : faultOf(retryAfter.value);
    if (!messageId) return [];
    const reading = retryAfter.state === 'present' ? retryAfter.value : undefined;
    const related =
      retryAfter.state === 'present'
        ? [{ at: retryAfter.node, says: 'Retry-After is read here.' }]
        : [{ at: retry.value.mechanism, says: 'This repeats the call.' }];
    const suggest = (): Suggestion<MessageId>[] => suggestionsFor(call, retry.value, reading, context);
    return [{ at: call.node, messageId, data: {}, related, suggest }];
  },
});

/** The worst that is wrong with a reading; undefined when it is right. */
function faultOf({ forms, longWait }: RetryAfter): MessageId | undefined {
  if (!forms.has('date')) return 'secondsOnly';
  if (!forms.has('seconds')) return 'dateOnly';
  return longWait === 'refused' ? undefined : longWait;
}

/** The smallest edit that mends it; the client, which takes the place of a wrapper, where there is none. */
function suggestionsFor(
  call: SalesforceCall,
  retry: Retry,
  reading: RetryAfter | undefined,
  { filename, settings }: RuleContext,
): Suggestion<MessageId>[] {
  const target = { source: call.source, filename, settings };
  const parsing = reading && parseWithSnippet(reading, target);
  if (parsing) return [{ messageId: 'readBothForms', edits: parsing }];
  const waiting = waitAsAsked(call, retry, target, reading !== undefined);
  if (waiting) return [{ messageId: 'waitAsAsked', edits: waiting }];
  const replaced = replacedRetry(call);
  return replaced ? [...makeResilient(call, target, replaced.around)] : [];
}
