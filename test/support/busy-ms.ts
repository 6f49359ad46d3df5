/** What an action computes (ms), the fastest of three runs: what else the machine does meanwhile does not count. */
export function busyMs(action: () => unknown, runs = 3): number {
  const times = Array.from({ length: runs }, () => {
    const start = process.cpuUsage();
    action();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  });
  return Math.min(...times);
}
