import type { TSESTree } from '@typescript-eslint/types';
import type { ClientCall } from '../clients/index.ts';
import { originOf } from '../clients/origin.ts';
import { pathOf } from '../clients/origin-path.ts';
import { type FunctionNode, sourceOf } from '../source.ts';
import { callsNamed } from '../values/calls-by-name.ts';
import { functionOf } from '../values/definition.ts';
import type { End } from './outcome.ts';
import { endsOf } from './ends.ts';
import { Fate } from './fate.ts';
import type { Probe } from './probe.ts';
import type { Request } from './scenario.ts';

/** What an instance runs on each failure before its caller gets to know. */
export type Interceptor = { readonly kind: 'known'; readonly target: FunctionNode } | { readonly kind: 'unknown' };

/** The handler of failures in `instance.interceptors.response.use(ok, failed)`; the last one that is added. */
export function interceptorsOf(call: ClientCall): Interceptor | undefined {
  if (call.client.name !== 'axios' && call.client.name !== 'HttpService') return undefined;
  const files = new Set([sourceOf(call.node), ...call.makers.map((maker) => sourceOf(maker))]);
  let found: Interceptor | undefined;
  for (const source of files) {
    for (const node of callsNamed('use', source)) {
      const failed = handlerOf(node, call);
      if (!failed) continue;
      const target = functionOf(failed);
      found = target ? { kind: 'known', target } : { kind: 'unknown' };
    }
  }
  return found;
}

function handlerOf({ callee, arguments: args }: TSESTree.CallExpression, call: ClientCall): TSESTree.Node | undefined {
  if (callee.type !== 'MemberExpression' || args.length < 2) return undefined;
  const origin = originOf(callee);
  if (!origin || !/(?:^|\.)interceptors\.response\.use$/.test(pathOf(origin))) return undefined;
  return origin.calls.at(-1) === call.makers.at(-1) ? args[1] : undefined;
}

/**
 * What a failure becomes when the instance has handled it: the same, something else, or the request once more. The
 * handler is played as a function whose parameter is the failure; sending anything through the client is the way back.
 */
export function intercepted(
  { interceptor: target, call }: Request & { readonly call?: ClientCall },
  probe: Probe,
): readonly End[] {
  if (!target || !call || probe.outcome.how !== 'throw')
    return [{ ...probe.outcome, met: probe.met, ran: [], passed: [], fate: new Fate() }];
  const sends = (node: TSESTree.CallExpression): boolean => {
    const origin = originOf(node.callee);
    return (
      origin !== undefined &&
      origin.calls.at(-1) === call.makers.at(-1) &&
      /^(?:default|axios|Axios|HttpService)/.test(pathOf(origin))
    );
  };
  const { ends } = endsOf(target, { ...probe, call: target, entering: probe.outcome.value, repeats: sends });
  return ends.length > 0 ? ends : [{ ...probe.outcome, met: probe.met, ran: [], passed: [], fate: new Fate() }];
}
