import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from './call.ts';
import { type ClientCall, clientCallOf } from './clients/index.ts';
import { requestPartsOf, type RequestParts } from './clients/request.ts';
import { resilientlySent } from './clients/resilient-use.ts';
import { methodOf } from './facts/method.ts';
import { callsTo, type Root, rootOf } from './functions/callers.ts';
import { instanceInAnswer, namedLogin } from './functions/login-answer.ts';
import { requestsBehind } from './functions/wrappers.ts';
import { mayHoldCall } from './gate.ts';
import { factsOf } from './facts-of.ts';
import { endpointOf } from './salesforce/endpoints.ts';
import { baseOf, type Recognition, recognise } from './salesforce/recognise.ts';
import { createMemo } from './memo.ts';
import { callExpressionsOf, register, sourceOf, type SourceView, textIn } from './source.ts';
import { chainedOn, valuesOf, variableOf } from './values/bindings.ts';
import { type Environment, UNBOUND } from './values/environment.ts';

const memo = createMemo<readonly SalesforceCall[]>(() => []);

/**
 * The Salesforce calls of a file, in source order. Found once per syntax tree and then shared by every rule; a file
 * that does not mention Salesforce costs one regular expression.
 */
export function callsOf(source: SourceView): readonly SalesforceCall[] {
  if (!mayHoldCalls(source)) return [];
  const file = adopted(source);
  return memo(file.ast, () => findCalls(file));
}

/**
 * The view of a file that its calls are found in: where the project knows the same text already, that of the former
 * parse, to whose nodes other files lead.
 */
export function adopted(source: SourceView): SourceView {
  const registered = register(source);
  return registered.project?.modules?.adopt(registered) ?? registered;
}

/** A request of a known client, before or after it is known where it goes. */
interface Request {
  readonly call: ClientCall;
  readonly parts: RequestParts;
  readonly recognition: Recognition | undefined;
}

/** A call of a project function that leads to a request. */
interface Passed extends Request {
  /** The call in this file; `call` is the request it leads to. */
  readonly node: TSESTree.CallExpression;
  /** The calls between the two. */
  readonly via: readonly TSESTree.CallExpression[];
}

function findCalls(source: SourceView): SalesforceCall[] {
  const requests = new Map<TSESTree.CallExpression, Request>();
  const others: TSESTree.CallExpression[] = [];
  for (const node of callExpressionsOf(source)) {
    const call = clientCallOf(node);
    if (call) requests.set(node, requestOf(call, UNBOUND, new Set()));
    else if (mayPassOn(node)) others.push(node);
  }
  const passed = others.flatMap(passedOn);
  const proven = withProof([...requests.values()], passed);
  const own = proven.flatMap((request) =>
    request.recognition && !isContinued(request.call.node, requests)
      ? [toCall(request.call.node, 'request', request, source)]
      : [],
  );
  const creates = passed.filter((one) => isWrapperCreate(one, requests.get(one.call.node)));
  // A wrapper may lead to several requests, of which it makes one.
  const wrapped = creates
    .filter(({ node }, index) => creates.findIndex((one) => one.node === node) === index)
    .map((one) => toCall(one.node, 'wrapper', one, source));
  return [...own, ...wrapped].toSorted((one, other) => one.node.range[0] - other.node.range[0]);
}

/** Whether a request is the first half of another one: `sobject.find(conditions)` in `sobject.find(conditions).update(…)`. */
function isContinued(node: TSESTree.CallExpression, requests: ReadonlyMap<TSESTree.CallExpression, Request>): boolean {
  const next = chainedOn(node);
  return next !== undefined && (requests.has(next) || isContinued(next, requests));
}

function requestOf(call: ClientCall, env: Environment, provenBases: ReadonlySet<string>): Request {
  const read = requestPartsOf(call, env);
  const parts = { ...read, method: methodOf(read) };
  return { call, parts, recognition: recognitionOf(call, parts, provenBases) };
}

