import { type TextDocumentContentChangeEvent, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Change } from '../service/moved.ts';
import type { Service } from '../service/service.ts';
import { pathOf } from '../service/uris.ts';
import type { Guard } from './guard.ts';

/** The open documents by URI, with events when they come, change and go. */
export type OpenDocuments = TextDocuments<TextDocument>;

/**
 * Open documents that are kept in step with the client, edit by edit.
 *
 * @param buffers - Is given the text of each by path, so that it wins over the disk.
 */
export function openDocuments(service: Service, buffers: Map<string, string>, guard: Guard): OpenDocuments {
  const keep = (document: TextDocument): TextDocument => {
    buffers.set(pathOf(document.uri), document.getText());
    return document;
  };
  const documents = new TextDocuments<TextDocument>({
    create: (uri, languageId, version, text) => keep(TextDocument.create(uri, languageId, version, text)),
    update(document, changes, version) {
      for (const change of changes) {
        // What is shown moves even where the text is not looked at before the next edit.
        guard.attempt('Moving findings', () => service.moveWithEdits(document, [toEdit(change, document)]));
        TextDocument.update(document, [change], version);
      }
      return keep(document);
    },
  });
  documents.onDidClose(({ document }) => buffers.delete(pathOf(document.uri)));
  return documents;
}

/** A change as an edit; of a whole new text, the part that differs. */
export function toEdit(change: TextDocumentContentChangeEvent, document: TextDocument): Change {
  if ('range' in change) return change;
  const [before, after] = [document.getText(), change.text];
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before[same] === after[same]) same += 1;
  let end = 0;
  while (end < shorter - same && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return {
    range: { start: document.positionAt(same), end: document.positionAt(before.length - end) },
    text: after.slice(same, after.length - end),
  };
}
