import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from './call.ts';
import { throwsOnStatus } from './functions/scenario.ts';
import { sourceOf, textIn } from './source.ts';

/** One thing the model knows about a call: what it is about, what is known, and where that was read. */
export interface Explanation {
  readonly topic: string;
  readonly says: string;
  /** `file:line:column`, where one place says it. */
  readonly at?: string;
}

/**
 * What the model knows about a call, for people: client, URL, endpoint, confidence, and each fact with the place it was
 * read from. What is unknown says why.
 */
export function explain(call: SalesforceCall): readonly Explanation[] {
  const { client, url, endpoint, confidence, evidence, facts, kind, method } = call;
  const sender = kind === 'wrapper' ? `${client.name}, through a function of the project` : client.name;
  const failure = throwsOnStatus(call) ? 'a 503 is thrown' : 'a 503 is an answer like any other';
  return [
    { topic: 'client', says: `${sender}; ${failure}` },
    {
      topic: 'method',
      ...(method.state === 'present'
        ? { says: method.value, at: placeOf(method.node) }
        : { says: method.state === 'absent' ? 'GET, since nothing says otherwise' : `unknown: ${method.because}` }),
    },
    { topic: 'URL', says: url.text === '' ? 'made up by the library' : url.text },
    ...url.holes.map((hole) => ({ topic: '{}', says: shortened(textIn(hole)), at: placeOf(hole) })),
    {
      topic: 'endpoint',
      says: endpoint
        ? `${endpoint.id} (${endpoint.effect})${endpoint.sobject === undefined ? '' : ` of ${endpoint.sobject}`}`
        : 'unknown: the path says too little',
    },
    { topic: 'confidence', says: `${confidence}: ${evidence.join(', ')}` },
    ofRetry(call),
    ofRetryAfter(call),
    ofIdempotency(call),
    { topic: 'login code', says: facts.singleUse ? 'valid once, so the call is never repeated' : 'none' },
  ];
}

/** Where a node stands: `file:line:column`, the column from 1 as editors count. */
export function placeOf(node: TSESTree.Node): string {
  const { project } = sourceOf(node);
  const { line, column } = node.loc.start;
  return `${project?.filename ?? 'this file'}:${line}:${column + 1}`;
}

function ofRetry({ facts: { retry } }: SalesforceCall): Explanation {
  const topic = 'retry';
  if (retry.state === 'unknown') return { topic, says: `unknown: ${retry.because}` };
  if (retry.state === 'absent') {
    const { nearMiss } = retry;
    return nearMiss
      ? { topic, says: `absent: ${nearMiss.kind}`, at: placeOf(nearMiss.node) }
      : { topic, says: 'absent' };
  }
  const { kind, statuses, network, mechanism } = retry.value;
  const after = [...statuses, ...(network ? ['no answer'] : [])].join(', ');
  return { topic, says: `by ${kind}, after ${after}`, at: placeOf(mechanism) };
}

function ofRetryAfter({ facts: { retryAfter } }: SalesforceCall): Explanation {
  const topic = 'Retry-After';
  if (retryAfter.state !== 'present')
    return { topic, says: retryAfter.state === 'absent' ? 'not read' : `unknown: ${retryAfter.because}` };
  const { forms, longWait } = retryAfter.value;
  return {
    topic,
    says: `read as ${[...forms].toSorted().join(' and ')}; too long a wait is ${longWait}`,
    at: placeOf(retryAfter.node),
  };
}

function ofIdempotency({ facts: { idempotency } }: SalesforceCall): Explanation {
  const topic = 'repeating';
  if (idempotency.state === 'unknown') return { topic, says: `unknown: ${idempotency.because}` };
  const repeatable = idempotency.state === 'absent' || idempotency.value.repeatable;
  return { topic, says: repeatable ? 'leaves the same as sending it once' : 'creates the record again' };
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
