import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Retry } from '../analysis/facts/retry.ts';
import { throwsOnStatus } from '../analysis/functions/scenario.ts';
import { isLoop } from '../analysis/functions/statements.ts';
import { contains, functionAround, isFunction, nodesWithin, textIn } from '../analysis/source.ts';
import { bound, keyName, variableOf } from '../analysis/values/bindings.ts';
import { functionOf } from '../analysis/values/definition.ts';
import { type Edit, insertAt, isIn } from './edit.ts';
import { givesAnswer } from './gives-answer.ts';
import { connectionOf } from './heed-jsforce.ts';
import { insertOnce } from './insert-once.ts';
import { freeName, isTypeScript, namesIn, type Target } from './insert-template.ts';
import { before } from './move-statement.ts';
import { setOptions } from './set-options.ts';
import { TEMPLATES } from './templates.generated.ts';

/** Where a retry has the answer at hand that may say how long to wait. */
export interface KnownAnswer {
  /** What `retryAfterMs` is given: the answer, or an object with its headers. */
  readonly answer: string;
  /** The code that knows it. */
  readonly scope: TSESTree.Node;
  /** Where in the code it is known from. */
  readonly from: number;
  readonly edits: readonly Edit[];
}

/** The answer after which a retry goes on, as the library in use hands it out or throws it; undefined where it is not at hand. */
export function answerAtHand(call: SalesforceCall, retry: Retry, target: Target): KnownAnswer | undefined {
  const known = throwsOnStatus(call) ? undefined : answered(call, retry, target);
  return known ?? caught(call, retry, target) ?? keptByConnection(call, retry, target);
}

/** `const response = await fetch(…)`, `const { statusCode, headers } = await request(…)`. */
function answered(call: SalesforceCall, { again, mechanism }: Retry, target: Target): KnownAnswer | undefined {
  const { client, node } = call;
  const kind = client.answer?.headers;
  const isPlain = kind === 'plain';
  const isDone = client.name === 'UrlFetchApp';
  if (!isDone && !kind) return undefined;
  const sent = again.parent?.type === 'AwaitExpression' ? again : node;
  if (sent !== node && !givesAnswer(call, sent)) return undefined;
  const holder = sent.parent?.type === 'AwaitExpression' ? sent.parent.parent : isDone ? sent.parent : undefined;
  const id =
    holder?.type === 'VariableDeclarator'
      ? holder.id
      : holder?.type === 'AssignmentExpression'
        ? holder.left
        : undefined;
  const scope = holder && blockAround(holder);
  if (!id || !scope || !contains(repeatedIn(mechanism), scope)) return undefined;
  const known = { scope, from: holder.range[1] };
  if (isDone)
    return id.type === 'Identifier' ? { ...known, answer: ofAppsScript(id.name, target), edits: [] } : undefined;
  if (id.type === 'Identifier' && !isPlain) return { ...known, answer: id.name, edits: [] };
  const taken = id.type === 'Identifier' ? { name: `${id.name}.headers`, edits: [] } : headersTaken(id, target);
  if (!taken) return undefined;
  const headers = isPlain ? asHeaders(taken.name, target) : taken.name;
  return { ...known, answer: headers === 'headers' ? '{ headers }' : `{ headers: ${headers} }`, edits: taken.edits };
}

/** Apps Script has no `Headers`, and names headers as they were sent. */
function ofAppsScript(response: string, { filename }: Target): string {
  return `{ headers: ${namedIn(`${response}.getHeaders()${isTypeScript(filename) ? ' as Record<string, string>' : ''}`)} }`;
}

function namedIn(headers: string): string {
  const named = '([key]) => key.toLowerCase() === name.toLowerCase()';
  return `{ get: (name) => String(Object.entries(${headers}).find(${named})?.[1]) }`;
}

function asHeaders(plain: string, { filename }: Target): string {
  return `new Headers(${plain}${isTypeScript(filename) ? ' as Record<string, string>' : ''})`;
}

/** The name that a pattern gives the headers; where it leaves them out, it takes them as well. */
function headersTaken(pattern: TSESTree.Node, { source }: Target): { name: string; edits: Edit[] } | undefined {
  const [first] = pattern.type === 'ObjectPattern' ? pattern.properties : [];
  if (pattern.type !== 'ObjectPattern' || !first) return undefined;
  const taken = pattern.properties.find((one) => one.type === 'Property' && keyName(one) === 'headers');
  const local = taken?.type === 'Property' ? bound(taken.value) : undefined;
  if (local?.type === 'Identifier') return { name: local.name, edits: [] };
  if (taken) return undefined;
  const names = namesIn(source);
  const name = names.has('headers') ? freeName('answerHeaders', names) : 'headers';
  return { name, edits: [insertAt(first.range[0], `${name === 'headers' ? name : `headers: ${name}`}, `)] };
}

/** How the headers are had of what a library throws. */
interface ThrownHeaders {
  /** What TypeScript must be told that it is. */
  readonly type: string;
  readonly of: (error: string) => string;
  /** What makes the library throw them. */
  readonly edits?: (call: SalesforceCall, target: Target) => readonly Edit[] | undefined;
}

