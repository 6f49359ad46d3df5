/** The languages that are looked at; Vue and Svelte for their scripts. */
export const LANGUAGES = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'vue', 'svelte'] as const;

/** What the documents of one language and scheme have in common. */
export interface DocumentKind {
  readonly language: string;
  readonly scheme: string;
}

/**
 * The documents that the server gets: those of the disk and new ones, and those of where the workspace's folders are,
 * such as a repository that is opened without a copy. Older versions of a file in a comparison are not among them.
 */
export function documentSelector(folderSchemes: readonly string[]): DocumentKind[] {
  const schemes = new Set(['file', 'untitled', ...folderSchemes]);
  return [...schemes].flatMap((scheme) => LANGUAGES.map((language) => ({ language, scheme })));
}

/** Whether a document is one of those. */
export function isSelected(selector: readonly DocumentKind[], languageId: string, scheme: string): boolean {
  return selector.some((kind) => kind.language === languageId && kind.scheme === scheme);
}
