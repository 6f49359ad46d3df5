import { CodeActionKind, type WorkspaceEdit } from 'vscode-languageserver-types';
import type { LintedDocument, LintedScript } from '../documents.ts';
import type { ServiceOptions } from '../service.ts';
import { uriOf } from '../uris.ts';
import { editBetween, toTextEdits, withNewFile, workspaceEdit } from './edits.ts';
import type { Offer } from './finding-actions.ts';
import { fixesOf, fixRound, MOST_ROUNDS } from './fix-round.ts';
import type { FixOptions } from './preferred-fix.ts';
import type { NewFile } from './through-module.ts';

/** The kind that editors run on save when it is asked for. */
export const FIX_ALL = 'source.fixAll.salesforceResilience';

type Around = Pick<ServiceOptions, 'features' | 'files'>;

/** Mends everything in the document, as it is asked for on saving: no other file is made. None where nothing can be fixed so. */
export function fixOnSave(linted: LintedDocument, around: Around): Offer | undefined {
  const options = optionsFor(linted, around, false);
  if (!linted.script || fixesOf(linted.script, options).length === 0) return undefined;
  const title = around.features().words.t('Fix all Salesforce calls in this file that can be fixed in place.');
  return { title, kind: FIX_ALL, edit: () => editFor(linted, around, options) };
}

/**
 * What mends several findings from the light bulb: those of the same rule as one of these, and everything in the document.
 *
 * @param names - The rules of the findings at hand.
 */
export function fixAllActions(linted: LintedDocument, names: readonly string[], around: Around): Offer[] {
  const { script } = linted;
  if (!script) return [];
  const { createsFiles, words } = around.features();
  const options = optionsFor(linted, around, createsFiles);
  const fixable = fixesOf(script, options);
  const isAlone = (rule: string): boolean => fixable.every(({ finding }) => finding.rule === rule);
  const ofOneKind = [...new Set(names)].flatMap((rule) => {
    // For a single finding it would say the same once more, and so it would where there is no other rule.
    const own = { ...options, rules: new Set([rule]) };
    if (isAlone(rule) || fixesOf(script, own).length < 2) return [];
    return fixAll(words.t('Fix all of this kind in the file: {0}.', rule), own);
  });
  return fixable.length < 2
    ? ofOneKind
    : [...ofOneKind, fixAll(words.t('Fix all Salesforce calls in this file.'), options)];

  function fixAll(title: string, wanted: FixOptions): Offer {
    return { title, kind: CodeActionKind.QuickFix, edit: () => editFor(linted, around, wanted) };
  }
}

function editFor(
  { document, script }: LintedDocument,
  { features }: Around,
  options: FixOptions,
): WorkspaceEdit | undefined {
  if (!script) return undefined;
  const { last, made } = allRounds(script, options);
  if (last.script.text === script.script.text) return undefined;
  const edits = toTextEdits([editBetween(script.script.text, last.script.text)], script);
  return [...made].reduce(
    (whole, { path, text }) => withNewFile(whole, uriOf(path, document.uri), text),
    workspaceEdit(script, edits, features()),
  );
}

/** Round after round until nothing changes, and the files that have to be made for it. */
function allRounds(script: LintedScript, options: FixOptions): { last: LintedScript; made: Iterable<NewFile> } {
  const made = new Map<string, NewFile>();
  let last = script;
  for (let count = 0; count < MOST_ROUNDS; count += 1) {
    const round = fixRound(last, options);
    if (!round) break;
    last = round.next;
    for (const { creates } of round.fixes) if (creates) made.set(creates.path, creates);
  }
  return { last, made: made.values() };
}

function optionsFor({ configuration }: LintedDocument, { files }: Around, createsFiles: boolean): FixOptions {
  return { files, configuration, createsFiles, holes: false };
}
