/** What the editor's `l10n` does: a text in the user's language, with `{0}` and so on filled in. */
export interface Words {
  t(message: string, ...values: (string | number)[]): string;
}

/**
 * The words of a bundle, which has a translation by its English text; what it has not is said in English.
 *
 * @param bundle - As VS Code hands it to an extension: `vscode.l10n.bundle`.
 */
export function wordsFrom(bundle: Readonly<Record<string, string>> = {}): Words {
  return {
    t: (message, ...values) =>
      (Object.hasOwn(bundle, message) ? (bundle[message] ?? message) : message).replaceAll(
        /\{(\d)\}/g,
        (whole, index: string) => String(values[Number(index)] ?? whole),
      ),
  };
}

export const ENGLISH = wordsFrom();
