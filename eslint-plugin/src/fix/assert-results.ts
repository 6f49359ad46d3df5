import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { resilientRetryAround } from '../analysis/clients/resilient.ts';
import type { UncheckedResults } from '../analysis/facts/unchecked-results.ts';
import { contains, isFunction, nodesWithin, unwrap } from '../analysis/source.ts';
import { keyName, memberName, variableOf } from '../analysis/values/bindings.ts';
import { type Edit, insertAt, isIn } from './edit.ts';
import { insertOnce } from './insert-once.ts';
import { isTypeScript, type Target } from './insert-template.ts';
import { ANSWER, memberIn, parsedBodyOf } from './parsed-body.ts';
import { promised } from './promised.ts';
import { insertAfter, insertBefore, statementAround } from './statements.ts';
import { TEMPLATES } from './templates.generated.ts';

/** The function that looks at every result; it gives the answer back. */
const ASSERT = 'assertWritten';

/** Lets a request fail when one of its records was refused; undefined where the answer is not at hand. */
export function assertResults(
  call: SalesforceCall,
  { values, told }: UncheckedResults,
  target: Target,
): readonly Edit[] | undefined {
  if (call.kind !== 'request' || !isIn(call.node, target.source)) return undefined;
  if (told) return toldOfRefused(call, target);
  const inserted = insertOnce(TEMPLATES.assertWritten, ASSERT, target);
  const edits = around(call, values, inserted.name);
  return edits && [...inserted.edits, ...edits];
}

/** `create(records, callback)` becomes `create(records, toldOfRefused(callback))`; types may ask more of the callback. */
function toldOfRefused(call: SalesforceCall, target: Target): Edit[] | undefined {
  const around = resilientRetryAround(call.node);
  const callback = around ? around.arguments[1] : call.node.arguments.at(-1);
  if (!callback || isTypeScript(target.filename)) return undefined;
  const { name, edits } = insertOnce(TEMPLATES.toldOfRefused, 'toldOfRefused', target);
  return [...edits, insertAt(callback.range[0], `${name}(`), insertAt(callback.range[1], ')')];
}

function around(call: SalesforceCall, values: readonly TSESTree.Node[], name: string): Edit[] | undefined {
  const { client, node } = call;
  if (/^got\b/.test(client.name) && !values.some(isJson)) return aroundPromise(node, name, '.json()');
  const form = parsedBodyOf(call);
  const parsed = form === ANSWER ? sentBy(call) : values.find(isJson);
  if (parsed) return aroundPromise(parsed, name);
  return form === undefined ? undefined : aroundAnswer(call, values, form, name);
}

/** The call with what is called on it, or that of `retrySalesforce` that gives its answer. */
function sentBy(call: SalesforceCall): TSESTree.Node {
  return resilientRetryAround(call.node) ?? promised(call)?.whole ?? call.node;
}

/** `response.json()`, and what got and ky resolve with. */
function isJson(value: TSESTree.Node): boolean {
  return (
    value.type === 'CallExpression' && value.callee.type === 'MemberExpression' && memberName(value.callee) === 'json'
  );
}

/** `await promise` becomes `assertWritten(await promise)`, any other promise `promise.then(assertWritten)`. */
function aroundPromise(promise: TSESTree.Node, name: string, then = ''): Edit[] {
  const { parent } = promise;
  if (parent?.type !== 'AwaitExpression') return [insertAt(promise.range[1], `${then}.then(${name})`)];
  return [insertAt(parent.range[0], `${name}(`), insertAt(parent.range[1], `${then})`)];
}

/** Looks at the body of an answer that nobody has read. */
function aroundAnswer(
  call: SalesforceCall,
  values: readonly TSESTree.Node[],
  body: string,
  name: string,
): Edit[] | undefined {
  const { source } = call;
  const node = sentBy(call);
  const isRead = body.endsWith('.json()');
  if (isRead && values.some(isReadAlready)) return undefined;
  const bodyOf = (answer: string): string => `${isRead ? 'await ' : ''}${body.replace('$', () => answer)}`;
  const awaited = node.parent?.type === 'AwaitExpression' ? node.parent : node;
  const { parent } = awaited;
  if (parent?.type === 'ExpressionStatement') {
    const [before = '', after = ''] = bodyOf('$').split('$');
    const [open, close] = awaited === node ? ['', ''] : ['(', ')'];
    if (awaited === node && !body.startsWith('JSON.parse')) {
      const promised = body.replace('$', 'response');
      return [insertAt(node.range[1], `.then(async (response) => ${name}(${isRead ? 'await ' : ''}${promised}))`)];
    }
    return [insertAt(awaited.range[0], `${name}(${before}${open}`), insertAt(awaited.range[1], `${close}${after})`)];
  }
  if (parent?.type !== 'VariableDeclarator') return undefined;
  const answer = bodyName(parent.id, bodyOf);
  const statement = answer === undefined ? undefined : placeFor(parent, values);
  if (answer === undefined || !statement) return undefined;
  const code = `${name}(${answer});`;
  return [
    statement.type === 'ReturnStatement' ? insertBefore(statement, code, source) : insertAfter(statement, code, source),
  ];
}

/** The body in terms of the names that a declaration gives: `const { data } = …`, `const response = …`. */
function bodyName(id: TSESTree.Node, bodyOf: (answer: string) => string): string | undefined {
  if (id.type === 'Identifier') return bodyOf(id.name);
  const key = memberIn(bodyOf(ANSWER));
  const properties = id.type === 'ObjectPattern' ? id.properties : [];
  const property = properties.find((one) => one.type === 'Property' && keyName(one) === key);
  const value = property?.type === 'Property' ? unwrap(property.value) : undefined;
  return value?.type === 'Identifier' ? bodyOf(ANSWER).replace(`${ANSWER}.${key}`, () => value.name) : undefined;
}

/** Whether a body that can be read once is read in another way, other than to say in an error what was wrong. */
function isReadAlready(value: TSESTree.Node): boolean {
  const isRead =
    value.type === 'CallExpression' &&
    value.callee.type === 'MemberExpression' &&
    /^(?:arrayBuffer|blob|bytes|dump|text)$/.test(memberName(value.callee) ?? '');
  let at: TSESTree.Node | undefined = isRead ? value : undefined;
  while (at && at.type !== 'ThrowStatement' && !isFunction(at)) at = at.parent;
  return isRead && at?.type !== 'ThrowStatement';
}

/** The statement behind which every check of the answer lies; undefined where code may have returned before. */
function placeFor(
  declarator: TSESTree.VariableDeclarator,
  values: readonly TSESTree.Node[],
): TSESTree.Node | undefined {
  const block = declarator.parent.parent;
  if (block.type !== 'BlockStatement' && block.type !== 'Program') return undefined;
  const names = values.filter((value) => variableOf(value) !== undefined);
  const used = block.body.filter((one) => names.some((value) => contains(one, value)));
  const isLeft = used.some((one) => one.type !== 'ReturnStatement' && nodesWithin(one, 'ReturnStatement').length > 0);
  return isLeft ? undefined : (used.at(-1) ?? statementAround(declarator));
}
