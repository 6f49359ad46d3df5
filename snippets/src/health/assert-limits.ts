/**
 * Throws when too little is left to begin a load.
 *
 * @param limits - The answer of `/services/data/vXX.X/limits`.
 * @param needed - How much of each limit has to be left, by its name in the REST API guide, "Limits".
 */
export function assertLimits(
  limits: unknown,
  needed: Readonly<Record<string, number>> = { DailyApiRequests: 500 },
): void {
  for (const [name, need] of Object.entries(needed)) {
    const limit = (Object(limits) as Readonly<Record<string, { Remaining?: number } | undefined>>)[name];
    const left = limit?.Remaining ?? 0;
    if (left < need) throw new Error(`Salesforce has ${left} left of ${name}, and the load needs ${need}.`);
  }
}
