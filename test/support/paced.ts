import { callIn } from './model.ts';

type Pacing = ReturnType<typeof callIn>['facts']['pacing'];

/** A retry in one line: how often, how it waits, and for how long. */
export function summary(fact: Pacing): string {
  if (fact.state !== 'present') return fact.state;
  const { attempts, delay, wasted } = fact.value;
  const parts = [String(attempts ?? '?')];
  if (!delay) parts.push('?');
  else {
    const { growth, jitter, xor, waits } = delay;
    parts.push(`${growth}${jitter ? ' jitter' : ''}${xor ? ' xor' : ''}`);
    if (waits) parts.push(waits.map((wait) => wait / 1000).join(' '));
  }
  if (wasted) parts.push('wasted');
  return parts.join(', ');
}

/** What is known of the pace of the only Salesforce call in a piece of code. */
export function paced(code: string): string {
  return summary(callIn(code).facts.pacing);
}

/** The address of a request, as an expression. */
export const LIMITS = "base + '/services/data/v60.0/limits'";
