import type { TSESTree } from '@typescript-eslint/types';
import type { ClientCall } from '../clients/index.ts';
import type { Fact } from '../fact.ts';
import { callersOf, type Root, rootOf } from '../functions/callers.ts';
import type { Endpoint } from '../salesforce/endpoints.ts';
import { textIn } from '../source.ts';
import { textOf } from '../values/text.ts';

/** A bulk load, and whether anything asks before it whether the org is up. */
export interface HealthCheck {
  /** Whether something in the function, or in one that calls it, does. */
  readonly asked: boolean;
}

/** A request that may begin a load. */
interface Beginning {
  readonly call: ClientCall;
  readonly node: TSESTree.CallExpression;
  readonly endpoint: Endpoint | undefined;
}

/** What asks whether an org is up: its limits, its versions, the status page, or something that is named so. */
const ASKS =
  /\/limits\b|\blimits\(|health|isReady|isAvailable|checkStatus|services\/data\/?['"`]|status\.salesforce\.com|\bping\b|\bDailyApiRequests\b/i;

/** So many functions are looked at on the way up. */
const MOST_FUNCTIONS = 24;

/** Answers "does anything look whether the org is up before this load begins?". */
export function healthCheckOf({ call, node, endpoint }: Beginning): Fact<HealthCheck> {
  if (!beginsLoad(call, endpoint)) return { state: 'absent' };
  const seen = new Set<Root>([rootOf(node)]);
  for (const root of seen) {
    if (ASKS.test(textIn(root))) return { state: 'present', value: { asked: true }, node: root };
    for (const caller of root.type === 'Program' ? [] : callersOf(root)) {
      if (caller.kind === 'unknown' || seen.size > MOST_FUNCTIONS)
        return { state: 'unknown', because: 'what calls it is not at hand' };
      if (caller.kind === 'call') seen.add(caller.root);
    }
  }
  return { state: 'present', value: { asked: false }, node };
}

function beginsLoad({ operation: { call }, args, between }: ClientCall, endpoint: Endpoint | undefined): boolean {
  if (!/^(?:bulk2-ingest-create|bulk1-job-create)$/.test(endpoint?.id ?? '') || call === 'bulk.query') return false;
  const named = call.startsWith('bulk.') ? (between[0]?.arguments ?? args)[1] : undefined;
  return !named || !/^query/i.test(textOf(named).text);
}
