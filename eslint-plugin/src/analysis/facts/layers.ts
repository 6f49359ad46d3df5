import type { TSESTree } from '@typescript-eslint/types';
import { ownRetryOf } from '../clients/retries.ts';
import type { Fact } from '../fact.ts';
import type { WayBack } from '../functions/ways-back.ts';
import { layersAround } from '../functions/ways-back.ts';
import { contains } from '../source.ts';
import { pacingOf } from './pacing.ts';
import { asPlayed, repeats, type RetriedRequest, type Retry } from './retry.ts';

/** One of several retries, each of which repeats all that is within it. */
export interface Layer {
  readonly kind: Retry['kind'];
  readonly at: TSESTree.Node;
  /** How often it sends what is within it, the first time among them; undefined where that cannot be told. */
  readonly attempts: number | 'unbounded' | undefined;
}

/** Answers "which retries lie around one another at this call?", the innermost first; absent for fewer than two. */
export function layersOf(request: RetriedRequest, retry: Fact<Retry>): Fact<readonly Layer[]> {
  if (retry.state !== 'present') return retry;
  if (retry.value.polls) return { state: 'unknown', because: 'the loop asks again after a success too' };
  const own = ownRetryOf(request.call, request.optionsNode);
  const isOwn = own !== undefined && own !== 'unknown' && repeats(own, request.method);
  const around = own === 'unknown' ? undefined : layersAround(asPlayed(request), isOwn ? 1 : 2);
  if (!around) return { state: 'unknown', because: 'not every way around the call can be followed' };
  const ways = nested(around).map(({ way }) => way);
  // Their attempts are counted only where there are several.
  if ((isOwn ? 1 : 0) + ways.filter(({ kind }) => kind !== 'queue').length < 2) return { state: 'absent' };
  const layers = [...(isOwn ? [ofClient(request, retry.value)] : []), ...ways.map((way) => ofWay(request, way))];
  const outermost = layers.at(-1);
  return outermost ? { state: 'present', value: layers, node: outermost.at } : { state: 'absent' };
}

/** jsforce 3 sends a request up to six times. */
const ATTEMPTS_OF_JSFORCE = 6;

function ofClient(request: RetriedRequest, retry: Retry): Layer {
  const at = request.node;
  if (retry.retryAfter === 'out of reach') return { kind: 'client', at, attempts: ATTEMPTS_OF_JSFORCE };
  return { kind: 'client', at: retry.mechanism, attempts: attemptsOf(request, retry) };
}

function ofWay(request: RetriedRequest, { kind, via, again }: WayBack): Layer {
  const retry: Retry = { kind, mechanism: via, again, statuses: [], network: true };
  return { kind, at: via, attempts: attemptsOf(request, retry) };
}

function attemptsOf({ call, optionsNode }: RetriedRequest, retry: Retry): Layer['attempts'] {
  const pacing = pacingOf({ call, optionsNode }, { state: 'present', value: retry, node: retry.mechanism });
  return pacing.state === 'present' ? pacing.value.attempts : undefined;
}

type Around = NonNullable<ReturnType<typeof layersAround>>[number];

/** Of all ways back, those that lie around one another: each contains the one before, or what calls it. */
function nested(around: readonly Around[]): Around[] {
  const chain: Around[] = [];
  for (const one of around.toSorted((first, second) => heightOf(first) - heightOf(second))) {
    const inner = chain.at(-1);
    if (!inner || isAround(one, inner)) chain.push(one);
  }
  return chain;
}

/** How far out a layer is: what is handed a function lies around all that is in it. */
function heightOf({ trail, way }: Around): number {
  return 2 * trail.length + (isHanded(way) ? 1 : 0);
}

function isHanded({ kind }: WayBack): boolean {
  return kind === 'package' || kind === 'queue';
}

function isAround(outer: Around, inner: Around): boolean {
  if (outer.trail !== inner.trail) return outer.trail.startsWith(inner.trail);
  if (isHanded(outer.way)) return !isHanded(inner.way) || inner.way.via === outer.way.again;
  return contains(outer.way.via, inner.way.via);
}
