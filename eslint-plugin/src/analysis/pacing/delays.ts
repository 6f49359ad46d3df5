import type { TSESTree } from '@typescript-eslint/types';
import { textIn } from '../source.ts';
import type { Shown } from './amount.ts';
import { ASKED_FOR } from './amount-of.ts';
import type { Rounds } from './rounds.ts';
import type { Wait } from './round.ts';

/** How long a retry waits between its attempts. */
export interface Delay {
  readonly growth: 'exponential' | 'fixed' | 'linear' | 'none';
  readonly jitter: boolean;
  /** A `^` that was meant as a power: the delays jump about. */
  readonly xor?: TSESTree.BinaryExpression | undefined;
  /** The waits one after the other (ms), the longest they can be; undefined where settings decide. */
  readonly waits: readonly number[] | undefined;
  /** The expression that an edit would change; undefined where there is none. */
  readonly from?: TSESTree.Node | undefined;
  /** The call that waits, in what is repeated. */
  readonly site?: TSESTree.CallExpression | undefined;
}

const NO_DELAY: Delay = { growth: 'none', jitter: false, waits: undefined };

/** The delay between the attempts of a retry, the best one where there are several; undefined where it cannot be told. */
export function delayOf({ waits, unclear }: Rounds): Delay | undefined {
  const all = waits.flat();
  if (all.length === 0) return unclear || waits.length < 2 ? undefined : NO_DELAY;
  const byPlace = new Map<string, Wait[]>();
  for (const wait of all) {
    const place = `${wait.at.range[0]} ${wait.site.range[0]}`;
    byPlace.set(place, [...(byPlace.get(place) ?? []), wait]);
  }
  const delays = [...byPlace.values()].map(ofWaits);
  if (unclear || delays.includes(undefined)) return undefined;
  return delays.flatMap((delay) => delay ?? []).toSorted((one, other) => goodnessOf(other) - goodnessOf(one))[0];
}

function goodnessOf({ growth, jitter, xor }: Delay): number {
  return ['none', 'fixed', 'linear', 'exponential'].indexOf(growth) + (jitter ? 4 : 0) - (xor ? 8 : 0);
}

function ofWaits(waits: readonly Wait[]): Delay | undefined {
  const amounts = waits.map(({ amount }) => amount);
  if (!amounts.every(isTime)) return undefined;
  const [first] = amounts;
  const [wait] = waits;
  const times = amounts.map(({ value }) => value);
  const xor = amounts.find((amount) => amount.xor)?.xor;
  const growth = growthOf(times);
  if (!first || !wait || (!growth && !xor)) return undefined;
  // Where only the header says how long, nothing is known of the delay without it.
  if (growth === 'none' && ASKED_FOR.test(textIn(wait.site))) return undefined;
  return {
    growth: growth ?? 'fixed',
    jitter: amounts.some(({ random }) => random),
    xor,
    waits: amounts.some(({ assumed }) => assumed) ? undefined : times,
    // Another branch may have another formula.
    from: amounts.every(({ from }) => from === first.from) ? first.from : undefined,
    site: wait.site,
  };
}

function isTime(amount: Wait['amount']): amount is Shown & { readonly value: number } {
  return typeof amount?.value === 'number' && !Number.isNaN(amount.value);
}

/** How times grow until they reach a limit; one alone says nothing, and two that differ may be the start of anything. */
export function growthOf(times: readonly number[]): Delay['growth'] | undefined {
  const limit = Math.max(...times);
  const end = times.indexOf(limit);
  const rising = times.slice(0, end + 1);
  if (times.slice(end).some((time) => time !== limit)) return undefined;
  if (limit <= 0) return 'none';
  if (times.length === 1) return undefined;
  if (rising.length === 1) return 'fixed';
  const steps = rising.slice(1).map((time, index) => time - (rising[index] ?? 0));
  if (steps.some((step) => step <= 0)) return undefined;
  // The last step may be cut short by the limit.
  const whole = times.length > rising.length ? steps.slice(0, -1) : steps;
  const [step = 0] = whole;
  const isEven = whole.length > 1 && whole.every((one) => Math.abs(one - step) < 1e-6 * step);
  return isEven ? 'linear' : 'exponential';
}
