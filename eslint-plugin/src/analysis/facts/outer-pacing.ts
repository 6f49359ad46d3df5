import { isResilient, RESILIENT_CALLBACK, resilientRetryAround } from '../clients/resilient.ts';
import type { Fact } from '../fact.ts';
import type { Endpoint } from '../salesforce/endpoints.ts';
import { textIn } from '../source.ts';
import { type Pacing, pacingOf } from './pacing.ts';
import { type RetriedRequest, retryAround } from './retry.ts';

/**
 * Answers "how often is this call repeated when the resilient client has given up?": by what is around the client, or
 * around `retrySalesforce`, each time with all attempts of its own.
 */
export function outerPacingOf(request: RetriedRequest, endpoint: Endpoint | undefined): Fact<Pacing> {
  if (!isResilient(request.call.client)) return { state: 'absent' };
  const around = resilientRetryAround(request.node);
  if (around && textIn(around.callee) === RESILIENT_CALLBACK)
    return { state: 'unknown', because: 'a callback is told of the last attempt' };
  return pacingOf(request, retryAround(around ? { ...request, node: around } : request, endpoint));
}
