import { type Backlog, backlogOverTime, OUTCOMES, outcomesOverTime } from './outcomes.ts';
import type { OutageRun } from './outage.ts';
import { CALM_BEFORE_S, PHASES } from './outage-script.ts';

/** What the figures of a report have in common, so that they can be compared. */
export interface Scale {
  /** Where time ends (ms). */
  readonly endMs: number;
  /** The most requests in an interval, and the most payments without a record, in any of the figures. */
  readonly mostRequests: number;
  readonly mostPayments: number;
}

const INTERVAL_MS = 5_000;
const WIDTH = 400;
const LEFT = 36;
const RIGHT = 8;
const PLOT = {
  outcomes: { top: 40, height: 62 },
  requests: { top: 138, height: 62 },
  payments: { top: 236, height: 96 },
};
const BREAKER_TOP = 362;
const HEIGHT = 414;

/** The scale that fits all runs. */
export function scaleOf(runs: readonly OutageRun[]): Scale {
  const endMs = Math.max(...runs.flatMap(({ requests }) => requests.map(({ at }) => at))) + 1;
  const columns = runs.flatMap((run) => outcomesOverTime(run, INTERVAL_MS, endMs));
  const backlogs = runs.flatMap((run) => backlogOverTime(run, INTERVAL_MS, endMs));
  return {
    endMs,
    mostRequests: roundUp(Math.max(...columns.map(total))),
    mostPayments: roundUp(Math.max(...backlogs.map(({ waiting, lost }) => waiting + lost))),
  };
}

