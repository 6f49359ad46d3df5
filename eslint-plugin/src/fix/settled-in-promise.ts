import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { TRANSIENT_STATUSES } from '../analysis/functions/scenario.ts';
import { contains, type FunctionNode, isFunction, unwrap } from '../analysis/source.ts';
import { memberName, variableOf } from '../analysis/values/bindings.ts';
import { type Edit, insertAt, isIn } from './edit.ts';

/** The statuses after which a request is sent again, for code that no longer throws. */
const TRANSIENT = `[${TRANSIENT_STATUSES.join(', ')}]`;

/** A promise that is made around a request, and what rejects it. */
interface Made {
  readonly promise: TSESTree.NewExpression;
  readonly reject: string;
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
  const made = callback === 'answer' || callback === 'events' ? madeAround(call.node) : undefined;
  const told = made && (callback === 'answer' ? toldOfAnswer(call) : toldOfLoad(call));
  if (!made || !told || !contains(made.promise, told.handler) || !isIn(told.handler, call.source)) return undefined;
  const { promise, reject } = made;
  const error = `Object.assign(new Error(\`Salesforce answered \${${told.status}}\`), { response: ${told.answer} })`;
  const test = `${told.when}${TRANSIENT}.includes(${told.status}${told.mayLack && isTyped ? ' ?? 0' : ''})`;
  const refusal = [`if (${test}) {`, ...told.before.map((line) => `  ${line}`), `  return ${reject}(${error});`, '}'];
  const edit = atStart(told.handler, refusal, call.source.text);
  return (name) => [insertAt(promise.range[0], `${name}(() => `), edit, insertAt(promise.range[1], `${options})`)];
}

function madeAround(node: TSESTree.Node): Made | undefined {
  for (let at: TSESTree.Node | undefined = node.parent; at; at = at.parent) {
    if (!isFunction(at)) continue;
    const maker: TSESTree.Node = at.parent;
    const isPromise =
      maker.type === 'NewExpression' && maker.callee.type === 'Identifier' && maker.callee.name === 'Promise';
    const [, reject] = at.params;
    if (isPromise) return reject?.type === 'Identifier' ? { promise: maker, reject: reject.name } : undefined;
  }
  return undefined;
}

/** A handler of the answer, and how it reads the status. */
interface Told {
  readonly handler: FunctionNode & { readonly body: TSESTree.BlockStatement };
  readonly answer: string;
  readonly status: string;
  /** What must hold first. */
  readonly when: string;
  /** What must be done first. */
  readonly before: readonly string[];
  /** Whether its type says that there may be no status. */
  readonly mayLack: boolean;
}

/** `https.request(options, (response) => { … })` */
function toldOfAnswer({ node }: SalesforceCall): Told | undefined {
  const handler = node.arguments.at(-1);
  const [param] = handler && isFunction(handler) ? handler.params : [];
  if (!handler || !hasBlock(handler) || param?.type !== 'Identifier') return undefined;
  const { name } = param;
  // An answer that nobody reads holds its connection.
  return {
    handler,
    answer: name,
    status: `${name}.statusCode`,
    when: '',
    before: [`${name}.resume();`],
    mayLack: true,
  };
}

/** `xhr.onload = () => { … }`, `xhr.onreadystatechange = () => { … }`, `xhr.addEventListener('load', () => { … })`. */
function toldOfLoad({ node }: SalesforceCall): Told | undefined {
  const object = node.callee.type === 'MemberExpression' ? unwrap(node.callee.object) : undefined;
  if (object?.type !== 'Identifier') return undefined;
  for (const { identifier } of variableOf(object)?.references ?? []) {
    const member = identifier.parent;
    const name = member.type === 'MemberExpression' && member.object === identifier ? memberName(member) : undefined;
    const handler = name === undefined ? undefined : handlerAt(member);
    const isDone = /^onload(?:end)?$|^addEventListener$/.test(name ?? '');
    if (!handler || !hasBlock(handler) || !(isDone || name === 'onreadystatechange')) continue;
    const when = isDone ? '' : `${object.name}.readyState === 4 && `;
    return { handler, answer: object.name, status: `${object.name}.status`, when, before: [], mayLack: false };
  }
  return undefined;
}

function handlerAt(member: TSESTree.Node): TSESTree.Node | undefined {
  const { parent } = member;
  if (parent?.type === 'AssignmentExpression' && parent.left === member) return parent.right;
  if (parent?.type !== 'CallExpression') return undefined;
  const [event, listener] = parent.arguments;
  return event?.type === 'Literal' && event.value === 'load' ? listener : undefined;
}

function hasBlock(node: TSESTree.Node): node is Told['handler'] {
  return isFunction(node) && node.body.type === 'BlockStatement';
}

/** Lines before the others of a function, with the indentation that these have. */
function atStart({ body }: Told['handler'], lines: readonly string[], text: string): Edit {
  const [first] = body.body;
  if (!first) return { range: body.range, text: `{ ${lines.map((line) => line.trim()).join(' ')} }` };
  const indentation = /\n[ \t]*$/.exec(text.slice(body.range[0] + 1, first.range[0]))?.[0];
  if (indentation === undefined) return insertAt(first.range[0], `${lines.map((line) => line.trim()).join(' ')} `);
  return insertAt(first.range[0], lines.map((line) => `${line}${indentation}`).join(''));
}
