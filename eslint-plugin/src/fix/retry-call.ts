import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { RESILIENT_CALLBACK, RESILIENT_RETRY, RESILIENT_STEP } from '../analysis/clients/resilient.ts';
import { isFunction, type SourceView, textIn, unwrap } from '../analysis/source.ts';
import { declaredVariablesOf } from '../analysis/values/bindings.ts';
import { callerSignalOf } from './caller-signal.ts';
import { callingBack } from './calling-back.ts';
import { type Edit, insertAt, isIn, overlap, replace } from './edit.ts';
import { handedToThen } from './handed-to-then.ts';
import { type Heeding, heedingJsforce } from './heed-jsforce.ts';
import { insertTemplate, isTypeScript, type Target } from './insert-template.ts';
import { isRepeatable } from './is-repeatable.ts';
import { isDeployment, isRepeatableLoad } from './is-repeatable-load.ts';
import { narrowedIn } from './narrowed-in.ts';
import { promised } from './promised.ts';
import { rejectedByEvent } from './rejected-by-event.ts';
import type { ClientFix } from './resilient-client.ts';
import { settledInPromise } from './settled-in-promise.ts';
import { type Template, TEMPLATES } from './templates.generated.ts';
import { toldAsWell } from './told-as-well.ts';
import { withoutOwnRetry } from './without-own-retry.ts';

/** Calls that send more than one request, of which the first ones must not be sent again: `conn.metadata.deploy`. */
const SENDS_SEVERAL = /^(?:bulk2?\.|metadata\.(?!read|list|describe|check)|sobject\.\(\)\.\w+Bulk$)/;

/** The end of calls that give a stream, which no function that waits for a promise can repeat. */
const STREAMS = '.blob';

/** One of the functions that repeat a call, and the edits that hand it the call, by the name it gets. */
interface Repetition {
  readonly name: string;
  readonly template: Template;
  readonly edits: (name: string) => readonly Edit[];
}

/**
 * Repeats a call of any library with `retrySalesforce`, or with its sisters for callbacks and for Zapier, which are put into
 * the file where they are missing.
 *
 * @param around - A call of a retry package: `retrySalesforce` takes its place, since two layers would multiply.
 */
export function withRetry(call: SalesforceCall, target: Target, around?: TSESTree.Node): ClientFix | undefined {
  const { client, operation, kind } = call;
  if (kind !== 'request' || client.wrappable === false || operation.call.endsWith(STREAMS)) return undefined;
  if (SENDS_SEVERAL.test(operation.call) && !isRepeatableLoad(call) && !isDeployment(call)) return undefined;
  const quiet = withoutOwnRetry(call);
  const heeding = heedingJsforce(call, target);
  const repetition = quiet && repetitionOf(call, target, around, heeding);
  if (!repetition) return undefined;
  const existing = nameIn(target.source, repetition.name);
  const inserted = existing === undefined ? insertTemplate(repetition.template, target) : undefined;
  const name = existing ?? inserted?.nameOf(repetition.name) ?? repetition.name;
  const code = [...(inserted ? [inserted.edit] : []), ...(heeding?.edits ?? [])];
  const edits = [...code, ...repetition.edits(name), ...quiet];
  return overlap(edits) ? undefined : { edits, name, exists: existing !== undefined };
}

function repetitionOf(
  call: SalesforceCall,
  target: Target,
  around: TSESTree.Node | undefined,
  heeding: Heeding | undefined,
): Repetition | undefined {
  const { options, ...by } = functionFor(call, optionsFor(call, heeding?.option));
  const isTyped = isTypeScript(target.filename);
  if (around && isIn(around, target.source)) {
    const replaced = inPlaceOf(around, options, target);
    return replaced && { ...by, edits: replaced };
  }
  const edits =
    wrapped(call, options, isTyped) ??
    settledInPromise(call, options, isTyped) ??
    handedToThen(call, options) ??
    rejectedByEvent(call, options) ??
    toldAsWell(call, options, target);
  if (edits) return { ...by, edits };
  const calling = callingBack(call, options, isTyped);
  return calling && { name: RESILIENT_CALLBACK, template: TEMPLATES.retryCallback, edits: calling };
}

/** The function that repeats a call, and what it is given behind that: a step of Zapier ends before an outage does. */
function functionFor({ client, node }: SalesforceCall, options: string) {
  const callee = unwrap(node.callee);
  if (client.name !== 'z.request' || callee.type !== 'MemberExpression')
    return { name: RESILIENT_RETRY, template: TEMPLATES.retry, options };
  return { name: RESILIENT_STEP, template: TEMPLATES.retryStep, options: `, ${textIn(callee.object)}${options}` };
}

/** `, { idempotent: true, signal }`: what `retrySalesforce` must know of the call. */
function optionsFor(call: SalesforceCall, heeding = ''): string {
  const signal = callerSignalOf(call);
  const options = [
    isRepeatable(call) || isRepeatableLoad(call) ? 'idempotent: true' : '',
    heeding,
    signal === undefined || signal === 'signal' ? (signal ?? '') : `signal: ${signal}`,
  ].filter(Boolean);
  return options.length > 0 ? `, { ${options.join(', ')} }` : '';
}

/** The name that a function of the fixes has in a file that declares, imports or requires it. */
function nameIn(source: SourceView, name: string): string | undefined {
  const variables = declaredVariablesOf(source).filter((one) => one.name === name);
  const isFunctionOfOurs = variables.some(({ defs: [definition] }) => {
    if (definition?.type === 'ImportBinding' || definition?.type === 'FunctionName') return true;
    return definition?.node.type === 'VariableDeclarator' && definition.node.id.type === 'ObjectPattern';
  });
  return isFunctionOfOurs ? name : undefined;
}

/** `await client.get(url)` becomes `await retrySalesforce(() => client.get(url))`. */
function wrapped(
  call: SalesforceCall,
  options: string,
  isTyped: boolean,
): ((name: string) => readonly Edit[]) | undefined {
  const { callback } = call.client;
  const found = callback === 'answer' || callback === 'events' ? undefined : promised(call);
  if (!found) return undefined;
  const { whole, waits } = found;
  const known = isTyped ? narrowedIn(whole).map((node) => insertAt(node.range[1], '!')) : [];
  return (name) => [
    insertAt(whole.range[0], `${name}(${waits ? 'async ' : ''}() => `),
    ...known,
    insertAt(whole.range[1], `${options})`),
  ];
}

/** `pRetry(() => client.get(url), { retries: 5 })`: the function stays, the rest is replaced. */
function inPlaceOf(
  around: TSESTree.Node,
  options: string,
  { source }: Target,
): ((name: string) => readonly Edit[]) | undefined {
  if (around.type !== 'CallExpression' || around.callee.type !== 'Identifier') return undefined;
  const { callee } = around;
  const [first] = around.arguments;
  if (!first || !isFunction(first) || first.params.length > 0) return undefined;
  // Type arguments are for the function that goes.
  if (source.text.slice(callee.range[1], first.range[0]).trim() !== '(') return undefined;
  return (name) => [replace(callee, name), { range: [first.range[1], around.range[1]], text: `${options})` }];
}
