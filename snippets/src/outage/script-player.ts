import { LOGIN_PATH } from './org-api.ts';
import type { OutageStep } from './outage-script.ts';

/** One list of steps with its place in it; requests of other kinds do not move it. */
interface Lane {
  readonly steps: readonly OutageStep[];
  position: number;
  /** How many requests have met the step. */
  met: number;
  /** When the step became current. */
  since: number | undefined;
}

/**
 * Plays a script: tells which step a request meets; undefined after its end. Steps with `on` form a list of their own
 * for the requests that they name, the others are for every request but logins. A time window begins when the step
 * before it ends, the first one at `startsAt` or with the first request.
 */
export function playScript(
  steps: readonly OutageStep[],
  startsAt?: number,
): (method: string, path: string, at: number) => OutageStep | undefined {
  const laneOf = (on: string | undefined): Lane => ({
    steps: steps.filter((step) => step.on === on),
    position: 0,
    met: 0,
    since: startsAt,
  });
  const lanes = [...new Set(steps.map(({ on }) => on))].map((on) => ({
    on,
    lane: laneOf(on),
  }));

  return (method, path, at) => {
    const isLogin = path.includes(LOGIN_PATH);
    const named = lanes.filter(({ on }) => on !== undefined && `${method} ${path}`.includes(on));
    const rest = lanes.filter(({ on }) => on === undefined);
    // Steps for every POST are not meant for the POST of a login, unless they say so.
    const open = isLogin ? named.filter(({ on }) => on?.includes(LOGIN_PATH)) : [...named, ...rest];
    for (const { lane } of open) {
      const met = meet(lane, at);
      if (met) return met.step.serveOneIn && met.count % met.step.serveOneIn === 0 ? undefined : met.step;
    }
    return undefined;
  };
}

/** The step that a request meets now, and the how many-th request it is to meet it. */
function meet(lane: Lane, at: number): { step: OutageStep; count: number } | undefined {
  lane.since ??= at;
  for (let step = lane.steps[lane.position]; step; step = lane.steps[lane.position]) {
    const ends = step.forMs === undefined ? Infinity : lane.since + step.forMs;
    if (at < ends) {
      lane.met += 1;
      const count = lane.met;
      if (step.forMs === undefined && count >= (step.times ?? 1)) goOn(lane, at);
      return { step, count };
    }
    goOn(lane, ends);
  }
  return undefined;
}

function goOn(lane: Lane, since: number): void {
  lane.position += 1;
  lane.met = 0;
  lane.since = since;
}