function recognitionOf(
  call: ClientCall,
  parts: RequestParts,
  provenBases: ReadonlySet<string>,
): Recognition | undefined {
  const { client, operation, node } = call;
  const method = methodName(parts);
  if (client.salesforce !== true) {
    const options = [parts.optionsNode, ...parts.defaults];
    return recognise(parts.url, { node, method, options, provenBases }) ?? asLogin(call, parts);
  }
  const path = parts.url.text.replace(/^(?:https?:\/\/[^/?#]*|\{\}(?=\/))/, '');
  const endpoint = endpointOf(method, path, true);
  const evidence = call.sure
    ? `it is a call of ${client.name}`
    : `${operation.call} is a method of ${client.name}, which the project uses`;
  return { confidence: call.sure ? 'certain' : 'likely', evidence: [evidence], endpoint };
}

function asLogin(call: ClientCall, parts: RequestParts): Recognition | undefined {
  const member = instanceInAnswer(call, parts);
  const named = member === undefined ? namedLogin(parts) : undefined;
  if (member === undefined && named === undefined) return undefined;
  const endpoint = endpointOf('POST', 'services/oauth2/token', true);
  if (named !== undefined) return { confidence: 'likely', evidence: [named, 'it asks for a token'], endpoint };
  return { confidence: 'certain', evidence: [`its answer has the ${member} of Salesforce's login`], endpoint };
}

function methodName({ method }: RequestParts): string | undefined {
  if (method.state === 'present') return method.value;
  return method.state === 'absent' ? 'GET' : undefined;
}

/** What a call must say before it can be where a create, or a Salesforce path, is seen. */
const SAYS_WHAT = /post|create|insert|sobjects|composite|services\/|jobs\//i;

/** Whether a call says something that a request further down may need: looking into what it calls costs far more. */
function mayPassOn({ callee, arguments: args }: TSESTree.CallExpression): boolean {
  if (args.length === 0) return false;
  if (SAYS_WHAT.test(textIn(callee)) || args.some((argument) => SAYS_WHAT.test(textIn(argument)))) return true;
  return args.some((argument) => {
    const variable = argument.type === 'Identifier' ? variableOf(argument) : undefined;
    const values = variable ? valuesOf(variable) : [];
    return values.some((value) => SAYS_WHAT.test(textIn(value)));
  });
}

const memoPassed = createMemo<readonly Passed[]>(() => []);

/** The requests that a call of a project function leads to, each with what this call makes of it. */
function passedOn(node: TSESTree.CallExpression): readonly Passed[] {
  return memoPassed(node, () =>
    requestsBehind(node).map(({ call, env, via }) => ({ node, via, ...requestOf(call, env, new Set()) })),
  );
}

/** What is proven elsewhere in the file speaks for a request: the same base, or a caller that passes a Salesforce path on. */
function withProof(requests: readonly Request[], passed: readonly Passed[]): Request[] {
  const called = new Map<TSESTree.Node, Recognition>();
  const note = ({ call, recognition, parts }: Passed): void => {
    if (recognition?.confidence !== 'certain' || called.has(call.node)) return;
    called.set(call.node, {
      confidence: 'certain',
      evidence: [`it is called with ${parts.url.text}`],
      endpoint: undefined,
    });
  };
  for (const one of passed) note(one);
  for (const { call, parts, recognition } of requests) {
    if (sure(recognition) || called.has(call.node) || !OPEN.test(parts.url.text)) continue;
    noteCallers(call.node, note, () => called.has(call.node));
  }
  const first = requests.map((request) => ({
    ...request,
    recognition: sure(request.recognition) ?? called.get(request.call.node) ?? request.recognition,
  }));
  // The base URLs of certain calls speak for the other requests to the same server.
  const bases = new Set(
    first.flatMap(({ recognition, parts }) => (sure(recognition) ? (baseOf(parts.url) ?? []) : [])),
  );
  return first.map((request) =>
    bases.size === 0 || sure(request.recognition)
      ? request
      : { ...request, recognition: recognitionOf(request.call, request.parts, bases) },
  );
}

/** A URL whose server, or path, only a caller knows. */
const OPEN = /^(?:https?:\/\/)?\{\}/;

/** A wrapper is wrapped so often. */
const MOST_WRAPPERS = 3;

/** Notes what the calls of the function around a request make of it, and those of the functions that call that one. */
function noteCallers(request: TSESTree.Node, note: (passed: Passed) => void, isDone: () => boolean): void {
  const seen = new Set<Root>();
  let at: readonly TSESTree.Node[] = [request];
  for (let depth = 0; depth < MOST_WRAPPERS && at.length > 0; depth += 1) {
    const roots = new Set(at.map((node) => rootOf(node)));
    const callers = [...roots].flatMap((root) => (seen.has(root) || root.type === 'Program' ? [] : callsTo(root)));
    for (const root of roots) seen.add(root);
    for (const caller of callers) {
      for (const one of passedOn(caller)) note(one);
      if (isDone()) return;
    }
    at = callers;
  }
}

function sure(recognition: Recognition | undefined): Recognition | undefined {
  return recognition?.confidence === 'certain' ? recognition : undefined;
}

/**
 * Whether a call of a project function is where a create is seen: it names object and POST, and neither the request inside
 * nor a call on the way there does. The innermost one that says so is reported, once.
 */
function isWrapperCreate(passed: Passed, inFile: Request | undefined): boolean {
  const { call, via } = passed;
  if (!isCreate(passed) || isCreate(inFile ?? requestOf(call, UNBOUND, new Set()))) return false;
  return !via.some(
    (inner) => isSeen(inner) && passedOn(inner).some((one) => one.call.node === call.node && isCreate(one)),
  );
}

function isCreate({ recognition }: Request): boolean {
  return recognition?.endpoint?.effect === 'create';
}

/** Whether a call is looked at when its own file is linted. */
function isSeen(node: TSESTree.CallExpression): boolean {
  return mayPassOn(node) && mayHoldCalls(sourceOf(node));
}

function mayHoldCalls({ text, project }: SourceView): boolean {
  return mayHoldCall(text, project?.filename ?? '', project?.modules?.isOfSalesforce);
}

function toCall(
  node: TSESTree.CallExpression,
  kind: SalesforceCall['kind'],
  { call: made, parts, recognition }: Request,
  source: SourceView,
): SalesforceCall {
  const call = resilientlySent(made, parts);
  const { client, operation } = call;
  const { url, urlNode, optionsNode, body, method } = parts;
  const { confidence = 'possible', evidence = [], endpoint } = recognition ?? {};
  const sent = { node: call.node, client, optionsNode, call, method };
  const facts = factsOf({ sent, kind, node, parts, endpoint });
  const own = kind === 'request' ? { urlNode, optionsNode } : { urlNode: undefined, optionsNode: undefined };
  return { kind, node, source, client, operation, url, body, method, endpoint, confidence, evidence, facts, ...own };
}
