import type { TSESTree } from '@typescript-eslint/types';
import type { Client } from '../clients/client.ts';
import { functionAround, type SourceView } from '../source.ts';
import { callersOf, type Root } from './callers.ts';
import { isIteration } from './iteration.ts';
import type { Outcome } from './outcome.ts';
import { endsOf } from './path.ts';

/** What a request may meet: the status of an answer, or no answer. */
export type Scenario = number | 'network';

/** A request, and the client that sends it. */
export interface Request {
  readonly node: TSESTree.CallExpression;
  readonly client: Client;
  readonly source: SourceView;
}

/** How the code comes to send a request again. */
export interface WayBack {
  /** The loop, the recursive call, or the call of a package that repeats its argument. */
  readonly via: TSESTree.Node;
  readonly kind: 'helper' | 'loop' | 'package' | 'recursion';
}

/** Every way back to a request in one scenario, by the route that leads there. */
export interface WaysBack {
  readonly routes: ReadonlyMap<string, WayBack>;
  /** Why there may be more: something around the request cannot be looked into. */
  readonly unknown: string | undefined;
}

const DEEPEST = 4;

/** Plays a scenario through the function around a request, then through whatever calls that function, as far up as the file shows. */
export function waysBack({ node, client, source }: Request, scenario: Scenario): WaysBack {
  const routes = new Map<string, WayBack>();
  let unknown: string | undefined;
  climb(
    { call: node, root: functionAround(node) ?? source.ast, trail: '', depth: 0, helper: false },
    outcomeOf(scenario, client),
  );
  return { routes, unknown };

  function climb({ call, root, trail, depth, helper }: Level, outcome: Outcome): void {
    const ends = endsOf(root, { call, outcome, sessionExpired: scenario === 401 }, source);
    for (const end of ends) {
      if (end.how !== 'repeat' || isIteration(end.via, call, source)) continue;
      const kind = helper ? 'helper' : end.via.type.endsWith('Statement') ? 'loop' : 'recursion';
      routes.set(`${trail}${end.route}`, { via: end.via, kind });
    }
    if (root.type === 'Program' || depth >= DEEPEST || helper || routes.size > 0) return;
    const callers = callersOf(root, source);
    for (const end of distinct(ends)) {
      for (const caller of callers) {
        if (caller.kind === 'unknown') unknown ??= `${caller.name} cannot be looked into from this file`;
        else if (caller.kind === 'call') {
          const further = `${trail}${caller.call.range[0]}:`;
          climb({ ...caller, trail: further, depth: depth + 1, helper: caller.inHelper }, end);
        } else if (end.how === 'throw')
          routes.set(`${trail}${caller.wrapper.range[0]}!`, { via: caller.wrapper, kind: 'package' });
      }
    }
  }
}

/** One function on the way up. */
interface Level {
  readonly call: TSESTree.Node;
  readonly root: Root;
  /** The calls below, for the route. */
  readonly trail: string;
  readonly depth: number;
  /** Whether `root` is a helper that was handed the function below. */
  readonly helper: boolean;
}

function outcomeOf(scenario: Scenario, { throwsOnStatus }: Client): Outcome {
  if (scenario === 'network') return { how: 'throw', value: { kind: 'error', status: undefined, response: false } };
  return throwsOnStatus && scenario >= 300
    ? { how: 'throw', value: { kind: 'error', status: scenario, response: true } }
    : { how: 'return', value: { kind: 'response', status: scenario } };
}

/** Ends that callers can tell apart. */
function distinct(ends: readonly (Outcome | { how: 'repeat' })[]): Outcome[] {
  const outcomes = ends.filter((end): end is Outcome => end.how !== 'repeat');
  return [...new Map(outcomes.map((end) => [JSON.stringify([end.how, end.value]), end])).values()];
}
