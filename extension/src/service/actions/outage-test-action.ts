import { CodeActionKind, type Position, type WorkspaceEdit } from 'vscode-languageserver-types';
import { COMMANDS } from '../../protocol/requests.ts';
import type { LintedDocument } from '../documents.ts';
import { functionAt } from '../outage-test/function-at.ts';
import { OutageTestError } from '../outage-test/outage-test-error.ts';
import { outageTestFor } from '../outage-test/outage-test.ts';
import type { OutageTestAnswer, ServiceOptions } from '../service.ts';
import { uriOf } from '../uris.ts';
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
  const found = script && functionAt(script, document.offsetAt(position));
  if (!found || !can.createsFiles) return [];
  const action = { title: `Generate an outage test for ${found.name}.`, kind: CodeActionKind.Refactor };
  if (can.commands) {
    const argument = { uri: document.uri, range: { start: position, end: position } };
    const command = { title: 'Generate outage test', command: COMMANDS.generateOutageTest, arguments: [argument] };
    return [{ ...action, command }];
  }
  if (!isAskedFor) return [];
  const edit = (): WorkspaceEdit | undefined => {
    const answer = outageTestAt(linted, position, around);
    return 'edit' in answer ? answer.edit : undefined;
  };
  return [{ ...action, edit }];
}

/** The test for the function around a place, or why there can be none. */
export function outageTestAt(
  linted: LintedDocument,
  position: Position,
  { files }: Pick<Around, 'files'>,
): OutageTestAnswer {
  const { script, document } = linted;
  const found = script && functionAt(script, document.offsetAt(position));
  if (!found)
    return {
      problem: 'There is no exported function here that calls Salesforce. Put the cursor into one, or export it.',
    };
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
