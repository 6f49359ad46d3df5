import { readOutageScript } from './outage-script.ts';
import type { StepChooser } from './salesforce-outage.ts';
import { playScript } from './script-player.ts';

/**
 * An org that works on so many requests at once, and refuses those beyond with 503: a script for `salesforceOutage`.
 *
 * @param script - What requests meet first, as there.
 */
export function overCapacity(capacity: number, script: readonly string[] = []): StepChooser {
  const play = playScript(readOutageScript(script));
  return (request, inFlight) => play(request)?.text ?? (inFlight < capacity ? undefined : '503');
}
