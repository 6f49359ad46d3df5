import { ruleId } from '../../host/lint.ts';
import { CodeActionKind } from 'vscode-languageserver-types';
import { type Edit, newlineIn } from 'eslint-plugin-salesforce-resilience/analysis';
import { isInMarkup, isInText } from './line-context.ts';
import { toSnippetEdits } from './reason.ts';
import type { Script } from '../scripts.ts';
import type { Offer, Subject } from './finding-actions.ts';
import { workspaceEdit } from './edits.ts';

/** Comments that silence a rule for a line and for the file, each with a reason to fill in. */
export function disableActions({ found, diagnostic, features }: Subject): Offer[] {
  const { finding, script } = found;
  const { words } = features;
  const rule = ruleId(finding.rule);
  const { text } = script.script;
  const line = disabledLine(text, finding.span[0], rule, script);
  const choices = [
    ...(line ? [{ title: words.t('Disable {0} for this line.', finding.rule), edit: line }] : []),
    { title: words.t('Disable {0} for the whole file.', finding.rule), edit: disabledFile(script.script, rule) },
  ];
  return choices.map(({ title, edit }) => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    edit: () => workspaceEdit(script, toSnippetEdits([edit], script, features.snippetEdits), features),
  }));
}

/** A comment above the line, or the rule added to the one that is there; undefined where no comment can stand. */
function disabledLine(
  text: string,
  offset: number,
  rule: string,
  { source }: Subject['found']['script'],
): Edit | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const above = text.slice(text.lastIndexOf('\n', start - 2) + 1, Math.max(0, start - 1));
  const existing =
    /^\s*(?:\/\/|\/\*|\{\s*\/\*)\s*eslint-disable-next-line\s+([^\s*][^*\n]*?)(?=\s+--\s|\s*\*\/|\s*$)/.exec(above);
  if (existing) {
    const end = start - 1 - above.length + existing[0].length;
    return { range: [end, end], text: `, ${rule}` };
  }
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  const at = start + indent.length;
  if (!source || isInText(source.ast, at)) return undefined;
  const comment = `eslint-disable-next-line ${rule} -- ${REASON}`;
  const put = isInMarkup(source.ast, at) ? `{/* ${comment} */}` : `// ${comment}`;
  return { range: [at, at], text: `${put}${newlineIn(text)}${indent}` };
}

/** A comment at the top, which must leave a hashbang the first line. */
function disabledFile({ text, top }: Script, rule: string): Edit {
  const newline = newlineIn(text);
  const at = /^#!.*(?:\r?\n|$)/.exec(text)?.[0].length ?? top;
  return { range: [at, at], text: `/* eslint-disable ${rule} -- ${REASON} */${newline}` };
}

const REASON = 'reason';
