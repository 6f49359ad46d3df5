import { LOGIN_PATH } from './org-api.ts';
import type { SeenRequest } from './outage-record.ts';
import type { OutageStep } from './outage-script.ts';

/** Steps with the same `on`, and the place in them: how many requests have met the first one, since it is the first. */
interface Lane {
  readonly on: string | undefined;
  readonly steps: OutageStep[];
  met: number;
  since: number | undefined;
}

/**
 * Tells which step of a script a request meets; undefined where it is served, as everything is after the last one.
 * Steps with `on` are a list of their own for the requests that they name, the others are for every request but logins.
 * A time window begins when the step before it ends, the first one at `startsAt` or with the first request.
 */
export function playScript(steps: readonly OutageStep[], startsAt?: number) {
  const laneOf = (on?: string): Lane => ({ on, steps: steps.filter((one) => one.on === on), met: 0, since: startsAt });
  const lanes = [...[...new Set(steps.flatMap(({ on = [] }) => on))].map(laneOf), laneOf()];
  return ({ method, path, keys, at }: SeenRequest): OutageStep | undefined => {
    // A create names its external id in its body only.
    const named = [method, path, ...keys].join(' ');
    for (const lane of lanes) {
      const isNamed = lane.on !== undefined && named.includes(lane.on);
      // Steps for every POST are not meant for the POST of a login, unless they say so.
      const isMeant = path.includes(LOGIN_PATH) ? isNamed && lane.on.includes(LOGIN_PATH) : isNamed || !lane.on;
      const step = isMeant ? meet(lane, at) : undefined;
      if (step) return step.serveOneIn && lane.met % step.serveOneIn === 0 ? undefined : step;
    }
    return undefined;
  };
}

/** The step that a request meets now. */
function meet(lane: Lane, at: number): OutageStep | undefined {
  lane.since ??= at;
  for (let [step] = lane.steps; step; [step] = lane.steps) {
    const { forMs, times = 1 } = step;
    if (forMs === undefined ? lane.met < times : at < lane.since + forMs) {
      lane.met += 1;
      // A step that is counted ends with the last request that meets it.
      if (forMs === undefined) lane.since = at;
      return step;
    }
    lane.since += forMs ?? 0;
    lane.met = 0;
    lane.steps.shift();
  }
  return undefined;
}
