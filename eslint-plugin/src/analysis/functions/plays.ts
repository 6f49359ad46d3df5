import { rootOf } from './callers.ts';
import { type Ends, endsOf } from './ends.ts';
import type { Scenario } from './outcome.ts';
import type { Probe } from './probe.ts';
import { createRequestMemo } from './request-memo.ts';
import { PERMANENT_STATUSES, probesOf, type Request, TRANSIENT_STATUSES } from './scenario.ts';

/** One way a request can end, played through the function around it when that is first asked for. */
export interface Play {
  readonly probe: Probe;
  readonly ends: () => Ends;
}

/** All that a request may meet and that code may treat in a way of its own. */
const SCENARIOS: readonly Scenario[] = [...TRANSIENT_STATUSES, 'network', 200, 401, ...PERMANENT_STATUSES];

const memo = createRequestMemo<readonly Play[]>();

/** What a request may meet, played through the function around it: once, however many questions are asked about it. */
export function playsOf(request: Request): readonly Play[] {
  return memo(request, () => findPlays(request));
}

function findPlays(request: Request): readonly Play[] {
  const root = rootOf(request.node);
  return probesOf(request, SCENARIOS).map((probe): Play => {
    let ends: Ends | undefined;
    return { probe, ends: () => (ends ??= endsOf(root, { ...probe, asks: true })) };
  });
}

/** The plays of a request narrowed to some of what it may meet. */
export function playsWith(request: Request, scenarios: readonly Scenario[]): readonly Play[] {
  const among = (met: readonly Scenario[]): readonly Scenario[] => met.filter((one) => scenarios.includes(one));
  return playsOf(request).flatMap(({ probe, ends }): Play[] => {
    const met = among(probe.met);
    const narrowed = (): Ends => {
      const all = ends();
      const left = all.ends.map((end) => {
        const left = among(end.met);
        return left.length === end.met.length ? end : { ...end, met: left };
      });
      return { complete: all.complete, ends: left.filter((end) => end.met.length > 0) };
    };
    return met.length > 0 ? [{ probe: { ...probe, met }, ends: narrowed }] : [];
  });
}
