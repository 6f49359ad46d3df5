/** What the editor's `l10n` does: a text in the user's language, with `{0}` and so on filled in. */
export interface Words {
  t(message: string, ...values: (string | number)[]): string;
}
