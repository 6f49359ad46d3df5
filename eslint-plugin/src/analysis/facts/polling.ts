import type { TSESTree } from '@typescript-eslint/types';
import type { Fact } from '../fact.ts';
import { isIteration } from '../functions/iteration.ts';
import type { Request } from '../functions/scenario.ts';
import { isLoop } from '../functions/statements.ts';
import { waysBack } from '../functions/ways-back.ts';
import type { Endpoint } from '../salesforce/endpoints.ts';
import { contains, functionAround, nodesWithin, textIn, unwrap } from '../source.ts';
import { constantOf, memberName, variableOf } from '../values/bindings.ts';
import { definitionOf, functionOf } from '../values/definition.ts';

/** A loop that asks whether a job has ended. */
export interface Polling {
  /** The loop, or the function that calls itself. */
  readonly loop: TSESTree.Node;
  /** Whether it waits between two polls. */
  readonly pauses: boolean;
  /** How long, where that is a number of its own (ms). */
  readonly pause: TSESTree.Literal | undefined;
  /** Whether anything ends it when the job never does. */
  readonly limited: boolean;
  /** What the state of the job is compared with, where only a success ends the loop. */
  readonly onlySuccess:
    { readonly state: TSESTree.Node; readonly name: string; readonly at: TSESTree.Node } | undefined;
}

/** A request that may ask for the state of a job. */
interface Asking extends Request {
  readonly endpoint: Endpoint | undefined;
}

/** The endpoints that tell the state of what runs in the background. */
const POLLED = /^(?:bulk2-job|bulk1-read|metadata-deploy-status)$/;

const ENDED_WELL = /^(?:JobComplete|Completed?|Succeeded|Success)$/;
const ENDED_BADLY = /fail|abort|error|cancel|not ?processed/i;
/** A state in which a job goes on: a loop that names one may end with every other. */
const GOES_ON = /^(?:Open|UploadComplete|InProgress|Queued|Pending|Running|New|Processing)$/i;

/** Names of what limits a loop. */
const LIMIT =
  /deadline|expir|elapsed|abort|signal|attempt|tries|retr(?:y|i(?!ev))|max|limit|count|time_?out|timed|remaining|budget|start|until|performance|^Date$|hrtime/i;

/** Names of what waits; not `await`. */
const PAUSE = /sleep|delay|(?<!\ba)wait|pause|setTimeout|timer|backoff|interval/i;

/** Answers "how does the loop around this request wait for a job?". */
export function pollingOf(request: Asking): Fact<Polling> {
  if (!POLLED.test(request.endpoint?.id ?? '') && !isDeployStatus(request)) return { state: 'absent' };
  for (const { met, way } of waysBack(request).routes.values()) {
    if (!met.has(200) || isIteration(way.via, request.node, true)) continue;
    const loop = isLoop(way.via) ? way.via : way.kind === 'recursion' ? functionAround(way.via) : undefined;
    // What a helper is handed decides when it ends.
    if (!loop) return { state: 'unknown', because: 'a helper of the project polls' };
    return { state: 'present', value: judged(loop, request.node), node: loop };
  }
  return { state: 'absent' };
}

function isDeployStatus({ node: { callee } }: Asking): boolean {
  const name = callee.type === 'MemberExpression' ? memberName(callee) : undefined;
  return name === 'checkDeployStatus' || name === 'checkRetrieveStatus';
}

function judged(loop: TSESTree.Node, request: TSESTree.CallExpression): Polling {
  const { pauses, pause } = pausesIn(loop, request);
  return { loop, pauses, pause, limited: isLimited(loop, request), onlySuccess: onlySuccessIn(loop, request) };
}

/** Whether a loop waits; what it calls and cannot be looked into may do so. */
function pausesIn(loop: TSESTree.Node, request: TSESTree.CallExpression): Pick<Polling, 'pause' | 'pauses'> {
  const calls = nodesWithin(loop, 'CallExpression');
  const waiting = calls.filter(({ callee }) => PAUSE.test(textIn(callee)));
  const [only, ...others] = waiting.filter((call) => !contains(call, request));
  const given =
    only && others.length === 0 ? only.arguments[textIn(only.callee).endsWith('setTimeout') ? 1 : 0] : undefined;
  const variable = given && variableOf(given);
  const value = (variable && constantOf(variable)) ?? given;
  const pause = value?.type === 'Literal' && typeof value.value === 'number' ? value : undefined;
  return { pauses: waiting.length > 0 || calls.some((call) => mayPause(call, request)), pause };
}

