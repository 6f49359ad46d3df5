import type { Connection } from 'vscode-languageserver';

/** Tells the user what is wrong with settings, each thing once. */
export interface Warnings {
  /** What is wrong in a scope now. Whatever has been put right there may be told again. */
  show(scope: string, problems: readonly string[]): void;
}

/** Warnings that appear as messages of the client. */
export function createWarnings(connection: Connection): Warnings {
  const shown = new Map<string, readonly string[]>();
  return {
    show(scope, problems) {
      const before = new Set([...shown.values()].flat());
      shown.set(scope, problems);
      // No answer is waited for: the message has no buttons.
      for (const problem of new Set(problems)) if (!before.has(problem)) void connection.window.showWarningMessage(problem);
    },
  };
}
