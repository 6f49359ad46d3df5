import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver-types';
import { COMMANDS } from '../../protocol/requests.ts';
import { diagnosticOf } from '../diagnostics.ts';
import { findingsAt, type LintedDocument } from '../documents.ts';
import type { ServiceOptions } from '../service.ts';
import { disableActions } from './disable-actions.ts';
import { findingActions, type Subject } from './finding-actions.ts';
import { outageTestActions } from './outage-test-action.ts';
import { FIX_ALL, fixAllActions, fixOnSave } from './fix-all.ts';

/**
 * What can be done about the findings in a range, the best first: fix one, fix all, copy a comment, disable.
 *
 * @param only - Kinds that are asked for; actions on the whole source are given only where they are.
 */
export function codeActionsAt(
  linted: LintedDocument,
  range: Range,
  around: Pick<ServiceOptions, 'features' | 'files'>,
  only: readonly string[] | undefined,
): CodeAction[] {
  const { files } = around;
  const can = around.features();
  const fixAll = only?.some((kind) => isWithin(FIX_ALL, kind)) ? fixOnSave(linted, around) : undefined;
  const isRefactoring = only?.some((kind) => isWithin(CodeActionKind.Refactor, kind)) ?? false;
  const source = [
    ...(!only || isRefactoring ? outageTestActions(linted, range.start, around, isRefactoring) : []),
    ...(fixAll ? [fixAll] : []),
  ];
  if (only && !only.some((kind) => isWithin(CodeActionKind.QuickFix, kind))) return source;
  const subjects = findingsAt(linted, range).map((found): Subject => {
    return { found, linted, features: can, files, diagnostic: diagnosticOf(found, linted, can.relatedInformation) };
  });
  if (subjects.length === 0) return source;
  const names = subjects.map(({ found }) => found.finding.rule);
  return [
    ...merged(subjects.flatMap((subject) => findingActions(subject))),
    ...fixAllActions(linted, names, around),
    ...(can.commands ? subjects.slice(0, 1).map(copyAction) : []),
    ...subjects.flatMap((subject) => disableActions(subject)),
    ...source,
  ];
}

/** Whether a kind is another one or below it: `source.fixAll` is within `source`. */
function isWithin(kind: string, wanted: string): boolean {
  return wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`);
}

/** One action in place of several that do the same: two findings may be mended by the same edit. */
function merged(actions: readonly CodeAction[]): CodeAction[] {
  const byEffect = new Map<string, CodeAction>();
  for (const action of actions) {
    const key = JSON.stringify([action.title, action.edit, action.command]);
    const known = byEffect.get(key);
    const diagnostics = [...(known?.diagnostics ?? []), ...(action.diagnostics ?? [])];
    byEffect.set(key, { ...(known ?? action), diagnostics });
  }
  return [...byEffect.values()];
}

function copyAction({ linted, diagnostic }: Subject): CodeAction {
  const argument = { uri: linted.document.uri, range: diagnostic.range };
  return {
    title: 'Copy a review comment about this call.',
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    command: { title: 'Copy review comment', command: COMMANDS.copyReviewComment, arguments: [argument] },
  };
}
