import type { TSESTree } from '@typescript-eslint/types';
import type { NearMiss } from '../call.ts';
import type { ClientRetry } from '../clients/client.ts';
import type { ClientCall } from '../clients/index.ts';
import { type OwnRetry, ownRetryOf } from '../clients/retries.ts';
import type { Fact } from '../fact.ts';
import { rootOf } from '../functions/callers.ts';
import { interceptorsOf } from '../functions/interceptors.ts';
import { isIteration } from '../functions/iteration.ts';
import { levelOf } from '../functions/levels.ts';
import type { Scenario } from '../functions/outcome.ts';
import { isPermanent, type Request, throwsOnStatus, TRANSIENT_STATUSES } from '../functions/scenario.ts';
import { TRANSIENT } from '../functions/search.ts';
import { hasUnrepeatedCaller } from '../functions/unrepeated.ts';
import { monitors } from '../functions/monitoring.ts';
import { type Taken, type WayBack, waysBack } from '../functions/ways-back.ts';
import type { Endpoint } from '../salesforce/endpoints.ts';
import { isSingleUse } from './single-use.ts';

/** What repeats a call after a failure, judged by playing each failure through the code around it. */
export interface Retry {
  /** The loop, the recursive call, the package's call, or the request itself when its client retries. */
  readonly mechanism: TSESTree.Node;
  readonly kind: WayBack['kind'] | 'client' | 'interceptor';
  /** The statuses after which the call is repeated, of those that matter: 429, 500, 502, 503, 504. */
  readonly statuses: readonly number[];
  /** Whether it is repeated when there is no answer at all. */
  readonly network: boolean;
  /** The request, or the call that leads to it, which comes again. */
  readonly again: TSESTree.Node;
  /** Whether the mechanism is the same call as `again`, written a second time. */
  readonly once?: boolean;
  /** Whether some failure that lasts is met for ever: nothing in the code ever leaves. */
  readonly endless?: boolean;
  /** Whether nothing else can repeat it: every way was followed to its end. */
  readonly whole?: boolean;
  /** Whether the loop goes round after a success too: it asks until something has happened. */
  readonly polls?: boolean;
  /** What the client does with Retry-After, where it is the client that repeats. */
  readonly retryAfter?: ClientRetry['retryAfter'];
}

/** A request with all that its own client may do. */
export interface RetriedRequest extends Request {
  readonly call: ClientCall;
  readonly method: Fact<string>;
}

/** Answers "what repeats this call when it fails?". */
export function retryOf(request: RetriedRequest, endpoint: Endpoint | undefined): Fact<Retry> & NearMiss {
  const own = ownRetryOf(request.call, request.optionsNode);
  if (own === 'unknown') return { state: 'unknown', because: 'options that cannot be read may set a retry' };
  if (own && repeats(own, request.method)) return ofClient(own, request.node);
  const around = retryAround(request, endpoint);
  if (around.state !== 'absent' || around.nearMiss) return around;
  // The library repeats other methods: worth a word where this one could be repeated as well.
  const skipped = own && endpoint?.effect !== 'create';
  return skipped ? { state: 'absent', nearMiss: { kind: 'method skipped', node: own.node } } : around;
}

/** Whether a client repeats requests with this method. */
export function repeats({ methods }: OwnRetry, method: Fact<string>): boolean {
  if (methods === 'all' || method.state === 'unknown') return true;
  return methods.includes(method.state === 'present' ? method.value : 'GET');
}

function ofClient({ record, node }: OwnRetry, again: TSESTree.Node): Fact<Retry> {
  const { statuses, network, retryAfter } = record;
  return { state: 'present', value: { mechanism: node, kind: 'client', again, statuses, network, retryAfter }, node };
}

/** A request with what its instance runs on a failure, where that is known. */
export function asPlayed(request: RetriedRequest): RetriedRequest {
  const intercepted = interceptorsOf(request.call);
  return intercepted?.kind === 'known' ? { ...request, interceptor: intercepted.target } : request;
}

/** What a request does that nobody sends to ask for something. */
const WRITES = /^(?:create|update|upsert|delete|event)$/;

