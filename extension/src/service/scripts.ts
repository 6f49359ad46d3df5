import type { TextDocument } from 'vscode-languageserver-textdocument';
import { pathOf } from './uris.ts';

/** A piece of JavaScript or TypeScript in a document: all of it, or one `<script>`. */
export interface Script {
  readonly text: string;
  /** Where it begins in the document. */
  readonly offset: number;
  /** Absolute path; its extension tells the language. */
  readonly filename: string;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  javascript: 'js',
  javascriptreact: 'jsx',
  typescript: 'ts',
  typescriptreact: 'tsx',
};

/** The scripts of a document; none where its language is not known. */
export function scriptsOf(document: TextDocument): readonly Script[] {
  const extension = EXTENSIONS[document.languageId];
  if (extension === undefined) return [];
  const path = pathOf(document.uri);
  // What is not saved yet has no extension.
  const filename = /\.[cm]?[jt]sx?$/.test(path) ? path : `${path}.${extension}`;
  return [{ text: document.getText(), offset: 0, filename }];
}
