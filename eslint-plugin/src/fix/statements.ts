import type { TSESTree } from '@typescript-eslint/types';
import type { SourceView } from '../analysis/source.ts';
import { type Edit, insertAt, newlineIn } from './edit.ts';

/** The statement that a node is part of, in the list of statements of a block. */
export function statementAround(node: TSESTree.Node): TSESTree.Node | undefined {
  for (let at = node; at.parent; at = at.parent) {
    if (at.parent.type === 'BlockStatement' || at.parent.type === 'Program') return at;
  }
  return undefined;
}

/** The white space that the line of a node begins with. */
function indentOf(node: TSESTree.Node, { text }: SourceView): string {
  const start = text.lastIndexOf('\n', node.range[0] - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, node.range[0]))?.[0] ?? '';
}

/** Code on lines of its own behind a statement. */
export function insertAfter(statement: TSESTree.Node, code: string, source: SourceView): Edit {
  return insertAt(statement.range[1], `${newlineIn(source.text)}${indented(code, statement, source)}`);
}

/** Code on lines of its own in front of a statement. */
export function insertBefore(statement: TSESTree.Node, code: string, source: SourceView): Edit {
  const newline = newlineIn(source.text);
  return insertAt(
    statement.range[0],
    `${indented(code, statement, source).trimStart()}${newline}${indentOf(statement, source)}`,
  );
}

function indented(code: string, statement: TSESTree.Node, source: SourceView): string {
  const indent = indentOf(statement, source);
  return code
    .split('\n')
    .map((line) => `${indent}${line}`)
    .join(newlineIn(source.text));
}
