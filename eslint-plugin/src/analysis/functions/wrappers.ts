import type { TSESTree } from '@typescript-eslint/types';
import { type ClientCall, clientCallOf } from '../clients/index.ts';
import { createMemo } from '../memo.ts';
import { functionAround, type FunctionNode, nodesWithin } from '../source.ts';
import { type Environment, UNBOUND } from '../values/environment.ts';
import { bindCall, invokedOn } from '../values/instance.ts';
import { readMember } from '../values/objects.ts';

/** A request that a call of a project function leads to, with what the parameters on the way stand for. */
export interface InnerRequest {
  readonly call: ClientCall;
  readonly env: Environment;
  /** The calls between the two, the outermost first. */
  readonly via: readonly TSESTree.CallExpression[];
}

/** What the body of a function calls: requests, and functions of the project that may make some. */
interface Body {
  readonly requests: readonly ClientCall[];
  readonly others: readonly TSESTree.CallExpression[];
}

const DEEPEST = 4;
const MOST_REQUESTS = 12;

const memo = createMemo<Body>(() => ({ requests: [], others: [] }));

/** The requests behind a call of a function of the project, at most a few levels down. */
export function requestsBehind(node: TSESTree.CallExpression): readonly InnerRequest[] {
  const found: InnerRequest[] = [];
  descend({ node, env: UNBOUND, via: [] }, DEEPEST, found, new Set());
  return found;
}

/** A call on the way down. */
interface Step extends Omit<InnerRequest, 'call'> {
  readonly node: TSESTree.CallExpression;
}

function descend({ node, env, via }: Step, depth: number, found: InnerRequest[], seen: Set<FunctionNode>): void {
  const invoked = depth === 0 ? undefined : invokedOn(node, env);
  if (!invoked) return;
  const { target } = invoked;
  if (seen.has(target) || functionAround(node) === target) return;
  const { requests, others } = bodyOf(target);
  if (requests.length === 0 && others.length === 0) return;
  const inner = bindCall(node, invoked, env, readMember);
  for (const call of requests) if (found.length < MOST_REQUESTS) found.push({ call, env: inner, via });
  const path = new Set([...seen, target]);
  for (const other of others) {
    if (found.length < MOST_REQUESTS)
      descend({ node: other, env: inner, via: [...via, other] }, depth - 1, found, path);
  }
}

function bodyOf(target: FunctionNode): Body {
  return memo(target, () => findBody(target));
}

function findBody(target: FunctionNode): Body {
  const requests: ClientCall[] = [];
  const others: TSESTree.CallExpression[] = [];
  for (const node of nodesWithin(target.body, 'CallExpression')) {
    const request = clientCallOf(node);
    if (request) requests.push(request);
    // Without arguments nothing of this call reaches the request.
    else if (node.arguments.length > 0) others.push(node);
  }
  return { requests, others };
}
