import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { type Edit, insertAt } from './edit.ts';
import { freeName, namesIn } from './insert-template.ts';
import { after } from './move-statement.ts';
import { throwStatus } from './error-at.ts';

/** Throws for a status that nothing looks at, right behind the statement that waits for the answer. */
export function checkStatus({ client, node, source }: SalesforceCall): Edit[] | undefined {
  const awaited = node.parent;
  if (client.signature !== 'fetch' || awaited.type !== 'AwaitExpression') return undefined;
  const { parent } = awaited;
  if (parent.type === 'ExpressionStatement') {
    const name = freeName('response', namesIn(source));
    return [insertAt(awaited.range[0], `const ${name} = `), guard(parent, name)];
  }
  if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
    const declaration = parent.parent;
    return declaration.declarations.at(-1) === parent ? [guard(declaration, parent.id.name)] : undefined;
  }
  const assigned = parent.type === 'AssignmentExpression' && parent.left.type === 'Identifier' ? parent : undefined;
  return assigned?.parent.type === 'ExpressionStatement'
    ? [guard(assigned.parent, textOfName(assigned.left))]
    : undefined;
}

function guard(statement: TSESTree.Node, name: string): Edit {
  return after(statement, `if (!${name}.ok) ${throwStatus(`${name}.status`)}`);
}

function textOfName(name: TSESTree.Node): string {
  return name.type === 'Identifier' ? name.name : '';
}
