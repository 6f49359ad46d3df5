import { BULK } from './bulk.ts';
import { NETWORK } from './network.ts';
import { OUTAGES } from './outages.ts';
import { REFUSALS, RETRY_AFTER } from './refusals.ts';
import type { Scenario } from './scenario.ts';
import { SESSIONS } from './sessions.ts';

/** Everything that goes wrong, in the order of the page. */
export const SCENARIOS: readonly Scenario[] = [
  ...REFUSALS,
  ...RETRY_AFTER,
  ...NETWORK,
  ...SESSIONS,
  ...OUTAGES,
  ...BULK,
];

/** @throws {Error} when there is none with this name. */
export function scenarioOf(id: string): Scenario {
  const found = SCENARIOS.find((one) => one.id === id);
  if (!found) throw new Error(`There is no scenario '${id}'. There are ${SCENARIOS.map((one) => one.id).join(', ')}.`);
  return found;
}
