import type { TSESTree } from '@typescript-eslint/types';
import { createMemo } from '../memo.ts';
import { contains } from '../source.ts';
import type { Caller, Root } from './callers.ts';
import { type Budget, type Ends, endsOf, MOST_STEPS_IN_FUNCTION } from './ends.ts';
import { isIteration } from './iteration.ts';
import { above, callersAbove, type Calling, type Level, MOST_LEVELS } from './levels.ts';
import { type End, errorFirst, isExpired, isOk, type Outcome, type Scenario, type Value } from './outcome.ts';
import type { Probe } from './probe.ts';
import { prospects, setElsewhere } from './prospects.ts';
import { Requeueing } from './requeueing.ts';
import { isSameList, isSameOutcome } from './same.ts';
import { TRANSIENT_STATUSES } from './scenario.ts';
import type { Taken, WayBack, WaysBack } from './ways-back.ts';

/** The failures that pass by themselves. */
export const TRANSIENT: readonly Scenario[] = [...TRANSIENT_STATUSES, 'network'];

/** A status that passes by itself: what happens after it is the measure. */
export const PASSING = 503;

/** Whether what comes after any of this may be a retry, or a fake one. */
function mayAnswer(met: readonly Scenario[]): boolean {
  return met.some((one) => isExpired(one) || TRANSIENT.includes(one));
}

const TOO_MANY_BRANCHES = 'the code around it has too many branches to follow';

/** An end that is no repetition. */
type Ended = Outcome & { readonly met: readonly Scenario[] };

/** An end that leads back to the request. */
type Leading = Pick<Extract<End, { how: 'repeat' }>, 'caught' | 'met'>;

/** Whether a wrapper that looks at the answers it gets repeats after this one. */
function isSeen(met: Scenario, value: Value, statuses: readonly number[] = []): boolean {
  const status = value.kind === 'response' ? value.status : undefined;
  const seen = status === 'met' ? met : status;
  return typeof seen === 'number' && statuses.includes(seen);
}

/** How the way up is searched. */
interface Manner {
  /** Whether only ways count on which nothing but the number of attempts was left open. */
  readonly doubts?: boolean;
  /** Whether the way goes on behind a retry that has given up. */
  readonly layers?: boolean;
}

/** The way up from a request, with what has been found on it. */
export class Search implements WaysBack {
  readonly routes = new Map<string, { [Of in keyof Taken]: Of extends 'way' ? WayBack : Set<Scenario> }>();
  readonly thrown = new Set<Root>();
  /** Whether every branch could be followed. */
  complete = true;
  readonly #how: Manner;
  readonly #found = new Set<Scenario>();
  readonly #postponed: (() => void)[] = [];
  /** How many expressions may still be evaluated. */
  readonly #budget = { left: MOST_STEPS };
  readonly #prospectOf = prospects();
  readonly #requeueing = new Requeueing();
  #unknown: string | undefined;
  #levels = 0;

  constructor(how: Manner = {}) {
    this.#how = how;
  }

  get unknown(): string | undefined {
    return this.#unknown ?? (this.#requeueing.afterFailure() ? 'a failure puts the work into a queue' : undefined);
  }

  /** Whether anything can repeat the request from a level on; notes what is unknown about it for the failures in `met`. */
  isWorth(level: Level, met: readonly Scenario[]): boolean {
    const { mayRepeat, unknown } = this.#prospectOf(level);
    if (!mayRepeat) this.#noteUnknown(unknown, met);
    return mayRepeat;
  }

  note(route: string, way: WayBack, { met, caught }: Leading, endless: ReadonlySet<Scenario> = new Set()): void {
    const taken = this.routes.get(route) ?? { way, met: new Set(), endless: new Set(), unthrown: new Set() };
    this.routes.set(route, taken);
    for (const one of met) {
      taken.met.add(one);
      if (endless.has(one)) taken.endless.add(one);
      if (!caught) taken.unthrown.add(one);
      this.#found.add(one);
    }
  }

