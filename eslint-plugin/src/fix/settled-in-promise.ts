import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { contains, type FunctionNode, isFunction, unwrap } from '../analysis/source.ts';
import { memberName, variableOf } from '../analysis/values/bindings.ts';
import { type Edit, insertAt, isIn } from './edit.ts';
import { freeName, namesIn } from './insert-template.ts';
import { after } from './move-statement.ts';
import { PASSING_STATUSES } from './what-passes.ts';
import { withParentheses } from './with-parentheses.ts';

/** A promise that is made around a request, and what rejects it. */
export interface Made {
  readonly promise: TSESTree.NewExpression;
  readonly reject: string;
  /** What gives that function a name, where nobody has needed it. */
  readonly edits: readonly Edit[];
}

/**
 * `new Promise((resolve, reject) => { https.request(options, (response) => … ) })`: the promise is made again for each
 * attempt, and rejects for a 503, which such code takes for an answer like any other.
 */
export function settledInPromise(
  call: SalesforceCall,
  options: string,
  isTyped: boolean,
): ((name: string) => readonly Edit[]) | undefined {
  const { callback } = call.client;
  const made = callback === 'answer' || callback === 'events' ? madeAround(call) : undefined;
  const told = made && (callback === 'answer' ? toldOfAnswer(call) : toldOfLoad(call, made.reject));
  if (!made || !told || !contains(made.promise, told.handler) || !isIn(told.handler, call.source)) return undefined;
  const { promise, reject } = made;
  const response = told.answer === 'response' ? 'response' : `response: ${told.answer}`;
  const held = told.seesLoss ? `{ ${response}, status: ${told.status} }` : `{ ${response} }`;
  const error = `Object.assign(new Error(\`Salesforce answered \${${told.status}}\`), ${held})`;
  // Of an answer that never came, the status is 0.
  const statuses = told.seesLoss ? PASSING_STATUSES.replace('[', '[0, ') : PASSING_STATUSES;
  const test = `${told.when}${statuses}.includes(${told.status}${told.mayLack && isTyped ? ' ?? 0' : ''})`;
  const refusal = [`if (${test}) {`, ...told.before.map((line) => `  ${line}`), `  return ${reject}(${error});`, '}'];
  const inside = [...made.edits, ...atStart(told.handler, refusal, call.source.text), ...told.edits];
  return (name) => [insertAt(promise.range[0], `${name}(() => `), ...inside, insertAt(promise.range[1], `${options})`)];
}

/** The promise whose executor a request stands in. */
export function madeAround({ node, source }: SalesforceCall): Made | undefined {
  for (let at: TSESTree.Node | undefined = node.parent; at; at = at.parent) {
    if (!isFunction(at)) continue;
    const promise: TSESTree.Node = at.parent;
    const isPromise =
      promise.type === 'NewExpression' && promise.callee.type === 'Identifier' && promise.callee.name === 'Promise';
    const [resolve, reject] = at.params;
    if (!isPromise || resolve?.type !== 'Identifier') return undefined;
    if (reject) return reject.type === 'Identifier' ? { promise, reject: reject.name, edits: [] } : undefined;
    const name = freeName('reject', namesIn(source));
    // `resolve => { … }` has no parentheses yet.
    const isBare = at.range[0] === resolve.range[0];
    const edits = isBare
      ? [insertAt(resolve.range[0], '('), insertAt(resolve.range[1], `, ${name})`)]
      : [insertAt(resolve.range[1], `, ${name}`)];
    return { promise, reject: name, edits };
  }
  return undefined;
}

/** A handler of the answer, and how it reads the status. */
interface Told {
  readonly handler: FunctionNode;
  readonly answer: string;
  readonly status: string;
  /** What must hold first. */
  readonly when: string;
  /** What must be done first. */
  readonly before: readonly string[];
  /** Whether its type says that there may be no status. */
  readonly mayLack: boolean;
  /** Whether it is told as well when there is no answer. */
  readonly seesLoss: boolean;
  /** What else the promise needs to settle. */
  readonly edits: readonly Edit[];
}

