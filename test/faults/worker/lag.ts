import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Watches how long this process was kept from running: a busy machine looks like a slow network.
 *
 * @returns ends it, and gives the longest time (real ms).
 */
export function watchLag(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: 10 });
  histogram.enable();
  return () => {
    histogram.disable();
    return histogram.max / 1e6;
  };
}
