import type { TextDocument } from 'vscode-languageserver-textdocument';
import { scriptsIn } from '../host/script-blocks.ts';
import { pathOf } from './uris.ts';

/** The JavaScript or TypeScript of a document: all of it, or what is in its `<script>` blocks. */
export interface Script {
  /** As long as the document: what is no code in it is space, so that every offset is that of the document. */
  readonly text: string;
  /** Where code may begin; what a rule puts at the top of a file goes here. */
  readonly top: number;
  /** Absolute path; its extension tells the language. */
  readonly filename: string;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  javascript: 'js',
  javascriptreact: 'jsx',
  typescript: 'ts',
  typescriptreact: 'tsx',
};
const LANGUAGES: Readonly<Record<string, string>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  // Apps Script.
  gs: 'javascript',
  jsx: 'javascriptreact',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescriptreact',
};
const MIXTURES: readonly string[] = ['vue', 'svelte'];

/** The script of a document; undefined where its language is not known, or it has none. */
export function scriptOf(document: TextDocument): Script | undefined {
  const { uri } = document;
  const text = document.getText();
  const path = pathOf(uri);
  // Some editors name languages in their own way, such as `js`: then the file's name tells.
  const languageId = isKnown(document.languageId) ? document.languageId : languageOf(path);
  if (MIXTURES.includes(languageId))
    return withinMarkup(text, path.endsWith(`.${languageId}`) ? path : `${path}.${languageId}`);
  const extension = EXTENSIONS[languageId];
  if (extension === undefined) return undefined;
  // What is not saved yet has no extension.
  return { text, top: 0, filename: /\.(?:[cm]?[jt]sx?|gs)$/.test(path) ? path : `${path}.${extension}` };
}

function isKnown(languageId: string): boolean {
  return Object.hasOwn(EXTENSIONS, languageId) || MIXTURES.includes(languageId);
}

function withinMarkup(whole: string, path: string): Script | undefined {
  const scripts = scriptsIn(whole, path);
  if (!scripts || !/\S/.test(scripts.text)) return undefined;
  return { text: scripts.text, top: scripts.top, filename: `${path}${scripts.lang}` };
}

/** The language of a file, as LSP names it, by its extension. */
export function languageOf(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  return LANGUAGES[extension] ?? extension;
}
