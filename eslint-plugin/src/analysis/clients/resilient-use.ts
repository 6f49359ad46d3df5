import type { TSESTree } from '@typescript-eslint/types';
import { sourceOf, textIn } from '../source.ts';
import { chainedOn, memberName } from '../values/bindings.ts';
import { propertyOf } from '../values/objects.ts';
import type { ClientCall } from './index.ts';
import { originOf } from './origin.ts';
import { pathOf } from './origin-path.ts';
import { ownClientOf } from './own.ts';
import type { RequestParts } from './request.ts';
import {
  isResilient,
  RESILIENT_DELAY,
  repeatedBySalesforce,
  RESILIENT_FACTORY,
  resilientRetryAround,
  sentThroughClient,
} from './resilient.ts';

/**
 * A request as it is sent where something resilient takes part: `retrySalesforce` around it, or the client of the fixes
 * as the `fetch` that a library sends with.
 */
export function resilientlySent(call: ClientCall, parts: RequestParts): ClientCall {
  if (resilientRetryAround(call.node) || isPipedWell(call.node))
    return { ...call, client: repeatedBySalesforce(call.client) };
  return sendsWithClient(call, parts) ? { ...call, client: sentThroughClient(call.client) } : call;
}

/** `http.get(url).pipe(retry({ count: 8, delay: whenToRetry }))`, as the fixes write it. */
function isPipedWell(node: TSESTree.Node): boolean {
  const next = chainedOn(node);
  if (next?.callee.type !== 'MemberExpression' || memberName(next.callee) !== 'pipe') return false;
  return next.arguments.some((operator) => {
    const [options] =
      operator.type === 'CallExpression' && textIn(operator.callee) === 'retry' ? operator.arguments : [];
    const delay = options && propertyOf(options, 'delay');
    return delay?.state === 'present' && textIn(delay.value).startsWith(RESILIENT_DELAY);
  });
}

/** `ky.post(url, { fetch: salesforceFetch })`, also where the instance was made with it. */
function sendsWithClient(
  { client: { fetchOption }, makers }: ClientCall,
  { optionsNode, defaults }: RequestParts,
): boolean {
  if (fetchOption === undefined) return false;
  const made = makers.flatMap(({ arguments: args }) => args);
  return [optionsNode, ...defaults, ...made].some((holder) => {
    const found = holder && propertyOf(holder, fetchOption);
    return found?.state === 'present' && isResilientFetch(found.value);
  });
}

/** Whether a value is the client of the fixes, or the one that the settings name. */
function isResilientFetch(value: TSESTree.Node): boolean {
  const origin = originOf(value);
  if (origin && pathOf(origin).endsWith(`${RESILIENT_FACTORY}.()`)) return true;
  const { project } = sourceOf(value);
  const own = project && ownClientOf(value, project.settings);
  return own !== undefined && isResilient(own);
}
