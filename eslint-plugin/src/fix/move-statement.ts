import type { TSESTree } from '@typescript-eslint/types';
import { contains, sourceOf, textIn } from '../analysis/source.ts';
import { type Edit, insertAt, newlineIn } from './edit.ts';

/** What stands before a node on its line: its indentation, or nothing where something else stands there. */
function indentOf(node: TSESTree.Node): string | undefined {
  const { text } = sourceOf(node);
  const start = text.lastIndexOf('\n', node.range[0] - 1) + 1;
  const before = text.slice(start, node.range[0]);
  return before.trim() === '' ? before : undefined;
}

/** What separates a statement from the next one: a new line as deep as it, or a space where the code goes on on one line. */
function gapOf(node: TSESTree.Node): string {
  const indent = indentOf(node);
  const { text } = sourceOf(node);
  return indent === undefined ? ' ' : `${newlineIn(text)}${indent}`;
}

/** Takes a statement out, with its line where it has one of its own. */
export function withoutStatement(statement: TSESTree.Node): Edit {
  const { text } = sourceOf(statement);
  const [start, end] = statement.range;
  const indent = indentOf(statement);
  const rest = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end))?.[0];
  if (indent !== undefined && rest !== undefined)
    return { range: [start - indent.length, end + rest.length], text: '' };
  return { range: [start, end + (/^[ \t]+/.exec(text.slice(end))?.[0].length ?? 0)], text: '' };
}

/** Puts a statement behind another one. */
export function after(statement: TSESTree.Node, text: string): Edit {
  const gap = gapOf(statement);
  const isEnded = /[;}]$/.test(textIn(statement)) || (gap.includes('\n') && !/^[([`]/.test(text));
  return insertAt(statement.range[1], `${isEnded ? '' : ';'}${gap}${text}`);
}

/** Puts a statement before another one. */
export function before(statement: TSESTree.Node, text: string): Edit {
  return insertAt(statement.range[0], `${text}${gapOf(statement)}`);
}

/** Puts a statement at the end of a block, before what it returns; undefined where it returns what is waited for. */
export function atEndOf(block: TSESTree.BlockStatement, text: string, call: TSESTree.Node): Edit[] | undefined {
  const last = block.body.at(-1);
  if (!last) return undefined;
  if (last.type !== 'ReturnStatement') return [after(last, text)];
  if (!contains(last, call)) return [insertAt(last.range[0], `${text}${gapOf(last)}`)];
  return last.argument?.type === 'AwaitExpression' ? beforeReturning(last, last.argument, text) : undefined;
}

/** `return await send();` becomes `const result = await send(); done(); return result;`. */
function beforeReturning(last: TSESTree.ReturnStatement, value: TSESTree.Expression, text: string): Edit[] {
  const gap = gapOf(last);
  return [{ range: last.range, text: `const result = ${textIn(value)};${gap}${text}${gap}return result;` }];
}

/** What a `try` without a handler holds, and a statement behind it, in its place. */
export function withoutTry(attempt: TSESTree.TryStatement, text: string): Edit[] | undefined {
  const [first] = attempt.block.body;
  const last = attempt.block.body.at(-1);
  if (!first || !last || last.type === 'ReturnStatement') return undefined;
  const inner = sourceOf(attempt).text.slice(first.range[0], last.range[1]);
  if (!isMovable(inner)) return undefined;
  const lines = inner.replaceAll(`\n${indentOf(first) ?? ''}`, `\n${indentOf(attempt) ?? ''}`);
  return [{ range: attempt.range, text: `${lines}${gapOf(attempt)}${text}` }];
}

/** What a function does within a `try`, with a handler that logs the failure and goes on with `lines`. */
export function wrapped({ body, range }: TSESTree.BlockStatement, lines: readonly string[]): Edit[] | undefined {
  const [first] = body;
  const last = body.at(-1);
  if (!first || !last) return undefined;
  const { text } = sourceOf(first);
  const inner = text.slice(first.range[0], last.range[1]);
  const handler = ['console.error(error);', ...lines];
  const span = { range: [first.range[0], last.range[1]] as const };
  const indent = indentOf(first);
  if (indent === undefined) return [{ ...span, text: `try { ${inner} } catch (error) { ${handler.join(' ')} }` }];
  if (!isMovable(inner)) return undefined;
  const newline = newlineIn(text);
  const closing = /[ \t]*$/.exec(text.slice(0, range[1] - 1))?.[0] ?? '';
  const unit = indent.slice(closing.length) || '  ';
  const deeper = (code: string): string => `${newline}${indent}${unit}${code}`;
  const moved = inner.replaceAll(/\n(?=[^\r\n])/g, `\n${unit}`);
  return [
    {
      ...span,
      text: `try {${deeper(moved)}${newline}${indent}} catch (error) {${handler.map(deeper).join('')}${newline}${indent}}`,
    },
  ];
}

/** Whether the lines of code can be moved: what stands in a template must not. */
function isMovable(code: string): boolean {
  return !/`[^`]*\n[^`]*`/.test(code);
}