  climb(level: Level, probe: Probe, played?: Ends): void {
    const { call, root, trail, depth, helper, shared } = level;
    this.#levels += 1;
    const { doubts } = this.#how;
    const all = played ?? play(root, doubts ? { ...probe, doubts } : probe, this.#budget);
    const { complete } = all;
    const ends = doubts ? all.ends.filter(({ doubtful }) => doubtful !== true) : all.ends;
    this.complete &&= complete;
    if (!complete && depth === 0) this.#unknown ??= TOO_MANY_BRANCHES;
    if (ends.some(({ how, met }) => how === 'throw' && met.includes(PASSING))) this.thrown.add(root);
    const endless = complete ? endlessIn(ends) : new Set<Scenario>();
    for (const end of ends) {
      this.#requeueing.note(end);
      if (end.how !== 'repeat' || isIteration(end.via, call)) continue;
      const { via, route, once } = end;
      const way = { via, kind: helper ? 'helper' : kindOf(via), again: call, shared, once } as const;
      this.note(`${trail}${route}`, way, end, endless);
    }
    if (this.#levels > MOST_LEVELS) {
      // What has been found is true; that a loop goes round after a success as well may not have been found yet.
      this.complete &&= this.#how.layers !== true;
      return;
    }
    const callers = callersAbove(level);
    const here = { ...level, shared: shared || callers.length > 1 };
    if (!complete && callers.some(({ kind }) => kind === 'queue')) this.#noteUnknown(TOO_MANY_BRANCHES, probe.met);
    for (const end of this.#open(distinct(ends))) {
      const goOn = (): void => {
        for (const caller of callers) this.#goOn(caller, end, here);
      };
      if (mayAnswer(end.met) && !(this.#how.layers && end.met.some(isOk))) goOn();
      else this.#postponed.push(goOn);
    }
  }

  /**
   * Goes on after a success and after what lasts, to be called at the end: that matters only where something repeats the
   * request after a failure that passes, and the way up through a whole program takes long.
   */
  finish(): void {
    if (this.#found.size === 0 && !this.#requeueing.afterFailure()) return;
    // Whether a loop goes round after a success as well must not depend on how long the failures took.
    this.#budget.left = MOST_STEPS;
    this.#levels = 0;
    for (let next = this.#postponed.shift(); next; next = this.#postponed.shift()) next();
  }

  /** The ends after which nothing has repeated the request yet; all of them where each layer counts. */
  #open(ends: readonly Ended[]): readonly Ended[] {
    if (this.#how.layers) return ends;
    const open = ends.map((end) => ({ ...end, met: end.met.filter((one) => !this.#found.has(one)) }));
    return open.filter(({ met }) => met.length > 0);
  }

  #goOn(caller: Caller, end: Ended, level: Level): void {
    const { trail, shared } = level;
    const { met } = end;
    switch (caller.kind) {
      case 'unknown':
        this.#noteUnknown(caller.why, met);
        return;
      case 'call': {
        const next = above(level, caller);
        if (!this.isWorth(next, met)) return;
        const repeats = next.repeats && { repeats: next.repeats.includes };
        this.climb(next, { call: caller.call, outcome: end, met, ...hearing(caller, end, level.call), ...repeats });
        return;
      }
      case 'queue':
        // Whatever is set elsewhere: what never reaches the queue as a failure is done with.
        if (!isRefused(end)) return;
        // A status that is not thrown is lost, however often it tries.
        if (caller.again === undefined) this.#noteUnknown(setElsewhere(caller), met.filter(isStatus));
        else if (caller.again) {
          const way = { via: caller.at, kind: 'queue', again: level.call, shared } as const;
          this.note(`${trail}${caller.at.range[0]}!`, way, { met, caught: true });
        }
        return;
      case 'retry': {
        const { wrapper, retryAfter } = caller;
        const after = isRefused(end) ? met : met.filter((one) => isSeen(one, end.value, caller.statuses));
        const way = {
          via: wrapper,
          kind: 'package',
          again: level.call,
          shared,
          ...(retryAfter ? { retryAfter } : {}),
        } as const;
        if (after.length > 0) this.note(`${trail}${wrapper.range[0]}!`, way, { met: after, caught: true });
      }
    }
  }

  #noteUnknown(why: string | undefined, met: readonly Scenario[]): void {
    if (met.some((one) => TRANSIENT.includes(one))) this.#unknown ??= why;
  }
}

const NOTHING: ReadonlySet<Scenario> = new Set();

/** The failures after which every way leads back, and does so again. */
export function endlessIn(ends: readonly End[]): ReadonlySet<Scenario> {
  if (!ends.some(({ how }) => how === 'repeat')) return NOTHING;
  const left = new Set(ends.flatMap((end) => (end.how === 'repeat' && !end.once ? [] : end.met)));
  return new Set(ends.flatMap(({ met }) => met.filter((one) => !left.has(one))));
}

/** Where an end is told to the callback that the caller hands over, or to a promise that is made further out. */
function hearing({ call, promised }: Calling, end: Outcome, below: TSESTree.Node): Pick<Probe, 'later'> {
  if (end.settles) return { later: [{ target: end.settles, args: [end.value] }] };
  const target = end.told && !promised && call.type === 'CallExpression' ? call.arguments.at(-1) : undefined;
  return target && !contains(target, below) ? { later: [{ target, args: errorFirst(end) }] } : {};
}

/** So many expressions are evaluated for one request: what is far from it, behind many branches, says little. */
const MOST_STEPS = 24_000;

const memo = createMemo<{ readonly probe: Probe; readonly ends: Ends }[]>(() => []);

/**
 * Plays like {@link endsOf}, and remembers: different failures often become the same exception on the way up, and different
 * requests come the same way.
 */
function play(root: Root, probe: Probe, budget: Budget): Ends {
  if (probe.later || probe.holding || probe.entering) return endsOf(root, probe, budget);
  const known = memo(probe.call, () => []);
  const same = known.find((one) => isSameProbe(one.probe, probe));
  if (same) return same.ends;
  const isCutShort = budget.left < MOST_STEPS_IN_FUNCTION;
  const ends = endsOf(root, probe, budget);
  // Another request may have more steps left.
  if (ends.complete || !isCutShort) known.push({ probe, ends });
  return ends;
}

/** Whether two probes of the same call come to the same; which calls repeat it depends on the call alone, where any do. */
function isSameProbe(one: Probe, other: Probe): boolean {
  return (
    one.doubts === other.doubts &&
    (one.repeats === undefined) === (other.repeats === undefined) &&
    isSameList(one.met, other.met) &&
    isSameOutcome(one.outcome, other.outcome)
  );
}

function isStatus(met: Scenario): boolean {
  return met !== 'network';
}

/** Whether an end is an exception that does not tell whoever retries to stop. */
function isRefused({ how, value }: Outcome): boolean {
  return how === 'throw' && !(value.kind === 'error' && value.final === true);
}

function kindOf(via: TSESTree.Node): WayBack['kind'] {
  if (via.type.endsWith('Statement')) return 'loop';
  const { callee } = via as Partial<TSESTree.CallExpression>;
  const pipes =
    callee?.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'pipe';
  return pipes ? 'package' : 'recursion';
}

/** Ends that callers can tell apart. */
function distinct(ends: readonly End[]): Ended[] {
  const found: Ended[] = [];
  for (const end of ends) {
    if (end.how === 'repeat') continue;
    const at = found.findIndex((one) => isSameOutcome(one, end));
    const same = found[at];
    if (same) found[at] = { ...same, met: [...new Set([...same.met, ...end.met])] };
    else found.push(end);
  }
  return found;
}