function isPassing(met: ReadonlySet<Scenario>): boolean {
  return TRANSIENT.some((one) => met.has(one));
}

/** Answers the same for the code around a request, whatever its client does by itself. */
export function retryAround(request: RetriedRequest, endpoint: Endpoint | undefined): Fact<Retry> & NearMiss {
  if (interceptorsOf(request.call)?.kind === 'unknown')
    return { state: 'unknown', because: 'an interceptor may send it again' };
  const { routes, thrown, unknown, complete } = waysBack(asPlayed(request));
  const ways = [...routes.values()];
  // What is thrown after the success of a write is another failure, such as that of one record: nobody polls with it.
  const writes = WRITES.test(endpoint?.effect ?? '');
  const asksOn = ({ met, unthrown }: Taken): boolean => (writes ? unthrown : met).has(200);
  // A way that is taken after a success too is no answer to the failure: paging, polling, the next record. Packages and
  // queues take it after exceptions only, whatever else has thrown those.
  const answerTo = (met: Scenario): WayBack | undefined =>
    ways.find((one) => one.met.has(met) && (!asksOn(one) || /^(?:package|queue)$/.test(one.way.kind)))?.way;
  const repeated = TRANSIENT_STATUSES.flatMap((status) => {
    const way = answerTo(status);
    return way ? [{ status, way }] : [];
  });
  const afterLoss = answerTo('network');
  const way = repeated[0]?.way ?? (throwsOnStatus(request) ? afterLoss : undefined);
  // What the function around it sends again after other failures only, such as a 401, is nothing to these.
  const own = complete ? ways.some(({ met, way }) => way.again === request.node && isPassing(met)) : undefined;
  const isForSome = ({ shared }: WayBack): boolean =>
    shared === true && hasUnrepeatedCaller(levelOf(request.node), own);
  if (way) {
    const statuses = repeated.map(({ status }) => status);
    const { via, kind, again, once, retryAfter } = way;
    const same = ways.filter((one) => one.way.via === via);
    const polls = same.some(asksOn);
    if (isForSome(way)) {
      // What looks again every now and then is a retry for none of them.
      return polls && monitors(via)
        ? { state: 'absent' }
        : { state: 'absent', nearMiss: { kind: 'some callers', node: via } };
    }
    // Where not every branch is followed, the same call further on may come after a success just as well.
    if (once && !complete) return { state: 'unknown', because: 'the code around it has too many branches to follow' };
    // What is sent to be redeemed at another host, for example.
    if (once && isSingleUse(request.call, endpoint))
      return { state: 'unknown', because: 'its code is valid once, so the second exchange is another one' };
    const value = {
      mechanism: via,
      kind,
      again,
      statuses,
      network: Boolean(afterLoss),
      whole: complete && unknown === undefined,
      endless: same.some(({ endless }) => [...endless].some((one) => !isPermanent(one))),
      polls,
      ...(once ? { once } : {}),
      ...(retryAfter ? { retryAfter } : {}),
    };
    return { state: 'present', value, node: via };
  }
  if (unknown !== undefined) return { state: 'unknown', because: unknown };
  // A loop that asks again whatever the answer was, and asks the same: the next poll makes up for a failed one. The same
  // call written a second time comes after the first only.
  const polls = ways.some(
    ({ met, way }) =>
      met.has(503) &&
      !(way.kind === 'recursion' ? way.shared === true : isForSome(way)) &&
      !isIteration(way.via, request.node, true),
  );
  if (polls) return { state: 'unknown', because: 'a loop asks again whatever the answer was' };
  if (afterLoss) {
    const kind = thrown.has(rootOf(afterLoss.again)) ? 'only lost connections' : 'status never thrown';
    return { state: 'absent', nearMiss: { kind: isForSome(afterLoss) ? 'some callers' : kind, node: afterLoss.via } };
  }
  const replay = answerTo(401);
  return replay ? { state: 'absent', nearMiss: { kind: 'only after 401', node: replay.via } } : { state: 'absent' };
}
