import type { CodeAction, Range } from 'vscode-languageserver-types';

/** What a code action brings back when its edit is asked for: where it stood among those that were offered. */
export interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly range: Range;
  readonly only: readonly string[] | undefined;
  readonly index: number;
}

/** The data of a code action that this service has offered; undefined for any other one. */
export function actionDataOf({ data }: CodeAction): ActionData | undefined {
  // It has been to the client and back.
  const given = data as Partial<ActionData> | null | undefined;
  const isOurs = typeof given?.uri === 'string' && given.range !== undefined && typeof given.index === 'number';
  return isOurs ? (given as ActionData) : undefined;
}
