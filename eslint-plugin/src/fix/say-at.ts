import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { logsIn } from '../analysis/functions/quiet.ts';
import { isFunction, textIn } from '../analysis/source.ts';
import { type Edit, replace } from './edit.ts';
import { type ErrorAt, errorAt } from './error-at.ts';
import { after } from './move-statement.ts';
import { withParentheses } from './with-parentheses.ts';

/**
 * Says what has gone wrong where a failure ends: instead of what a statement gives, or at the end of a handler or a branch,
 * once the log is written.
 *
 * @param say - The statement that does, from the expression for the error.
 */
export function sayAt(
  at: TSESTree.Node,
  call: SalesforceCall,
  say: (error: string) => string,
): readonly Edit[] | undefined {
  // `.catch(console.error)`
  if (at.type === 'Identifier' || at.type === 'MemberExpression')
    return [replace(at, `(error) => { ${textIn(at)}(error); ${say('error')} }`)];
  if (at.type === 'ReturnStatement' && at.argument?.type === 'NewExpression')
    return [replace(at, say(textIn(at.argument)))];
  const known = errorAt(at, call);
  if (!known) return undefined;
  const said = say(known.error);
  if (at.type === 'CatchClause') return inBlock(at.body, said, known);
  if (!isFunction(at)) return [...known.edits, at.type === 'ReturnStatement' ? leaving(at, said) : afterLog(at, said)];
  if (at.body.type === 'BlockStatement') return inBlock(at.body, said, known);
  const { text } = call.source;
  const [start, end] = withParentheses(at.body.range, text);
  return [...known.edits, { range: [start, end], text: `{ ${text.slice(start, end)}; ${said} }` }];
}

/** At the end of a block; two edits at one place are one: the name of the error goes in with an empty block. */
function inBlock(block: TSESTree.BlockStatement, said: string, { edits }: ErrorAt): Edit[] {
  const last = block.body.at(-1);
  if (last) return [...edits, after(last, said)];
  const [named, ...others] = edits;
  if (named?.range[0] !== block.range[0]) return [...edits, replace(block, `{ ${said} }`)];
  return [...others, replace(block, `${named.text}{ ${said} }`)];
}

/** In place of what a statement gives, which may write a log: `return console.error(error);`. */
function leaving(statement: TSESTree.ReturnStatement, said: string): Edit {
  const { argument, parent } = statement;
  if (!argument || !logsIn(argument)) return replace(statement, said);
  const both = `${textIn(argument)}; ${said}`;
  return replace(statement, parent.type === 'BlockStatement' ? both : `{ ${both} }`);
}

/** At the end of a branch that only writes to a log. */
function afterLog(branch: TSESTree.Node, said: string): Edit {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : undefined;
  return last ? after(last, said) : replace(branch, `{ ${textIn(branch)} ${said} }`);
}
