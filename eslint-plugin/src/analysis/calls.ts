import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from './call.ts';
import { clientOf } from './clients/index.ts';
import type { Client } from './clients/client.ts';
import type { Fact } from './fact.ts';
import { idempotencyOf } from './facts/idempotency.ts';
import { retryOf } from './facts/retry.ts';
import { retryAfterOf } from './facts/retry-after.ts';
import { isSingleUse } from './facts/single-use.ts';
import { mentionsSalesforce } from './gate.ts';
import { baseOf, recognise } from './salesforce/recognise.ts';
import { callExpressionsOf, type SourceView, unwrap } from './source.ts';
import { objectOf, propertyOf } from './values/objects.ts';
import { type StaticText, textOf } from './values/text.ts';

const known = new WeakMap<TSESTree.Program, readonly SalesforceCall[]>();

/**
 * The Salesforce calls of a file, in source order. Found once per syntax tree and then shared by every rule; a file
 * that does not mention Salesforce costs one regular expression.
 */
export function callsOf(source: SourceView): readonly SalesforceCall[] {
  const cached = known.get(source.ast);
  if (cached) return cached;
  const calls = mentionsSalesforce(source.text) ? findCalls(source) : [];
  known.set(source.ast, calls);
  return calls;
}

/** A request of a known client, before it is known where it goes. */
interface Request {
  readonly node: TSESTree.CallExpression;
  readonly client: Client;
  readonly urlNode: TSESTree.Node;
  readonly optionsNode: TSESTree.Node | undefined;
  readonly url: StaticText;
  readonly method: Fact<string>;
}

function findCalls(source: SourceView): SalesforceCall[] {
  const requests = callExpressionsOf(source).flatMap((node) => requestOf(node, source) ?? []);
  // The base URLs of certain calls speak for the other requests to the same server.
  const alone = requests.map((request) => recognised(request, source, new Set()));
  const isCertain = (index: number): boolean => alone[index]?.confidence === 'certain';
  const provenBases = new Set(
    requests.filter((_, index) => isCertain(index)).flatMap(({ url }) => baseOf(url, source) ?? []),
  );
  return requests.flatMap((request, index) => {
    const recognition = isCertain(index) ? alone[index] : recognised(request, source, provenBases);
    return recognition ? [toCall(request, recognition, source)] : [];
  });
}

function requestOf(node: TSESTree.CallExpression, source: SourceView): Request | undefined {
  const client = clientOf(node, source);
  const [first, second] = node.arguments;
  if (!client || !first || first.type === 'SpreadElement') return undefined;
  const request = unwrap(first);
  const inRequest = request.type === 'NewExpression' ? request.arguments[1] : undefined;
  const optionsNode = second ?? inRequest;
  return {
    node,
    client,
    urlNode: first,
    optionsNode,
    url: textOf(first, source),
    method: methodOf(optionsNode, source),
  };
}

/** The HTTP method: GET where no options say otherwise. */
function methodOf(optionsNode: TSESTree.Node | undefined, source: SourceView): Fact<string> {
  if (!optionsNode) return { state: 'absent' };
  const property = propertyOf(optionsNode, 'method', source);
  if (property.state !== 'present') return property;
  const { text } = textOf(property.value, source);
  if (!/^[A-Za-z]+$/.test(text)) return { state: 'unknown', because: 'the method is computed' };
  return { state: 'present', value: text.toUpperCase(), node: property.value };
}

function methodName(method: Fact<string>): string | undefined {
  if (method.state === 'present') return method.value;
  return method.state === 'absent' ? 'GET' : undefined;
}

function recognised(
  request: Request,
  source: SourceView,
  provenBases: ReadonlySet<string>,
): ReturnType<typeof recognise> {
  return recognise(request.url, {
    source,
    node: request.node,
    method: methodName(request.method),
    sendsBearerToken: sendsBearerToken(request.optionsNode, source),
    provenBases,
  });
}

function sendsBearerToken(optionsNode: TSESTree.Node | undefined, source: SourceView): boolean {
  const headers = optionsNode && propertyOf(optionsNode, 'headers', source);
  const literal = headers?.state === 'present' ? objectOf(headers.value, source) : undefined;
  const names = ['Authorization', 'authorization'];
  return names.some((name) => {
    const header = literal && propertyOf(literal, name, source);
    return header?.state === 'present' && /^(?:Bearer|OAuth) /.test(textOf(header.value, source).text);
  });
}

function toCall(
  request: Request,
  recognition: NonNullable<ReturnType<typeof recognise>>,
  source: SourceView,
): SalesforceCall {
  const { node, client } = request;
  const retry = lazily(() => retryOf({ node, client, source }));
  const retryAfter = lazily(() => retryAfterOf(node, retry(), source));
  const idempotency = lazily(() => idempotencyOf(recognition.endpoint, request.method, request.optionsNode, source));
  const facts: SalesforceCall['facts'] = {
    get retry() {
      return retry();
    },
    get retryAfter() {
      return retryAfter();
    },
    get idempotency() {
      return idempotency();
    },
    get singleUse() {
      return isSingleUse(recognition.endpoint, node.arguments, source);
    },
  };
  return { ...request, ...recognition, source, facts };
}

function lazily<T>(compute: () => T): () => T {
  let found: { value: T } | undefined;
  return () => (found ??= { value: compute() }).value;
}
