import type { TSESTree } from '@typescript-eslint/types';
import type { NearMiss } from '../call.ts';
import type { Client } from '../clients/client.ts';
import type { Fact } from '../fact.ts';
import { callersOf, type Root } from '../functions/callers.ts';
import { isIteration } from '../functions/iteration.ts';
import type { Outcome } from '../functions/outcome.ts';
import { endsOf } from '../functions/path.ts';
import { functionAround, type SourceView } from '../source.ts';

/** What repeats a call after a failure, judged by playing each failure through the code around it. */
export interface Retry {
  /** The loop, the recursive call, the helper's call, or the request itself when its client retries. */
  readonly mechanism: TSESTree.Node;
  readonly kind: 'client' | 'helper' | 'loop' | 'package' | 'recursion';
  /** The statuses after which the call is repeated, of those that matter: 429, 500, 502, 503, 504. */
  readonly statuses: readonly number[];
  /** Whether it is repeated when there is no answer at all. */
  readonly network: boolean;
}

/** The failures that pass by themselves. */
export const TRANSIENT_STATUSES = [429, 500, 502, 503, 504] as const;

const DEEPEST = 4;

interface Request {
  readonly node: TSESTree.CallExpression;
  readonly client: Client;
  readonly source: SourceView;
}

/** Answers "what repeats this call when it fails?" for one request. */
export function retryOf(request: Request): Fact<Retry> & NearMiss {
  const { node, client } = request;
  if (client.retries === 'transient failures') {
    const value: Retry = { mechanism: node, kind: 'client', statuses: TRANSIENT_STATUSES, network: true };
    return { state: 'present', value, node };
  }
  const calm = survey(request, 200);
  const after = (scenario: number | 'network'): Survey => survey(request, scenario);
  const repeats = (found: Survey): TSESTree.Node | undefined =>
    [...found.routes].find(([route]) => !calm.routes.has(route))?.[1];

  const failures = TRANSIENT_STATUSES.map((status) => ({ status, found: after(status) }));
  const lost = after('network');
  const unknown = [...failures.map(({ found }) => found), lost].find((found) => found.unknown !== undefined)?.unknown;
  if (unknown !== undefined) return { state: 'unknown', because: unknown };

  const repeated = failures.flatMap(({ status, found }) => {
    const via = repeats(found);
    return via ? [{ status, via }] : [];
  });
  const lostVia = repeats(lost);
  const mechanism = repeated[0]?.via ?? (client.throwsOnStatus ? lostVia : undefined);
  if (mechanism) {
    const statuses = repeated.map(({ status }) => status);
    return {
      state: 'present',
      value: { mechanism, kind: kindOf(mechanism, node), statuses, network: Boolean(lostVia) },
      node: mechanism,
    };
  }
  // A loop that asks again whatever the answer was, and asks the same: the next poll makes up for a failed one.
  const polls = [...after(503).routes.values()].some((loop) => !isIteration(loop, node, request.source, true));
  if (polls) {
    return { state: 'unknown', because: 'a loop asks again whatever the answer was' };
  }
  if (lostVia) return { state: 'absent', nearMiss: { kind: 'status never thrown', node: lostVia } };
  const replay = repeats(after(401));
  return replay ? { state: 'absent', nearMiss: { kind: 'only after 401', node: replay } } : { state: 'absent' };
}

/** The ways back to the call after one outcome: route to mechanism. */
interface Survey {
  readonly routes: Map<string, TSESTree.Node>;
  unknown: string | undefined;
}

function survey({ node, client, source }: Request, scenario: number | 'network'): Survey {
  const found: Survey = { routes: new Map(), unknown: undefined };
  climb(node, functionAround(node) ?? source.ast, outcomeOf(scenario, client), '');
  return found;

  /** Plays the outcome of `call` through `root`, and what becomes of it through the callers of `root`. */
  function climb(call: TSESTree.Node, root: Root, outcome: Outcome, trail: string, depth = 0): void {
    const ends = endsOf(root, { call, outcome }, source);
    for (const end of ends) {
      if (end.how === 'repeat' && !isIteration(end.via, call, source))
        found.routes.set(`${trail}${end.route}`, end.via);
    }
    if (root.type === 'Program' || depth >= DEEPEST || found.routes.size > 0) return;
    for (const end of distinct(ends)) {
      for (const caller of callersOf(root, source)) {
        if (caller.kind === 'unknown') found.unknown ??= `${caller.name} cannot be looked into from this file`;
        else if (caller.kind === 'call') {
          climb(caller.call, caller.root, end, `${trail}${caller.call.range[0]}:`, caller.ends ? DEEPEST : depth + 1);
        } else if (end.how === 'throw') found.routes.set(`${trail}${caller.wrapper.range[0]}!`, caller.wrapper);
      }
    }
  }
}

function outcomeOf(scenario: number | 'network', { throwsOnStatus }: Client): Outcome {
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

function kindOf(mechanism: TSESTree.Node, call: TSESTree.Node): Retry['kind'] {
  if (mechanism.type !== 'CallExpression' && mechanism.type !== 'NewExpression') {
    return functionAround(mechanism) === functionAround(call) ? 'loop' : 'helper';
  }
  return mechanism.range[0] <= call.range[0] && call.range[1] <= mechanism.range[1] ? 'package' : 'recursion';
}