/** A run as a picture: requests by outcome, payments without a record, and the breaker, over time. */
export function figureOf(run: OutageRun, title: string, description: string, scale: Scale): string {
  const x = (ms: number): number => LEFT + (ms / scale.endMs) * (WIDTH - LEFT - RIGHT);
  const id = title.replaceAll(/\W+/g, '-').toLowerCase();
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-text">
<title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>
${phases(x)}
${outcomePlot(run, x, scale)}
${requestPlot(run, x, scale)}
${paymentPlot(run, x, scale)}
${breakerStrip(run, x, scale)}
${timeAxis(x, scale.endMs)}
</svg>`;
}

const total = (column: Readonly<Record<string, number>>): number =>
  Object.values(column).reduce((sum, count) => sum + count, 0);

/** The next number that is easy to read off an axis. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((factor) => factor * unit).find((round) => round >= value) ?? value;
}

const fixed = (value: number): string => String(Math.round(value * 100) / 100);
const rect = (name: string, x: number, width: number, y: number, height: number): string =>
  `<rect class="${name}" x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${fixed(height)}"/>`;
const text = (content: string, x: number, y: number, name = '', anchor = 'start'): string =>
  `<text class="${name}" x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${content}</text>`;

/** The outage as bands behind the plots, numbered as in the list under the figures. */
function phases(x: (ms: number) => number): string {
  let from = CALM_BEFORE_S * 1_000;
  const bands = PHASES.map(({ seconds }, index) => {
    const [left, right] = [x(from), x(from + seconds * 1_000)];
    from += seconds * 1_000;
    const band = rect(`phase-${index % 2}`, left, right - left, 14, BREAKER_TOP + 14 - 14);
    return band + text(String(index + 1), (left + right) / 2, 10, 'number', 'middle');
  });
  return bands.join('');
}

/** The frame of a plot: its name, its highest value, and lines to read by. */
function frame(name: string, { top, height }: { top: number; height: number }, most: number): string {
  const lines = [0, 0.5, 1].map((share) => {
    const y = top + height * (1 - share);
    const line = `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${fixed(y)}" y2="${fixed(y)}"/>`;
    return line + text(String(Math.round(most * share)), LEFT - 4, y + 3.5, 'tick', 'end');
  });
  return lines.join('') + text(name, LEFT, top - 8, 'name');
}

/** What became of the requests of each interval, as shares, so that few are seen as well as many. */
function outcomePlot(run: OutageRun, x: (ms: number) => number, { endMs }: Scale): string {
  const { top, height } = PLOT.outcomes;
  const columns = outcomesOverTime(run, INTERVAL_MS, endMs).map((column, index) => {
    let y = top + height;
    return OUTCOMES.map(({ name }) => {
      const tall = (column[name] / Math.max(1, total(column))) * height;
      y -= tall;
      return tall > 0 ? rect(name, ...interval(index, x, endMs), y, tall) : '';
    }).join('');
  });
  const base = `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${top + height}" y2="${top + height}"/>`;
  return text('what became of the requests', LEFT, top - 8, 'name') + base + columns.join('');
}

/** How many requests there were in each interval. */
function requestPlot(run: OutageRun, x: (ms: number) => number, { endMs, mostRequests }: Scale): string {
  const { top, height } = PLOT.requests;
  const columns = outcomesOverTime(run, INTERVAL_MS, endMs).map((column, index) => {
    const tall = (total(column) / mostRequests) * height;
    return tall > 0 ? rect('count', ...interval(index, x, endMs), top + height - tall, tall) : '';
  });
  return frame('requests in 5 s', PLOT.requests, mostRequests) + columns.join('');
}

/** Left edge and width of the column of an interval. */
function interval(index: number, x: (ms: number) => number, endMs: number): [number, number] {
  const left = x(index * INTERVAL_MS);
  return [left, Math.max(0.5, x(Math.min(endMs, (index + 1) * INTERVAL_MS)) - left - 0.6)];
}

function paymentPlot(run: OutageRun, x: (ms: number) => number, { endMs, mostPayments }: Scale): string {
  const { top, height } = PLOT.payments;
  const backlog = backlogOverTime(run, 1_000, endMs);
  const y = (payments: number): number => top + height * (1 - payments / mostPayments);
  const area = (name: string, low: (one: Backlog) => number, high: (one: Backlog) => number): string => {
    const up = backlog.map((one) => `${fixed(x(one.at))},${fixed(y(high(one)))}`);
    const down = backlog.toReversed().map((one) => `${fixed(x(one.at))},${fixed(y(low(one)))}`);
    return `<polygon class="${name}" points="${[...up, ...down].join(' ')}"/>`;
  };
  const lost = area(
    'lost',
    () => 0,
    (one) => one.lost,
  );
  const waiting = area(
    'waiting',
    (one) => one.lost,
    (one) => one.lost + one.waiting,
  );
  return frame('payments without a record', PLOT.payments, mostPayments) + lost + waiting;
}

function breakerStrip({ breaker }: OutageRun, x: (ms: number) => number, { endMs }: Scale): string {
  if (breaker.length === 0) return text('no circuit breaker', LEFT, BREAKER_TOP + 10, 'name');
  const changes = [{ at: 0, state: 'closed' }, ...breaker];
  const parts = changes.map(({ at, state }, index) => {
    const left = x(at);
    const right = x(changes[index + 1]?.at ?? endMs);
    // A probe is over in no time: it is shown as a mark.
    return rect(`breaker-${state}`, left, Math.max(state === 'half-open' ? 1.6 : 0, right - left), BREAKER_TOP, 14);
  });
  // Marks lie on top.
  const marks = parts.filter((part) => part.includes('half-open'));
  return text('circuit breaker', LEFT, BREAKER_TOP - 6, 'name') + parts.join('') + marks.join('');
}

function timeAxis(x: (ms: number) => number, endMs: number): string {
  const y = BREAKER_TOP + 30;
  const minutes = Array.from({ length: Math.floor(endMs / 60_000) + 1 }, (_, minute) => minute);
  const ticks = minutes.map((minute) => text(String(minute), x(minute * 60_000), y, 'tick', 'middle'));
  return ticks.join('') + text('minutes', WIDTH - RIGHT, y + 16, 'name', 'end');
}
