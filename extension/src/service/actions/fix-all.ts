import type { CodeActionKind } from 'vscode-languageserver-types';
import type { WorkspaceEdit } from 'vscode-languageserver-types';
import type { Edit } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Finding, FindingSuggestion } from '../../host/lint.ts';
import type { LintedDocument, LintedScript } from '../documents.ts';
import type { ClientFeatures } from '../service.ts';
import type { Offer } from './finding-actions.ts';
import { editBetween, toTextEdits, withEdits, workspaceEdit } from './edits.ts';
import { importStyleOf, styled } from './import-style.ts';

/** The kind that editors run on save when it is asked for. */
export const FIX_ALL = 'source.fixAll.salesforceResilience';

/** What a fix brings in may show another finding; after that nothing new comes up. */
const MOST_ROUNDS = 3;

/** The preferred fix in place of every finding in the document, as an action of either kind; none where nothing can be fixed so. */
export function fixAllAction(
  { script }: LintedDocument,
  kind: typeof CodeActionKind.QuickFix | typeof FIX_ALL,
  features: ClientFeatures,
): Offer | undefined {
  // For a single finding the light bulb would say the same once more.
  const fewest = kind === FIX_ALL ? 1 : 2;
  if (!script || fixesOf(script.findings).length < fewest) return undefined;
  const title = 'Fix all Salesforce calls in this file that can be fixed in place.';
  return { title, kind, edit: () => fixAllEdit(script, features) };
}

function fixAllEdit(script: LintedScript, features: ClientFeatures): WorkspaceEdit | undefined {
  const { text } = script.script;
  const fixed = fixedText(script);
  if (fixed === text) return undefined;
  return workspaceEdit(script, toTextEdits([editBetween(text, fixed)], script), features);
}

/** The text after the fixes that need nobody's decision; the same text where one of them would not parse. */
function fixedText(script: LintedScript): string {
  const style = importStyleOf(script.script.text);
  let looked = script;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const edits = styled(compatible(fixesOf(looked.findings)), style);
    if (edits.length === 0) break;
    const next = looked.again(withEdits(looked.script.text, edits));
    if (!next) break;
    looked = next;
  }
  return looked.script.text;
}

/**
 * The fixes that need nobody's decision. A call that is given a client that repeats it gets no time-out as well: the
 * client ends each attempt, whereas a signal would end all of them.
 */
function fixesOf(findings: readonly Finding[]): readonly FindingSuggestion[] {
  const retried = findings.filter(({ rule, suggestions }) => rule === 'require-retry' && preferredOf(suggestions)[0]);
  const calls = new Set(retried.map(({ call }) => call));
  const timely = findings.filter(({ rule, call }) => rule !== 'require-timeout' || !calls.has(call));
  return timely.flatMap(({ suggestions }) => preferredOf(suggestions));
}

/** The first suggestion that leaves nothing to be filled in. */
function preferredOf(suggestions: readonly FindingSuggestion[]): readonly FindingSuggestion[] {
  return suggestions.filter(({ messageId }) => !/^upsert./.test(messageId)).slice(0, 1);
}

/** The edits of as many suggestions as go together, each edit once; the others have their turn in the next round. */
function compatible(suggestions: readonly FindingSuggestion[]): readonly Edit[] {
  const taken: Edit[] = [];
  for (const { edits } of suggestions) {
    // Two calls may want the same client at the top of the file.
    const fresh = edits.filter((edit) => !taken.some((one) => isEqual(one, edit)));
    if (!fresh.some((edit) => taken.some((one) => isClash(one, edit)))) taken.push(...fresh);
  }
  return taken;
}

function isEqual(one: Edit, other: Edit): boolean {
  return one.range[0] === other.range[0] && one.range[1] === other.range[1] && one.text === other.text;
}

/** Whether two edits touch the same text, or insert at the same place. */
function isClash({ range: [from, to] }: Edit, { range: [start, end] }: Edit): boolean {
  return (from < end && start < to) || from === start;
}
