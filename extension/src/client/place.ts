import * as vscode from 'vscode';
import type { CallItem, PlaceParams } from '../protocol/requests.ts';

/**
 * The place that a command is about: what a code action, a lens or the tree hands over, and the cursor of the editor in
 * front for one that is called by its name. Undefined where there is none.
 */
export function placeOf(argument: unknown): PlaceParams | undefined {
  if (isCall(argument)) return argument.location;
  if (isPlace(argument)) return { ...argument, range: toPlain(argument.range) };
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  return { uri: editor.document.uri.toString(), range: toPlain(editor.selection) };
}

/** Of the editor's own objects, a worker of the browser would get nothing. */
function toPlain({ start, end }: PlaceParams['range']): PlaceParams['range'] {
  return {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
}

/** A range of LSP as the editor has it. */
export function toRange({ start, end }: PlaceParams['range']): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

function isPlace(value: unknown): value is PlaceParams {
  return typeof value === 'object' && value !== null && 'uri' in value && 'range' in value;
}

function isCall(value: unknown): value is CallItem {
  return typeof value === 'object' && value !== null && 'location' in value && isPlace(value.location);
}
