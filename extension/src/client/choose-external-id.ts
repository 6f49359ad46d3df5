import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { REQUESTS } from '../protocol/requests.ts';
import { externalIdChoices, isFieldName } from './external-id-choices.ts';
import { placeOf } from './place.ts';

/** An edit as the server writes it. */
type LspEdit = Parameters<BaseLanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0];

/** Asks for the external-id field of the create at a place, then writes the upsert by it. */
export async function chooseExternalId(client: BaseLanguageClient, argument: unknown): Promise<void> {
  const place = placeOf(argument);
  if (place === undefined) return;
  const at = { uri: place.uri, position: place.range.start };
  const known = await client.sendRequest<string[]>(REQUESTS.externalIdFields, at);
  const field = await ask(known);
  if (field === undefined) return;
  const written = await client.sendRequest<LspEdit>(REQUESTS.upsertBy, { ...at, field });
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(written);
  const isApplied = edit !== undefined && (await vscode.workspace.applyEdit(edit));
  if (!isApplied) {
    const message = vscode.l10n.t('The create has changed meanwhile, so no upsert was written. Try again.');
    void vscode.window.showWarningMessage(message);
  }
}

/** A field of the list, or one that is typed; undefined when the list is left. */
async function ask(known: readonly string[]): Promise<string | undefined> {
  const list = vscode.window.createQuickPick();
  list.title = vscode.l10n.t('External-id field to upsert by');
  list.placeholder = vscode.l10n.t('Select a field that is unique for each record, or type its API name');
  const label = (field: string): string => vscode.l10n.t('{0} (not found in this workspace)', field);
  const show = (): void => {
    list.items = externalIdChoices(known, list.value).map(({ field, isKnown }) => ({
      label: field,
      ...(isKnown ? {} : { description: label(field), alwaysShow: true }),
    }));
  };
  show();
  list.onDidChangeValue(show);
  try {
    return await new Promise((resolve) => {
      list.onDidAccept(() => {
        const chosen = list.activeItems[0]?.label;
        if (chosen !== undefined && isFieldName(chosen)) resolve(chosen);
      });
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
  }
}
