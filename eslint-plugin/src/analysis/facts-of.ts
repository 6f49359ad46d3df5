import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from './call.ts';
import type { RequestParts } from './clients/request.ts';
import { acknowledgementOf } from './facts/acknowledgement.ts';
import { breakerOf } from './facts/breaker.ts';
import { failureHandlingOf } from './facts/failure-handling.ts';
import { healthCheckOf } from './facts/health-check.ts';
import { idempotencyOf, isRepeatable } from './facts/idempotency.ts';
import { inProcessOf } from './facts/in-process.ts';
import { judgementOf } from './facts/judgement.ts';
import { layersOf } from './facts/layers.ts';
import { lookUpOf } from './facts/look-up.ts';
import { outerPacingOf } from './facts/outer-pacing.ts';
import { pacingOf } from './facts/pacing.ts';
import { pollingOf } from './facts/polling.ts';
import { reauthenticationOf } from './facts/reauthentication.ts';
import { retryAfterOf } from './facts/retry-after.ts';
import { type RetriedRequest, retryOf } from './facts/retry.ts';
import { singleRecordsOf } from './facts/single-records.ts';
import { isSingleUse } from './facts/single-use.ts';
import { timeoutOf } from './facts/timeout.ts';
import { uncheckedResultsOf } from './facts/unchecked-results.ts';
import { lazily } from './lazily.ts';
import type { Endpoint } from './salesforce/endpoints.ts';

/** What the facts about a call are found out from. */
interface About {
  /** The request that is sent, with all that its client may do. */
  readonly sent: RetriedRequest;
  readonly kind: SalesforceCall['kind'];
  /** The request, or the call of the wrapper that sends it. */
  readonly node: TSESTree.CallExpression;
  readonly parts: RequestParts;
  readonly endpoint: Endpoint | undefined;
}

/** The facts about a call, each found out when a rule first asks for it. */
export const factsOf = lazily<About, SalesforceCall['facts']>({
  retry: ({ sent, kind, node, endpoint }) => {
    const first = retryOf(sent, endpoint);
    return kind === 'request' || first.state === 'present' ? first : retryOf({ ...sent, node }, endpoint);
  },
  retryAfter: ({ sent }, { retry }) => retryAfterOf(sent.node, retry),
  pacing: ({ sent }, { retry }) => pacingOf(sent, retry),
  outerPacing: ({ sent, endpoint }) => outerPacingOf(sent, endpoint),
  judgement: ({ sent }, facts) => judgementOf(sent, facts.retry, isRepeatable(facts.idempotency, sent.method)),
  layers: ({ sent }, { retry }) => layersOf(sent, retry),
  breaker: ({ sent }, { retry }) => breakerOf(sent.node, retry),
  idempotency: ({ node, endpoint, parts: { method, optionsNode, body, url } }) =>
    idempotencyOf({ endpoint, method, optionsNode, body, node, holes: url.holes }),
  failureHandling: ({ sent }) => failureHandlingOf(sent),
  inProcess: ({ sent }) => inProcessOf(sent.node),
  acknowledgement: ({ sent }) => acknowledgementOf(sent),
  reauthentication: ({ sent, parts: { defaults }, endpoint }, { retry }) =>
    reauthenticationOf({ ...sent, defaults, endpoint }, retry),
  timeout: ({ sent: { call }, parts }) => timeoutOf({ ...parts, call }),
  lookUp: ({ node, endpoint }, facts) => lookUpOf({ node, endpoint, idempotency: () => facts.idempotency }),
  polling: ({ sent, endpoint }) => pollingOf({ ...sent, endpoint }),
  singleRecords: ({ sent: { call }, node, endpoint }) => singleRecordsOf({ call, node, endpoint }),
  healthCheck: ({ sent: { call }, node, endpoint }) => healthCheckOf({ call, node, endpoint }),
  uncheckedResults: ({ sent: { call }, node, endpoint, parts: { body } }) =>
    uncheckedResultsOf({ call, node, endpoint, body }),
  singleUse: ({ sent: { call }, endpoint }) => isSingleUse(call, endpoint),
});
