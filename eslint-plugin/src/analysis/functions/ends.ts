import type { TSESTree } from '@typescript-eslint/types';
import type { FunctionNode } from '../source.ts';
import type { End } from './outcome.ts';
import { Path } from './path.ts';
import type { Probe } from './probe.ts';
import { Seen } from './seen.ts';
import { settlersAround } from './told.ts';

/** So many paths are followed for statuses that the code does not tell apart. */
const MOST_PATHS = 64;

/** So many expressions are evaluated to play a scenario through one function; code with more branches is left undecided. */
export const MOST_STEPS_IN_FUNCTION = 6_000;

/** How many expressions may still be evaluated for one request. */
export interface Budget {
  left: number;
}

/** How a function can end, and whether every way was followed. */
export interface Ends {
  readonly ends: readonly End[];
  readonly complete: boolean;
}

/**
 * How `root` can end after `probe.call` had its outcome: every branch that the outcome decides is taken as it decides,
 * every other one both ways. Code from before the call is passed over. Statuses are played together until the code tells
 * them apart.
 */
export function endsOf(
  root: FunctionNode | TSESTree.Program,
  probe: Probe,
  budget: Budget = { left: MOST_STEPS_IN_FUNCTION },
): Ends {
  const ends: End[] = [];
  const apart = [probe.met];
  const leading = new Map<FunctionNode, boolean>();
  const iterations = new Map<TSESTree.Node, boolean>();
  const settlers = settlersAround(root);
  // What has run on the way is asked of a request alone, and what was in doubt of each way.
  const seen = probe.asks === true || probe.doubts === true ? undefined : new Seen();
  let complete = true;
  for (const met of apart) {
    const allowed = Math.min(MOST_STEPS_IN_FUNCTION, budget.left);
    const shared = { left: allowed, met, apart, leading, iterations, settlers, seen };
    let choices: boolean[] | undefined = [];
    for (let paths = 0; choices && paths < MOST_PATHS && shared.left > 0; paths += 1) {
      const path: Path = new Path(root, probe, choices, shared);
      const end = path.follow();
      if (end) ends.push(end);
      choices = nextChoices(path.choices);
    }
    budget.left -= allowed - Math.max(0, shared.left);
    complete &&= !choices && shared.left >= 0;
  }
  return { ends, complete };
}

/** The choices of the next path: the last one that went one way goes the other. */
function nextChoices(choices: readonly boolean[]): boolean[] | undefined {
  const last = choices.lastIndexOf(true);
  return last < 0 ? undefined : [...choices.slice(0, last), false];
}