/** Whether a call that is waited for may be a pause: not the request, what leads to it, or the reading of its answer. */
function mayPause(call: TSESTree.CallExpression, request: TSESTree.CallExpression): boolean {
  if (call.parent.type !== 'AwaitExpression' || contains(call, request)) return false;
  const reads = call.callee.type === 'MemberExpression' && /^(?:json|text)$/.test(memberName(call.callee) ?? '');
  if (reads) return false;
  const target = functionOf(call.callee);
  return !target || PAUSE.test(textIn(target));
}

function isLimited(loop: TSESTree.Node, request: TSESTree.CallExpression): boolean {
  if (loop.type === 'ForStatement' && loop.test && loop.update) return true;
  if (loop.type === 'ForOfStatement' || loop.type === 'ForInStatement') return true;
  const names = nodesWithin(loop, 'Identifier').filter((name) => !isOfOnePoll(name, request));
  if (names.some(({ name }) => LIMIT.test(name) && !/^(?:set|clear)Timeout$/.test(name))) return true;
  // A counter by any name.
  return nodesWithin(loop, 'UpdateExpression').length > 0 || nodesWithin(loop, 'AssignmentExpression').some(counts);
}

/** Whether a name is about a single poll: what repeats it, the key of an option, the limit that each has for itself. */
function isOfOnePoll(name: TSESTree.Identifier, request: TSESTree.CallExpression): boolean {
  const { parent } = name;
  if (parent.type === 'CallExpression') return parent.callee === name && contains(parent, request);
  if (!contains(request, name)) return false;
  if (parent.type === 'Property') return parent.key === name && !parent.shorthand;
  return parent.type === 'MemberExpression' && textIn(parent) === 'AbortSignal.timeout';
}

function counts({ operator, right }: TSESTree.AssignmentExpression): boolean {
  return operator !== '=' || right.type === 'BinaryExpression';
}

/** The comparison with a success, where nothing in the loop names another end of a job. */
function onlySuccessIn(loop: TSESTree.Node, request: TSESTree.CallExpression): Polling['onlySuccess'] {
  const words = wordsIn(loop, request);
  if (!words || words.some((word) => ENDED_BADLY.test(word) || GOES_ON.test(word))) return undefined;
  for (const comparison of nodesWithin(loop, 'BinaryExpression')) {
    const { left, operator, right } = comparison;
    if (!/^[!=]==?$/.test(operator) || right.type !== 'Literal' || typeof right.value !== 'string') continue;
    if (ENDED_WELL.test(right.value)) return { state: unwrap(left), name: right.value, at: comparison };
  }
  return undefined;
}

/** The names and texts of a loop, and of the constants and functions that it names; undefined where some are not at hand. */
function wordsIn(loop: TSESTree.Node, request: TSESTree.CallExpression): string[] | undefined {
  const words = ownWords(loop);
  for (const name of nodesWithin(loop, 'Identifier')) {
    const defined = definitionOf(name);
    if (defined !== name && defined.type !== 'Program') words.push(...ownWords(defined));
  }
  const unseen = nodesWithin(loop, 'CallExpression').some((call) => {
    const { callee, arguments: args } = call;
    // The request names the job as well, and says nothing of its end.
    if (call === request) return false;
    const tells = args.some((one) => /\b(?:state|status|job|info|result)\b/i.test(textIn(one)));
    return tells && callee.type === 'Identifier' && !functionOf(callee) && !/log|String|encodeURI/i.test(callee.name);
  });
  return unseen ? undefined : words;
}

function ownWords(node: TSESTree.Node): string[] {
  const literals = nodesWithin(node, 'Literal').map(({ raw }) => raw.replace(/^['"`]|['"`]$/g, ''));
  return [...literals, ...nodesWithin(node, 'Identifier').map(({ name }) => name)].filter(
    (word) => !/^on?[eE]rror$|^Error$|^err(?:or)?$/.test(word),
  );
}
