import type { TSESTree } from '@typescript-eslint/types';
import { nodesWithin, textIn } from '../source.ts';
import { isIteration } from './iteration.ts';
import { leadingTo } from './leading.ts';
import { above, callersAbove, type Level, MOST_LEVELS } from './levels.ts';
import { mayRequeue } from './requeueing.ts';
import { isLoop } from './statements.ts';

/** Whether anything from a function on upwards could send a request again, after whatever it meets. */
export interface Prospect {
  /** `false` where the code has nothing that leads back: no loop, no recursion, no helper, no queue. */
  readonly mayRepeat: boolean;
  /** Why there may be something all the same: it cannot be looked into. Only told where nothing else may repeat. */
  readonly unknown?: string | undefined;
}

const MAY_REPEAT: Prospect = { mayRepeat: true };

/**
 * Looks once over the functions around a request, as far up as the project shows. Most requests that nobody repeats are
 * known by that, which saves playing each failure through the code.
 *
 * @returns what is to be expected of the level of the request, or of one above.
 */
export function prospects(): (level: Level) => Prospect {
  const known = new Map<TSESTree.Node, Map<number, Prospect>>();
  let levels = 0;
  return prospectOf;

  function prospectOf(level: Level): Prospect {
    const byDepth = known.get(level.call) ?? new Map<number, Prospect>();
    known.set(level.call, byDepth);
    const prospect = byDepth.get(level.depth) ?? look(level);
    byDepth.set(level.depth, prospect);
    return prospect;
  }

  function look(level: Level): Prospect {
    levels += 1;
    if (levels > MOST_LEVELS || repeatersIn(level, 1) > 0 || mayRequeue(level.root)) return MAY_REPEAT;
    let unknown: string | undefined;
    for (const caller of callersAbove(level)) {
      // Whether a failure reaches a queue at all is for the code between to say.
      if (caller.kind === 'retry' || (caller.kind === 'queue' && caller.again !== false)) return MAY_REPEAT;
      const prospect = caller.kind === 'call' ? prospectOf(above(level, caller)) : undefined;
      if (prospect?.mayRepeat === true) return MAY_REPEAT;
      unknown ??= caller.kind === 'unknown' ? caller.why : prospect?.unknown;
    }
    return { mayRepeat: false, unknown };
  }
}

/** Why it is not known whether a queue tries again. */
export function setElsewhere({ name }: { readonly name: string }): string {
  return `how often ${name} tries is set elsewhere`;
}

/** Operators that send a request again by themselves, such as RxJS' `retry`. */
const RESUBSCRIBES = /\bretry(?:When|Backoff|WithBackoff)?\s*\(/;

/** Whether there may be such an operator in a function, whose work is not played. */
export function resubscribes(root: TSESTree.Node): boolean {
  return RESUBSCRIBES.test(textIn(root));
}

/** How much in the function of a level leads back to its call; counted up to `enough`, since the last kinds cost most. */
export function repeatersIn({ call, root, repeats }: Level, enough: number): number {
  let found = 0;
  for (let at = call.parent; at && at !== root; at = at.parent) if (isLoop(at) && !isIteration(at, call)) found += 1;
  if (found < enough && resubscribes(root)) found += 1;
  if (found < enough && root.type !== 'Program' && leadingTo(root)?.has(root) !== false) found += 1;
  if (found < enough && isWrittenTwice(root, call, repeats)) found += 1;
  return found;
}

/**
 * Whether several retries could lie around one another at a request: as many as `enough` in the functions that lead to it.
 * Most requests have one at most, which saves playing their failures up to the last caller.
 */
export function mayHaveLayers(first: Level, enough: number): boolean {
  let levels = 0;
  return hasLayers(first, enough);

  function hasLayers(level: Level, missing: number): boolean {
    levels += 1;
    const left = missing - repeatersIn(level, missing);
    if (left <= 0 || levels > MOST_LEVELS) return true;
    const callers = callersAbove(level);
    const handed = callers.filter(({ kind }) => kind === 'retry' || kind === 'queue').length;
    if (left - handed <= 0) return true;
    return callers.some((caller) => caller.kind === 'call' && hasLayers(above(level, caller), left - handed));
  }
}

function isWrittenTwice(root: TSESTree.Node, call: TSESTree.Node, repeats: Level['repeats']): boolean {
  if (!repeats || textIn(root).split(repeats.text).length <= 2) return false;
  return nodesWithin(root, 'CallExpression').some((node) => node !== call && repeats.includes(node));
}
