import type { TSESTree } from '@typescript-eslint/types';
import type { CallLike } from '../clients/origin-path.ts';
import { isFunction, unwrap } from '../source.ts';
import { functionOf } from '../values/definition.ts';
import { propertyOf } from '../values/objects.ts';
import { textOf } from '../values/text.ts';
import type { Shown } from './amount.ts';
import { amountOf, hold } from './amount-of.ts';
import { type Delay, growthOf } from './delays.ts';
import { Round } from './round.ts';
import { runFunction } from './run.ts';

/** An option, and what holds where it is not set. */
interface Option<T> {
  readonly key?: string;
  readonly unless: T;
}

/** A number that an option does not limit. */
export const ENDLESS = Number.POSITIVE_INFINITY;

/** The same delay each time. */
export const FIXED = { factor: { unless: 1 }, cap: { unless: ENDLESS }, jitter: { unless: false } } as const;

/** How a library repeats, as data: which of its options say how often and how fast. Times in milliseconds. */
export interface PaceRecord {
  /** How often; `plus` is 1 where the first attempt is not counted. */
  readonly attempts: Option<number> & { readonly plus: 0 | 1; readonly zeroIsEndless?: boolean };
  readonly first: Option<number>;
  readonly factor: Option<number>;
  readonly cap: Option<number>;
  readonly jitter: Option<boolean> & { readonly on?: string };
  /** Whether the delay is the first one times the number of the attempt. */
  readonly linear?: boolean;
  /** Whether a function in place of the first delay is given the number of the attempt, and which is the first. */
  readonly counts?: number;
  /** The parameter of that function, and the number of attempts that are left by it, where it is told that one. */
  readonly left?: { readonly from: string; readonly number: string };
  /** Options that end a retry by time, or from outside. */
  readonly budget?: readonly string[];
  /** Options that change everything. */
  readonly own?: readonly string[];
  /** An option that, when true, makes it endless. */
  readonly forever?: string;
}

/** Where the options of a library stand, or would stand, and what they are called. */
export interface Knobs {
  readonly call: CallLike;
  /** The position of the options among its arguments. */
  readonly position: number;
  /** The option that holds them, where they are part of others. */
  readonly within?: string;
  readonly record: PaceRecord;
}

/** How often and how fast a retry repeats. */
export interface Pace {
  /** Requests in all; undefined where it cannot be told. */
  readonly attempts: number | 'unbounded' | undefined;
  readonly delay: Delay | undefined;
  /** Whether something else ends it in time. */
  readonly budget: boolean;
  readonly knobs?: Knobs;
}

/** Nothing is known of it. */
export const UNKNOWN_PACE: Pace = { attempts: undefined, delay: undefined, budget: false };

/** What a library does with these options; `options` may be the number of attempts. */
export function paceOf(record: PaceRecord, options: TSESTree.Node | undefined, at: TSESTree.Node): Pace {
  const holder = options && unwrap(options);
  const plain =
    holder && !/^(?:Object|Function|ArrowFunction)Expression$/.test(holder.type) ? numberAt(holder, at) : undefined;
  const given = plain === undefined ? holder : undefined;
  const says = (keys: readonly string[] = []): boolean =>
    given !== undefined && keys.some((key) => propertyOf(given, key).state !== 'absent');
  const attempts = plain === undefined ? attemptsIn(record, given, at) : plain + record.attempts.plus;
  const delay = says(record.own) ? undefined : delayIn(record, given, attempts, at);
  return { attempts, delay, budget: says(record.budget) };
}

function attemptsIn(
  { attempts, forever }: PaceRecord,
  options: TSESTree.Node | undefined,
  at: TSESTree.Node,
): Pace['attempts'] {
  const endless = forever !== undefined && options ? propertyOf(options, forever) : undefined;
  if (endless?.state === 'present' && textOf(endless.value).text === 'true') return 'unbounded';
  const number = numberIn(options, attempts, at);
  if (number === undefined) return undefined;
  if (number === Number.POSITIVE_INFINITY || (attempts.zeroIsEndless === true && number === 0)) return 'unbounded';
  return number + attempts.plus;
}

