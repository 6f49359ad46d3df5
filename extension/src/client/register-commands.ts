import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { COMMANDS } from '../protocol/requests.ts';
import type { CallIndex } from './call-index.ts';
import { chooseExternalId } from './choose-external-id.ts';
import { copyReviewComment } from './copy-review-comment.ts';
import type { CrashPolicy } from './crash-policy.ts';
import { fixAt } from './fix-at.ts';
import { generateOutageTest } from './generate-outage-test.ts';
import { insertSnippet, SnippetPreviews } from './insert-snippet.ts';
import { openExample } from './open-example.ts';
import { showOutage } from './outage-panel.ts';
import { OutageTests } from './outage-tests.ts';
import { restart } from './initialization-options.ts';
import { howToRun, runOutageTest } from './run-outage-test.ts';
import { scanWorkspace } from './scan-workspace.ts';
import type { Place } from './start-client.ts';

/** What the commands work on. */
export interface Workshop {
  readonly client: BaseLanguageClient;
  readonly index: CallIndex;
  /** Shows the index anew. */
  readonly refresh: () => void;
  readonly log: vscode.LogOutputChannel;
  readonly crashes: CrashPolicy;
  readonly place: Place;
  readonly extension: vscode.Extension<unknown>;
}

/** Registers the commands; one that fails says so, and where to read more. */
export function registerCommands(workshop: Workshop): { dispose(): unknown }[] {
  const { client, log, crashes, extension } = workshop;
  const previews = new SnippetPreviews();
  const tests = outageTests(workshop);
  const commands: Readonly<Record<string, (argument: unknown) => unknown>> = {
    [COMMANDS.chooseExternalId]: (place) => chooseExternalId(client, place),
    [COMMANDS.copyReviewComment]: (place) => copyReviewComment(client, place),
    [COMMANDS.fixAt]: fixAt,
    [COMMANDS.generateOutageTest]: (place) => generateOutageTest(client, place),
    [COMMANDS.insertSnippet]: () => insertSnippet(extension, previews),
    [COMMANDS.openExample]: () => openExample(extension),
    [COMMANDS.restartServer]: async () => {
      crashes.forget();
      await restart(client);
    },
    [COMMANDS.runOutageTest]: (place) => runOutageTest(client, tests, place),
    [COMMANDS.scanWorkspace]: () => scanWorkspace(workshop),
    [COMMANDS.showOutage]: (uri) => showOutage(uri instanceof vscode.Uri ? uri : undefined),
    [COMMANDS.showOutput]: () => log.show(),
  };
  const registered = Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(name, async (argument: unknown) => {
      try {
        return await run(argument);
      } catch (error) {
        return report(error, log);
      }
    }),
  );
  return [previews, ...(tests ? [tests] : []), ...registered];
}

/** The outage tests, where something can run them. */
function outageTests({ client, place: { run } }: Workshop): OutageTests | undefined {
  if (!run) return undefined;
  return new OutageTests({
    run,
    async howToRun(test) {
      const answer = await howToRun(client, test, { line: 0, character: 0 });
      if ('problem' in answer) throw new Error(answer.problem);
      return answer;
    },
  });
}

async function report(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  log.error(error instanceof Error ? error : String(error));
  const reason = error instanceof Error ? error.message : String(error);
  const show = vscode.l10n.t('Show Output');
  const chosen = await vscode.window.showErrorMessage(vscode.l10n.t('Salesforce Resilience: {0}', reason), show);
  if (chosen === show) log.show();
}