/** In the answer that the error holds. */
const IN_ANSWER: ThrownHeaders = {
  type: '{ response?: { headers?: Record<string, string> } }',
  of: (error) => `new Headers(${error}.response?.headers)`,
};

/** What others throw: the request itself, or an error that says in its message what was answered. */
const THROWN: Readonly<Record<string, ThrownHeaders>> = {
  'jQuery.ajax': {
    type: '{ getResponseHeader(name: string): string | null }',
    of: (request) => `{ get: (name) => ${request}.getResponseHeader(name) }`,
  },
  'z.request': {
    type: 'Error',
    of: (error) => `new Headers(${error}.name === 'ResponseError' ? JSON.parse(${error}.message).headers : {})`,
  },
  UrlFetchApp: {
    type: '{ response?: { getHeaders(): Record<string, string> } }',
    of: (error) => namedIn(`${error}.response?.getHeaders() ?? {}`),
    edits: keepingAnswer,
  },
};

/** `UrlFetchApp.fetch(url)` becomes `answerOrThrow(UrlFetchApp.fetch(url, { muteHttpExceptions: true }))`, which keeps the answer. */
function keepingAnswer(call: SalesforceCall, target: Target): readonly Edit[] | undefined {
  const { node } = call;
  const muted = isIn(node, target.source) ? setOptions(call, { muteHttpExceptions: 'true' }) : undefined;
  if (!muted) return undefined;
  const { name, edits } = insertOnce(TEMPLATES.answerOrThrow, 'answerOrThrow', target);
  return [...edits, insertAt(node.range[0], `${name}(`), ...muted, insertAt(node.range[1], ')')];
}

/** `catch (error)` around a call of a library that throws for a status, or the handler of an interceptor. */
function caught(call: SalesforceCall, { again, mechanism, kind }: Retry, target: Target): KnownAnswer | undefined {
  const thrown = call.client.error?.response ? IN_ANSWER : THROWN[call.client.name];
  if (!thrown || (thrown.edits && !throwsOnStatus(call))) return undefined;
  const handler = kind === 'interceptor' ? functionAround(mechanism) : clauseAround(again, repeatedIn(mechanism));
  const param = handler && (isFunction(handler) ? handler.params[0] : handler.param);
  if (!handler || (param && param.type !== 'Identifier') || (isFunction(handler) && !param)) return undefined;
  const name = param?.name ?? 'error';
  const isKnown = !isTypeScript(target.filename) || isFunction(handler) || Boolean(param?.typeAnnotation);
  const error = isKnown ? name : `(${name} as ${thrown.type})`;
  const kept = thrown.edits ? thrown.edits(call, target) : [];
  if (!kept) return undefined;
  const edits = [...kept, ...(param ? [] : [insertAt(handler.body.range[0], '(error) ')])];
  const answer = `{ headers: ${thrown.of(error)} }`;
  return { answer, scope: handler.body, from: handler.body.range[0], edits };
}

/** `catch (error)` in a loop around jsforce, whose connection is asked what it was answered last. */
function keptByConnection(call: SalesforceCall, { again, mechanism }: Retry, target: Target): KnownAnswer | undefined {
  const connection = connectionOf(call);
  const handler = clauseAround(again, repeatedIn(mechanism));
  const isStatement = /^(?:BlockStatement|Program)$/.test(mechanism.parent?.type ?? '');
  if (!connection || !handler || !isStatement || !isLoop(mechanism) || !contains(mechanism, call.node))
    return undefined;
  if (nodesWithin(connection, 'Identifier').some((name) => isDeclaredIn(mechanism, name))) return undefined;
  const { name, edits } = insertOnce(TEMPLATES.lastAnswerOf, 'lastAnswerOf', target);
  const lastAnswer = freeName('lastAnswer', namesIn(target.source));
  return {
    answer: `{ headers: ${asHeaders(`${lastAnswer}()?.headers`, target)} }`,
    scope: handler.body,
    from: handler.body.range[0],
    edits: [...edits, before(mechanism, `const ${lastAnswer} = ${name}(${textIn(connection)});`)],
  };
}

function isDeclaredIn(loop: TSESTree.Node, name: TSESTree.Identifier): boolean {
  const declared = variableOf(name)?.defs[0]?.name;
  return declared !== undefined && contains(loop, declared);
}

/** The handler of the `try` that a failure ends in. */
function clauseAround(node: TSESTree.Node, root: TSESTree.Node): TSESTree.CatchClause | undefined {
  for (let at = node.parent; at && at !== root.parent && !isFunction(at); at = at.parent) {
    if (at.type === 'TryStatement' && at.handler && contains(at.block, node)) return at.handler;
  }
  return undefined;
}

/** What is run again: the loop, or the function that is called once more. */
function repeatedIn(mechanism: TSESTree.Node): TSESTree.Node {
  if (isLoop(mechanism)) return mechanism;
  const target = mechanism.type === 'CallExpression' ? functionOf(mechanism.callee) : undefined;
  return target ?? mechanism;
}

function blockAround(node: TSESTree.Node): TSESTree.Node | undefined {
  let at: TSESTree.Node | undefined = node;
  while (at && at.type !== 'BlockStatement') at = at.parent;
  return at;
}
