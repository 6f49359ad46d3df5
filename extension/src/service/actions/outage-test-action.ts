import { CodeActionKind, type Position, type WorkspaceEdit } from 'vscode-languageserver-types';
import { COMMANDS, type OutageTestRun, type PlaceParams } from '../../protocol/requests.ts';
import type { Words } from '../../protocol/words.ts';
import type { LintedDocument } from '../documents.ts';
import { functionAt } from '../outage-test/function-at.ts';
import { OutageTestError } from '../outage-test/outage-test-error.ts';
import { isOutageTest, outageTestPath, outageTestRun } from '../outage-test/outage-test-run.ts';
import { outageTestFor } from '../outage-test/outage-test.ts';
import type { OutageTestAnswer, ServiceOptions } from '../service.ts';
import { pathOf, uriOf } from '../uris.ts';
import { withNewFile } from './edits.ts';
import type { Offer } from './finding-actions.ts';

type Around = Pick<ServiceOptions, 'features' | 'files'>;

/**
 * Writes an outage test for the function around a place. The editor that has the command asks for the text when that is
 * wanted, since it is long; others are given it where they ask for refactorings.
 */
export function outageTestActions(
  linted: LintedDocument,
  position: Position,
  around: Around,
  isAskedFor: boolean,
): Offer[] {
  const { script, document } = linted;
  const can = around.features();
  const { words } = can;
  const found = script && functionAt(script, document.offsetAt(position));
  if (!found || !can.createsFiles) return [];
  const path = outageTestPath(script.script.filename, found.name);
  const isThere = around.files?.read(path) !== undefined;
  const argument = { uri: document.uri, range: { start: position, end: position } };
  if (isThere) return can.commands ? [runAction(found.name, argument, words)] : [];
  const action = { title: words.t('Generate an outage test for {0}.', found.name), kind: CodeActionKind.Refactor };
  if (can.commands) {
    const command = {
      title: words.t('Generate outage test'),
      command: COMMANDS.generateOutageTest,
      arguments: [argument],
    };
    return [{ ...action, command }];
  }
  if (!isAskedFor) return [];
  const edit = (): WorkspaceEdit | undefined => {
    const answer = outageTestAt(linted, position, around);
    return 'edit' in answer ? answer.edit : undefined;
  };
  return [{ ...action, edit }];
}

function runAction(name: string, argument: PlaceParams, words: Words): Offer {
  const command = { title: words.t('Run outage test'), command: COMMANDS.runOutageTest, arguments: [argument] };
  return { title: words.t('Run the outage test for {0}.', name), kind: CodeActionKind.Refactor, command };
}

/** How the outage test for the function around a place is run, or the document itself where it is one. */
export function outageTestRunAt(
  { script, document, configuration: { root } }: LintedDocument,
  position: Position,
  { files }: Pick<Around, 'files'>,
): OutageTestRun | { readonly problem: string } {
  const own = pathOf(document.uri);
  const runOf = (path: string): OutageTestRun => {
    return { uri: uriOf(path, document.uri), ...outageTestRun(path, root, files) };
  };
  if (isOutageTest(own)) return runOf(own);
  const found = script && functionAt(script, document.offsetAt(position));
  if (!found) return { problem: NO_FUNCTION };
  const path = outageTestPath(script.script.filename, found.name);
  if (files?.read(path) !== undefined) return runOf(path);
  return { problem: `There is no outage test for ${found.name} yet. Generate it first.` };
}

const NO_FUNCTION = 'There is no exported function here that calls Salesforce. Put the cursor into one, or export it.';

/** The test for the function around a place, or why there can be none. */
export function outageTestAt(
  linted: LintedDocument,
  position: Position,
  { files }: Pick<Around, 'files'>,
): OutageTestAnswer {
  const { script, document } = linted;
  const found = script && functionAt(script, document.offsetAt(position));
  if (!found) return { problem: NO_FUNCTION };
  try {
    const { files: made, path, run } = outageTestFor(linted, found.name, files);
    const edit = made.reduce<WorkspaceEdit>(
      (whole, one) => withNewFile(whole, uriOf(one.path, document.uri), one.text),
      {},
    );
    const within = path.slice(linted.configuration.root.length + 1);
    return { edit, uri: uriOf(path, document.uri), run: `${run} ${within}` };
  } catch (error) {
    if (!(error instanceof OutageTestError)) throw error;
    return { problem: error.message };
  }
}
