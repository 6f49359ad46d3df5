import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver-types';
import { COMMANDS, type PlaceParams } from '../../protocol/requests.ts';
import { diagnosticOf } from '../diagnostics.ts';
import { findingsAt, type LintedDocument } from '../documents.ts';
import type { ServiceOptions } from '../service.ts';
import { type ActionData, actionDataOf } from './action-data.ts';
import { disableActions } from './disable-actions.ts';
import { findingActions, type Offer, type Subject } from './finding-actions.ts';
import { outageTestActions } from './outage-test-action.ts';
import { FIX_ALL, fixAllActions, fixOnSave } from './fix-all.ts';

type Options = Pick<ServiceOptions, 'features' | 'files'>;

/**
 * What can be done about the findings in a range, the best first: fix one, fix all, copy a comment, disable. A client that
 * asks for edits later gets the titles at once.
 *
 * @param only - Kinds that are asked for; actions on the whole source are given only where they are.
 */
export function codeActionsAt(
  linted: LintedDocument,
  range: Range,
  options: Options,
  only: readonly string[] | undefined,
): CodeAction[] {
  const offers = offersAt(linted, range, options, only);
  const { uri, version } = linted.document;
  return offers.flatMap(({ edit: write, ...action }, index): CodeAction[] => {
    if (!write) return [action];
    const data: ActionData = { uri, version, range, only, index };
    if (options.features().resolvesEdits) return [{ ...action, data }];
    const edit = write();
    return edit ? [{ ...action, edit }] : [];
  });
}

/** An action that was offered for a document, with its edit; undefined when the document has changed since. */
export function resolvedAction(linted: LintedDocument, action: CodeAction, options: Options): CodeAction | undefined {
  const data = actionDataOf(action);
  if (data?.version !== linted.document.version) return undefined;
  const offer = offersAt(linted, data.range, options, data.only)[data.index];
  // With other settings there are other offers.
  if (offer?.title !== action.title || !offer.edit) return undefined;
  const edit = offer.edit();
  return edit ? { ...action, edit } : action;
}

function offersAt(
  linted: LintedDocument,
  range: Range,
  options: Options,
  only: readonly string[] | undefined,
): Offer[] {
  const { files } = options;
  const can = options.features();
  const fixAll = only?.some((kind) => isWithin(FIX_ALL, kind)) ? fixOnSave(linted, options) : undefined;
  const isRefactoring = only?.some((kind) => isWithin(CodeActionKind.Refactor, kind)) ?? false;
  const source = [
    ...(!only || isRefactoring ? outageTestActions(linted, range.start, options, isRefactoring) : []),
    ...(fixAll ? [fixAll] : []),
  ];
  if (only && !only.some((kind) => isWithin(CodeActionKind.QuickFix, kind))) return source;
  const subjects = findingsAt(linted, range).map((found): Subject => {
    return { found, linted, features: can, files, diagnostic: diagnosticOf(found, linted, can.relatedInformation) };
  });
  if (subjects.length === 0) return source;
  const names = subjects.map(({ found }) => found.finding.rule);
  return [
    ...fixes(subjects),
    // VS Code puts what names its findings before what does not.
    ...fixAllActions(linted, names, options).map((one) => ({
      ...one,
      diagnostics: subjects.map(({ diagnostic }) => diagnostic),
    })),
    ...(can.commands ? copyActions(subjects) : []),
    ...subjects.flatMap((subject) => disableActions(subject)),
    ...source,
  ];
}

/** Whether a kind is another one or below it: `source.fixAll` is within `source`. */
function isWithin(kind: string, wanted: string): boolean {
  return wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`);
}

/** The quick fixes, one in place of several that do the same: two findings about a call may be mended by the same edit. */
function fixes(subjects: readonly Subject[]): Offer[] {
  const byEffect = new Map<string, Offer>();
  for (const subject of subjects) {
    const { node } = subject.found.finding.call;
    for (const offer of findingActions(subject)) {
      const key = JSON.stringify([node.range, offer.title]);
      const known = byEffect.get(key);
      const diagnostics = [...(known?.diagnostics ?? []), ...(offer.diagnostics ?? [])];
      byEffect.set(key, { ...(known ?? offer), diagnostics });
    }
  }
  return [...byEffect.values()];
}

/** A comment about the only finding; of several of a call, the client asks which one is meant. */
function copyActions([first, ...others]: readonly Subject[]): Offer[] {
  if (!first) return [];
  const { rule, call } = first.found.finding;
  const { words } = first.features;
  const same = others.filter(({ found }) => found.finding.call === call);
  const place = { uri: first.linted.document.uri, range: first.diagnostic.range };
  const argument: PlaceParams = same.length === 0 ? { ...place, rule } : place;
  return [
    {
      title: words.t('Copy a review comment about this call.'),
      kind: CodeActionKind.QuickFix,
      diagnostics: [first, ...same].map(({ diagnostic }) => diagnostic),
      command: { title: words.t('Copy review comment'), command: COMMANDS.copyReviewComment, arguments: [argument] },
    },
  ];
}
