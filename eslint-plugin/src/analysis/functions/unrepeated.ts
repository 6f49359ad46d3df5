import type { Caller } from './callers.ts';
import { above, callersAbove, isDeepest, type Level, MOST_LEVELS } from './levels.ts';
import { repeatersIn, resubscribes } from './prospects.ts';

/**
 * Whether somebody comes to a request without anything on the way that may repeat it, so that a retry further up is one
 * of some callers only. What cannot be looked into may repeat it.
 *
 * @param first - The level of the request.
 * @param own - Whether something within that level repeats it after a failure that passes, where that is known.
 */
export function hasUnrepeatedCaller(first: Level, own?: boolean): boolean {
  const known = new Map<unknown, boolean>();
  return isFree(first);

  function isFree(level: Level): boolean {
    const { call } = level;
    const found = known.get(call);
    if (found !== undefined) return found;
    // A way round in a circle leads nowhere, and one that is very long is not followed.
    known.set(call, false);
    const repeats = level === first && own === false ? resubscribes(level.root) : repeatersIn(level, 1) > 0;
    if (known.size > MOST_LEVELS || isDeepest(level) || repeats) return false;
    const callers = callersAbove(level);
    const free = !callers.some(repeatsAll) && (callers.length === 0 || usesIn(callers).some(isFreeUse));
    known.set(call, free);
    return free;

    function isFreeUse(use: readonly Caller[]): boolean {
      return use.every((caller) =>
        caller.kind === 'call' ? isFree(above(level, caller)) : caller.kind === 'queue' && caller.again === false,
      );
    }
  }
}

/** A decorator of a function is around it whoever calls it. */
function repeatsAll(caller: Caller): boolean {
  if (caller.through) return false;
  return caller.kind === 'retry' || (caller.kind === 'call' && caller.helper !== undefined);
}

/** The callers by the place that names the function: one that hands it on runs it there, and by what it is handed to. */
function usesIn(callers: readonly Caller[]): readonly (readonly Caller[])[] {
  const uses = new Map<unknown, Caller[]>();
  for (const caller of callers) {
    const place = caller.through ?? caller;
    uses.set(place, [...(uses.get(place) ?? []), caller]);
  }
  return [...uses.values()];
}
