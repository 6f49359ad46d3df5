import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { contains, isFunction, nodesWithin } from '../analysis/source.ts';
import { memberName } from '../analysis/values/bindings.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';

/**
 * Lets a failure that is swallowed at a statement, or in a handler, reach the caller: the exception that was caught, or
 * a new one with the status of the answer.
 */
export function rethrow(call: SalesforceCall, at: TSESTree.Node): readonly Edit[] | undefined {
  if (!isIn(at, call.source)) return undefined;
  if (at.type === 'CatchClause') return [atEnd(at.body, caughtName(at), at.param === null ? at : undefined)].flat();
  if (isFunction(at)) return inHandler(at, call);
  const clause = clauseAround(at);
  if (clause) {
    const own = clause.param?.type === 'Identifier' ? clause.param.name : 'error';
    return [replace(at, `throw ${own};`), ...(clause.param ? [] : [bindError(clause)])];
  }
  const response = answerNameOf(call);
  if (response === undefined) return undefined;
  const error = `Object.assign(new Error(\`Salesforce answered \${${response}.status}\`), { status: ${response}.status })`;
  return [replace(at, `throw ${error};`)];
}

function caughtName({ param }: TSESTree.CatchClause): string {
  return param?.type === 'Identifier' ? param.name : 'error';
}

function bindError(clause: TSESTree.CatchClause): Edit {
  return insertAt(clause.body.range[0], '(error) ');
}

/** Throws once the log is written. */
function atEnd(block: TSESTree.BlockStatement, name: string, unbound: TSESTree.CatchClause | undefined): Edit[] {
  const last = block.body.at(-1);
  const edit = last ? insertAt(last.range[1], ` throw ${name};`) : replace(block, `{ throw ${name}; }`);
  // Two edits at one place: the name goes in with the block.
  if (unbound && !last) return [{ range: block.range, text: `(error) { throw ${name}; }` }];
  return unbound ? [bindError(unbound), edit] : [edit];
}

function inHandler(handler: TSESTree.Node, { source }: SalesforceCall): Edit[] | undefined {
  if (!isFunction(handler)) return undefined;
  const [param] = handler.params;
  const name = param?.type === 'Identifier' ? param.name : undefined;
  if (name === undefined) return undefined;
  if (handler.body.type === 'BlockStatement') return atEnd(handler.body, name, undefined);
  return [replace(handler.body, `{ ${source.text.slice(...handler.body.range)}; throw ${name}; }`)];
}

function clauseAround(at: TSESTree.Node): TSESTree.CatchClause | undefined {
  for (let node = at.parent; node && !isFunction(node); node = node.parent) {
    if (node.type === 'CatchClause') return node;
  }
  return undefined;
}

/** The variable that holds the answer of a call, where its status can be read from. */
function answerNameOf({ node, client, source }: SalesforceCall): string | undefined {
  if (client.status !== 'returned') return undefined;
  const awaited = node.parent.type === 'AwaitExpression' ? node.parent : node;
  const { parent } = awaited;
  if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name;
  // `.then((response) => …)`
  const chain = nodesWithin(source.ast, 'CallExpression').find(
    ({ callee }) => callee.type === 'MemberExpression' && callee.object === node && memberName(callee) === 'then',
  );
  const [handler] = chain?.arguments ?? [];
  const [first] = handler && isFunction(handler) && !contains(handler, node) ? handler.params : [];
  return first?.type === 'Identifier' ? first.name : undefined;
}