/** So many delays are computed where it is not known how many there are. */
const SOME = 6;

function delayIn(
  record: PaceRecord,
  options: TSESTree.Node | undefined,
  attempts: Pace['attempts'],
  at: TSESTree.Node,
): Delay | undefined {
  const count = typeof attempts === 'number' ? attempts - 1 : SOME;
  const own = record.counts === undefined ? undefined : functionIn(options, record.first.key);
  if (own) return delayBy(own, record.counts ?? 0, count, at);
  const [first, factor, cap] = [record.first, record.factor, record.cap].map((option) => numberIn(options, option, at));
  const jitter = flagIn(options, record.jitter);
  if (first === undefined || factor === undefined || cap === undefined || jitter === undefined) return undefined;
  const waits = Array.from({ length: count }, (_, index) =>
    Math.min(
      cap || Number.POSITIVE_INFINITY,
      record.linear === true ? first * (index + 1) : first * (factor || 1) ** index,
    ),
  );
  const grows = record.linear === true ? 'linear' : factor > 1 ? 'exponential' : 'fixed';
  const growth = first === 0 ? 'none' : grows;
  return { growth, jitter, waits: attempts === undefined ? undefined : waits };
}

/** What a function of the user's says, which is given the number of the attempt. */
function delayBy(own: TSESTree.Node, start: number, count: number, at: TSESTree.Node): Delay | undefined {
  const target = functionOf(own);
  if (!target) return undefined;
  const round = new Round({ around: target, via: undefined, again: at });
  const [param] = target.params;
  const amounts = Array.from({ length: Math.max(count, SOME) }, (_, index) => {
    if (param) hold(param, { value: start + index }, round);
    return runFunction(target, round);
  });
  if (!amounts.every((amount): amount is Shown & { value: number } => typeof amount?.value === 'number'))
    return undefined;
  const times = amounts.map(({ value }) => value);
  const growth = growthOf(times);
  const xor = amounts.find((amount) => amount.xor)?.xor;
  if (!growth && !xor) return undefined;
  const [first] = amounts;
  const assumed = amounts.some((amount) => amount.assumed);
  return {
    growth: growth ?? 'fixed',
    jitter: amounts.some(({ random }) => random),
    xor,
    waits: assumed ? undefined : times.slice(0, count),
    from: amounts.every(({ from }) => from === first?.from) ? first?.from : undefined,
  };
}

function functionIn(options: TSESTree.Node | undefined, key: string | undefined): TSESTree.Node | undefined {
  const found = options && key !== undefined ? propertyOf(options, key) : undefined;
  if (found?.state !== 'present') return undefined;
  return isFunction(found.value) || functionOf(found.value) ? found.value : undefined;
}

function numberIn(
  options: TSESTree.Node | undefined,
  { key, unless }: Option<number>,
  at: TSESTree.Node,
): number | undefined {
  if (!options || key === undefined) return unless;
  const found = propertyOf(options, key);
  if (found.state === 'absent') return unless;
  return found.state === 'present' ? numberAt(found.value, at) : undefined;
}

function numberAt(node: TSESTree.Node, at: TSESTree.Node): number | undefined {
  const amount = amountOf(node, new Round({ around: at, via: undefined, again: at }));
  return typeof amount?.value === 'number' && amount.assumed !== true ? amount.value : undefined;
}

function flagIn(options: TSESTree.Node | undefined, { key, unless }: Option<boolean>): boolean | undefined {
  if (!options || key === undefined) return unless;
  const found = propertyOf(options, key);
  if (found.state === 'absent') return unless;
  if (found.state === 'unknown') return undefined;
  const { text } = textOf(found.value);
  if (/^(?:false|0|none)$/.test(text)) return false;
  return true;
}
