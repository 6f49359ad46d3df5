import type { TSESTree } from '@typescript-eslint/types';
import { intercepted } from './interceptors.ts';
import type { Root } from './callers.ts';
import { levelOf } from './levels.ts';
import type { Scenario } from './outcome.ts';
import { type Play, playsOf, playsWith } from './plays.ts';
import type { Probe } from './probe.ts';
import { mayHaveLayers } from './prospects.ts';
import { createRequestMemo } from './request-memo.ts';
import { probesOf, type Request } from './scenario.ts';
import { endlessIn, PASSING, Search, TRANSIENT } from './search.ts';

/** How the code comes to send a request again. */
export interface WayBack {
  /** The loop, the recursive call, or the call of a package that repeats its argument. */
  readonly via: TSESTree.Node;
  readonly kind: 'helper' | 'interceptor' | 'loop' | 'package' | 'queue' | 'recursion';
  /** The request, or the call that leads to it, which comes again. */
  readonly again: TSESTree.Node;
  /** Whether other callers of the same function do not come this way. */
  readonly shared?: boolean;
  /** Whether `via` is the same call as `again`, written a second time, which nothing repeats any more. */
  readonly once?: boolean;
  /** What the wrapper does with Retry-After, where the settings say it. */
  readonly retryAfter?: 'honoured' | 'ignored';
}

/** A way back, and after what it is taken. */
export interface Taken {
  readonly way: WayBack;
  readonly met: ReadonlySet<Scenario>;
  /** After what nothing but this way is left: a failure that lasts is met for ever. */
  readonly endless: ReadonlySet<Scenario>;
  /** After what it is taken without an exception. */
  readonly unthrown: ReadonlySet<Scenario>;
}

/** Every way back to a request, by the route that leads there. */
export interface WaysBack {
  readonly routes: ReadonlyMap<string, Taken>;
  /** The functions that a 503 leaves as an exception, whoever has thrown it. */
  readonly thrown: ReadonlySet<Root>;
  /** Why there may be more after a failure: something around the request cannot be looked into. */
  readonly unknown: string | undefined;
  /** Whether every branch of the code could be followed. */
  readonly complete: boolean;
}

/**
 * Plays the failures that pass by themselves, success and an expired session through the function around a request, then
 * through whatever calls that function, as far up as the project shows.
 */
export function waysBack(request: Request): WaysBack {
  return memo(request, () => findWaysBack(request));
}

const memo = createRequestMemo<WaysBack>();

function findWaysBack(request: Request): WaysBack {
  const search = new Search();
  if (!request.interceptor && !search.isWorth(levelOf(request.node), TRANSIENT)) return search;
  climbFrom(request, playsOf(request), search);
  search.finish();
  return search;
}

function climbFrom(
  request: Request,
  plays: readonly { readonly probe: Probe; readonly ends?: Play['ends'] }[],
  search: Search,
): void {
  const first = levelOf(request.node);
  for (const { probe, ends } of plays) {
    if (!request.interceptor) search.climb(first, probe, ends?.());
    else {
      const handled = intercepted(request, probe).filter(({ doubtful }) => doubtful !== true);
      const endless = endlessIn(handled);
      for (const end of handled) {
        const way = { kind: 'interceptor', again: request.node } as const;
        if (end.how === 'repeat') search.note(`interceptor ${end.route}`, { ...way, via: end.via }, end, endless);
        else search.climb(first, { ...probe, outcome: end, met: end.met });
      }
    }
  }
}

/**
 * The statuses after which a request is repeated just as after a 503: on the same way, which nothing but the number of
 * attempts, or the time, could have turned elsewhere.
 */
export function repeatedBlindly(request: Request, statuses: readonly number[]): readonly number[] {
  // Few retries repeat them on the way of a 503 at all: only for those is it looked at what turned them there.
  const suspect = alikeIn(waysBack(request), statuses);
  if (suspect.length === 0) return [];
  const search = new Search({ doubts: true });
  const probes = probesOf(request, [PASSING, ...suspect]).map((probe) => ({ probe: { ...probe, doubts: true } }));
  climbFrom(request, probes, search);
  search.finish();
  return alikeIn(search, suspect);
}

/** The statuses that share a way with one that passes. */
function alikeIn({ routes }: WaysBack, statuses: readonly number[]): readonly number[] {
  const alike = [...routes.values()].filter(({ met }) => met.has(PASSING));
  return statuses.filter((status) => alike.some(({ met }) => met.has(status)));
}

/** A layer around a request, and the calls that lead from it there. */
interface LayerAround {
  readonly way: WayBack;
  readonly trail: string;
}

/**
 * Every layer that repeats a request after a 503, or after no answer, also when one further in has given up.
 *
 * @param enough - How many are of interest; where there cannot be as many, none is looked for.
 * @returns undefined where there is too much code to tell.
 */
export function layersAround(request: Request, enough: number): readonly LayerAround[] | undefined {
  if (!mayHaveLayers(levelOf(request.node), enough - (request.interceptor ? 1 : 0))) return [];
  return memoLayers(request, () => findLayers(request, enough));
}

const memoLayers = createRequestMemo<readonly LayerAround[] | undefined>();

function findLayers(request: Request, enough: number): readonly LayerAround[] | undefined {
  const search = new Search({ layers: true });
  climbFrom(request, playsWith(request, [PASSING, 'network', 200]), search);
  // Only where there are as many does it matter which of them come after a success as well.
  const found = new Set([...search.routes.values()].map(({ way }) => way.via));
  if (found.size >= enough) search.finish();
  if (!search.complete) return undefined;
  const layers = new Map<TSESTree.Node, LayerAround>();
  const polls = new Set<TSESTree.Node>();
  for (const [route, { way, met }] of search.routes) {
    const trail = /^(?:\d+:)*/.exec(route)?.[0] ?? '';
    if (met.has(200)) polls.add(way.via);
    else if (!layers.has(way.via)) layers.set(way.via, { way, trail });
  }
  return [...layers.values()].filter(({ way }) => !polls.has(way.via));
}
