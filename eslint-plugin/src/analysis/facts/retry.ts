import type { TSESTree } from '@typescript-eslint/types';
import type { NearMiss } from '../call.ts';
import type { Fact } from '../fact.ts';
import { isIteration } from '../functions/iteration.ts';
import { type Request, type WayBack, waysBack, type WaysBack } from '../functions/ways-back.ts';

/** What repeats a call after a failure, judged by playing each failure through the code around it. */
export interface Retry {
  /** The loop, the recursive call, the package's call, or the request itself when its client retries. */
  readonly mechanism: TSESTree.Node;
  readonly kind: WayBack['kind'] | 'client';
  /** The statuses after which the call is repeated, of those that matter: 429, 500, 502, 503, 504. */
  readonly statuses: readonly number[];
  /** Whether it is repeated when there is no answer at all. */
  readonly network: boolean;
}

/** The failures that pass by themselves. */
const TRANSIENT_STATUSES = [429, 500, 502, 503, 504] as const;

/** Answers "what repeats this call when it fails?". */
export function retryOf(request: Request): Fact<Retry> & NearMiss {
  const { node, client } = request;
  if (client.retries === 'transient failures') {
    const value: Retry = { mechanism: node, kind: 'client', statuses: TRANSIENT_STATUSES, network: true };
    return { state: 'present', value, node };
  }
  const failures = TRANSIENT_STATUSES.map((status) => ({ status, ways: waysBack(request, status) }));
  const lost = waysBack(request, 'network');
  const unknown = [...failures.map(({ ways }) => ways), lost].find((ways) => ways.unknown !== undefined)?.unknown;
  if (unknown !== undefined) return { state: 'unknown', because: unknown };

  // A way that is taken after a success too is no answer to the failure: paging, polling, the next record.
  const calm = waysBack(request, 200);
  const answerTo = (ways: WaysBack): WayBack | undefined =>
    [...ways.routes].find(([route]) => !calm.routes.has(route))?.[1];
  const repeated = failures.flatMap(({ status, ways }) => {
    const way = answerTo(ways);
    return way ? [{ status, way }] : [];
  });
  const afterLoss = answerTo(lost);
  const way = repeated[0]?.way ?? (client.throwsOnStatus ? afterLoss : undefined);
  if (way) {
    const statuses = repeated.map(({ status }) => status);
    const value: Retry = { mechanism: way.via, kind: way.kind, statuses, network: Boolean(afterLoss) };
    return { state: 'present', value, node: way.via };
  }
  // A loop that asks again whatever the answer was, and asks the same: the next poll makes up for a failed one.
  const after503 = failures.find(({ status }) => status === 503)?.ways.routes.values() ?? [];
  const polls = [...after503].some(({ via }) => !isIteration(via, node, request.source, true));
  if (polls) return { state: 'unknown', because: 'a loop asks again whatever the answer was' };
  if (afterLoss) return { state: 'absent', nearMiss: { kind: 'status never thrown', node: afterLoss.via } };
  const replay = answerTo(waysBack(request, 401));
  return replay ? { state: 'absent', nearMiss: { kind: 'only after 401', node: replay.via } } : { state: 'absent' };
}