/** `https.request(options, (response) => { … })` */
function toldOfAnswer({ node }: SalesforceCall): Told | undefined {
  const handler = node.arguments.at(-1);
  const [param] = handler && isFunction(handler) ? handler.params : [];
  if (!handler || !isFunction(handler) || param?.type !== 'Identifier') return undefined;
  const { name } = param;
  const told = { handler, answer: name, status: `${name}.statusCode`, when: '', mayLack: true, seesLoss: false };
  // An answer that nobody reads holds its connection.
  return { ...told, before: [`${name}.resume();`], edits: [] };
}

/** `xhr.onload = () => { … }`, `xhr.onreadystatechange = () => { … }`, `xhr.addEventListener('load', () => { … })`. */
function toldOfLoad({ node }: SalesforceCall, reject: string): Told | undefined {
  const object = node.callee.type === 'MemberExpression' ? unwrap(node.callee.object) : undefined;
  if (object?.type !== 'Identifier') return undefined;
  const listeners = (variableOf(object)?.references ?? []).flatMap(({ identifier }) => listenerAt(identifier) ?? []);
  const found = listeners.find(({ event }) => /^(?:load|loadend|readystatechange)$/.test(event));
  if (!found || !isFunction(found.handler)) return undefined;
  const { handler, event, statement } = found;
  const { name } = object;
  const seesLoss = event !== 'load';
  const isLost = seesLoss || listeners.some((one) => /^(?:error|loadend)$/.test(one.event));
  return {
    handler,
    answer: name,
    status: `${name}.status`,
    when: event === 'readystatechange' ? `${name}.readyState === 4 && ` : '',
    before: [],
    mayLack: false,
    seesLoss,
    edits: isLost ? [] : [after(statement, `${name}.onerror = () => ${reject}(new Error('Network error'));`)],
  };
}

interface Listener {
  readonly event: string;
  readonly handler: TSESTree.Node;
  readonly statement: TSESTree.Node;
}

/** `xhr.onload = handler`, `xhr.addEventListener('load', handler)` */
function listenerAt(object: TSESTree.Node): Listener | undefined {
  const member = object.parent;
  const name = member?.type === 'MemberExpression' && member.object === object ? memberName(member) : undefined;
  const { parent } = member ?? {};
  if (parent?.parent?.type !== 'ExpressionStatement') return undefined;
  const statement = parent.parent;
  const [, event] = /^on(\w+)$/.exec(name ?? '') ?? [];
  if (event !== undefined && parent.type === 'AssignmentExpression') return { event, handler: parent.right, statement };
  const [first, handler] = name === 'addEventListener' && parent.type === 'CallExpression' ? parent.arguments : [];
  return first?.type === 'Literal' && handler ? { event: String(first.value), handler, statement } : undefined;
}

/** Lines before the others of a function, with the indentation that these have. */
function atStart({ body }: FunctionNode, lines: readonly string[], text: string): Edit[] {
  const onOne = lines.map((line) => line.trim()).join(' ');
  if (body.type !== 'BlockStatement') {
    const [start, end] = withParentheses(body.range, text);
    return [insertAt(start, `{ ${onOne} `), insertAt(end, '; }')];
  }
  const [first] = body.body;
  if (!first) return [{ range: body.range, text: `{ ${onOne} }` }];
  const indentation = /\n[ \t]*$/.exec(text.slice(body.range[0] + 1, first.range[0]))?.[0];
  if (indentation === undefined) return [insertAt(first.range[0], `${onOne} `)];
  const [, closing = ''] = /\n([ \t]*)\}$/.exec(text.slice(...body.range)) ?? [];
  const unit = indentation.slice(closing.length + 1) || '  ';
  const indented = lines.map((line) => line.replace(/^ {2}/, unit));
  return [insertAt(first.range[0], indented.map((line) => `${line}${indentation}`).join(''))];
}
