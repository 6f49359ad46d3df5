import type { TSESTree } from '@typescript-eslint/types';
import type { Client } from '../clients/client.ts';
import { type FunctionNode, isFunction, unwrap, type Variable } from '../source.ts';
import { chainedOn, keyName, memberName, variableOf } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';
import { objectOf, propertyOf } from '../values/objects.ts';
import { textOf } from '../values/text.ts';
import { errorFirst, isOk, type Outcome, type Scenario, UNKNOWN, type Value } from './outcome.ts';
import { isExecutor, rootOf } from './callers.ts';
import type { Later, Probe } from './probe.ts';
import { isLog } from './quiet.ts';

/** The statuses of failures that pass by themselves. */
export const TRANSIENT_STATUSES = [429, 500, 502, 503, 504] as const;

/** Statuses that say what is wrong with a request: no repetition changes that. */
export const PERMANENT_STATUSES = [400, 403, 404] as const;

/** Whether a request that met this meets the same again, however often it is sent. */
export function isPermanent(met: Scenario): boolean {
  return PERMANENT_STATUSES.some((status) => status === met);
}

/** A request, and the client that sends it. */
export interface Request {
  readonly node: TSESTree.CallExpression;
  readonly client: Client;
  readonly optionsNode: TSESTree.Node | undefined;
  /** What the client runs on a failure before its caller gets to know. */
  readonly interceptor?: FunctionNode;
}

/** How a request can end, with what it has met then, and who gets to know. */
export function probesOf(request: Request, scenarios: readonly Scenario[]): readonly Probe[] {
  const answers = scenarios.filter((one) => one !== 'network');
  const thrown = throwsOnStatus(request) ? answers.filter((status) => !isOk(status)) : [];
  const returned = answers.filter((status) => !thrown.includes(status));
  const lost = scenarios.filter((one) => one === 'network');
  const { coded = false } = request.client;
  return [
    probeOf(request, thrown, { how: 'throw', value: { kind: 'error', status: 'met', response: true, coded } }),
    probeOf(request, returned, { how: 'return', value: ANSWER }),
    probeOf(request, lost, { how: 'throw', value: { ...NO_ANSWER, coded } }),
  ].filter(({ met }) => met.length > 0);
}

function probeOf({ node, client, optionsNode }: Request, met: readonly Scenario[], outcome: Outcome): Probe {
  const lost = outcome.value.kind === 'error' && outcome.value.status === undefined;
  const start = { call: node, outcome, met };
  const callback = client.callback === undefined ? undefined : callbackOf(node);
  if (client.callback === 'events') return { ...start, ...eventsOf(node, lost) };
  if (client.callback === 'answer') return { ...start, later: answerLater(node, callback, lost) };
  if (callback) return { ...start, later: [{ target: callback, args: errorFirst(outcome) }] };
  const settings = client.name === 'jQuery.ajax' ? settingsLater(optionsNode, outcome) : [];
  return settings.length > 0 ? { ...start, later: settings } : start;
}

const NO_ANSWER = { kind: 'error', status: undefined, response: false } as const satisfies Value;
const ANSWER: Value = { kind: 'response', status: 'met' };

/** Options that make a client hand out a failure as an answer, with the values that do so. */
const KEEPS_QUIET: Readonly<Record<string, RegExp>> = {
  muteHttpExceptions: /^true$/,
  throwHttpErrors: /^false$/,
  simple: /^false$/,
  ignoreResponseError: /^true$/,
  skipThrowForStatus: /^true$/,
  ignoreHttpStatusErrors: /^true$/,
};

/** Whether a status such as 503 is thrown: as the client does, unless an option of the request says otherwise. */
export function throwsOnStatus({ client, optionsNode }: Pick<Request, 'client' | 'optionsNode'>): boolean {
  if (client.status === 'returned' || !optionsNode) return client.status === 'thrown';
  for (const [name, quiet] of Object.entries(KEEPS_QUIET)) {
    const found = propertyOf(optionsNode, name);
    if (found.state === 'present' && quiet.test(textOf(found.value).text)) return false;
  }
  const validate = propertyOf(optionsNode, 'validateStatus');
  const accepts = validate.state === 'present' ? unwrap(validate.value) : undefined;
  // `validateStatus: () => true` and `null` accept every status; what any other function does is not looked into.
  const acceptsAll =
    accepts?.type === 'ArrowFunctionExpression' ? textOf(accepts.body).text === 'true' : accepts?.type === 'Literal';
  return !acceptsAll;
}

/** The callback of a request: the last argument, where it is a function, or settles a promise. */
function callbackOf({ arguments: args }: TSESTree.CallExpression): TSESTree.Node | undefined {
  const last = args.at(-1);
  return last && (isFunction(last) || last.type === 'Identifier') ? handlerFrom(last) : undefined;
}

/** What `node` runs as a handler: a function, that of a log, or the `resolve` or `reject` of a promise that is being made. */
function handlerFrom(node: TSESTree.Node): TSESTree.Node | undefined {
  const [definition] = variableOf(node)?.defs ?? [];
  const settles = definition?.type === 'Parameter' && isFunction(definition.node) && isExecutor(definition.node);
  return settles || isLog(node) ? node : functionOf(node);
}

/** `https.request(options, (response) => …).on('error', …)`. */
function answerLater(
  node: TSESTree.CallExpression,
  callback: TSESTree.Node | undefined,
  lost: boolean,
): readonly Later[] {
  if (!lost) {
    const listeners = listenersOf(node, /^response$/);
    return [...(callback ? [callback] : []), ...listeners].map((target) => ({ target, args: [ANSWER] }));
  }
  return listenersOf(node, /^(?:error|timeout)$/).map((target) => ({ target, args: [NO_ANSWER] }));
}

/** The functions that listen to what a call returns, in its chain or through the variable that holds it. */
function listenersOf(node: TSESTree.CallExpression, events: RegExp): TSESTree.Node[] {
  const found: TSESTree.Node[] = [];
  const add = (at: TSESTree.Node): TSESTree.CallExpression | undefined => {
    const call = chainedOn(at);
    const target = call && listenerIn(call, events);
    if (target) found.push(target);
    return call;
  };
  for (let at: TSESTree.CallExpression | undefined = node; at; at = add(at));
  const holder = node.parent.type === 'VariableDeclarator' ? variableOf(node.parent.id) : undefined;
  for (const { identifier } of holder?.references ?? []) add(identifier);
  return found;
}

function listenerIn(call: TSESTree.CallExpression, events: RegExp): TSESTree.Node | undefined {
  const { callee } = call;
  const name = callee.type === 'MemberExpression' ? memberName(callee) : undefined;
  const [event, listener] = call.arguments;
  const listens = /^(?:on|once|addListener|addEventListener)$/.test(name ?? '');
  return listens && event?.type === 'Literal' && events.test(String(event.value)) && listener
    ? handlerFrom(listener)
    : undefined;
}

const ON_ANSWER = /^(?:load|loadend|readystatechange)$/;
const ON_LOSS = /^(?:error|timeout|abort|loadend|readystatechange)$/;

/** `xhr.onload = …`, `xhr.addEventListener('error', …)`: handlers read the status from the object itself. */
function eventsOf(node: TSESTree.CallExpression, lost: boolean): Partial<Probe> {
  const { callee } = node;
  const object = callee.type === 'MemberExpression' ? variableOf(callee.object) : undefined;
  const events = lost ? ON_LOSS : ON_ANSWER;
  const targets = (object?.references ?? []).flatMap(({ identifier }) => handlerAt(identifier, events) ?? []);
  const value: Value = lost ? { kind: 'response', status: 0 } : ANSWER;
  const holding = new Map<Variable, Value>(object ? [[object, value]] : []);
  // What an event is about is the request: memberOf takes `event.target` for the answer.
  const later = targets.map((target) => ({ target, args: [value] }));
  // `open` says what the request is; it goes out, and can fail, from `send` on.
  const sent = object?.references
    .map(({ identifier }) => sendAt(identifier))
    .find((call) => call && isAfter(call, node));
  return { holding, self: value, later, ...(sent && { call: sent }) };
}

/** `xhr.send(…)`. */
function sendAt(object: TSESTree.Node): TSESTree.Node | undefined {
  const call = chainedOn(object);
  return call?.callee.type === 'MemberExpression' && memberName(call.callee) === 'send' ? call : undefined;
}

/** Whether `later` comes after `first` in the same function. */
function isAfter(later: TSESTree.Node, first: TSESTree.Node): boolean {
  return later.range[0] > first.range[0] && rootOf(later) === rootOf(first);
}

function handlerAt(identifier: TSESTree.Node, events: RegExp): TSESTree.Node | undefined {
  const member = identifier.parent;
  if (member?.type !== 'MemberExpression' || member.object !== identifier) return undefined;
  const { parent } = member;
  if (parent.type === 'CallExpression' && parent.callee === member) return listenerIn(parent, events);
  const assigned = parent.type === 'AssignmentExpression' && parent.left === member ? parent.right : undefined;
  return assigned && events.test((memberName(member) ?? '').replace(/^on/, '')) ? handlerFrom(assigned) : undefined;
}

/** `$.ajax({ success, error, complete })`. */
function settingsLater(optionsNode: TSESTree.Node | undefined, { how, value }: Outcome): Later[] {
  const settings = optionsNode && objectOf(optionsNode);
  const names = how === 'throw' ? /^(?:error|complete)$/ : /^(?:success|complete)$/;
  const answer: Value = value.kind === 'error' ? { kind: 'response', status: value.status ?? 0 } : value;
  return (settings?.properties ?? []).flatMap((property) => {
    const target =
      property.type === 'Property' && names.test(keyName(property) ?? '') ? handlerFrom(property.value) : undefined;
    // `success(data, text, xhr)`, the others begin with the request.
    const args = keyName(property) === 'success' ? [UNKNOWN, UNKNOWN, answer] : [answer];
    return target ? [{ target, args }] : [];
  });
}
