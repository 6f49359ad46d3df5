import { type Files, rules } from 'eslint-plugin-salesforce-resilience/analysis';
import { type CodeAction, type Diagnostic, type Range, type WorkspaceEdit } from 'vscode-languageserver-types';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { expect } from 'vitest';
import { type Configuration, configurationFrom } from '../../../extension/src/service/configuration.ts';
import { ENGLISH } from '../../../extension/src/protocol/words.ts';
import { createService } from '../../../extension/src/service/create-service.ts';
import type { ClientFeatures, Service } from '../../../extension/src/service/service.ts';
import { pathOf } from '../../../extension/src/service/uris.ts';
import { parse } from '../../../extension/src/host/parse.ts';

const ROOT = '/project';

/** What a service under test has around it. */
export interface Surroundings {
  /** Texts by path from the root; without it there is no disk. */
  readonly files?: Readonly<Record<string, string>>;
  readonly settings?: object;
  readonly features?: Partial<ClientFeatures>;
  readonly externalIdFields?: (sobject: string) => readonly string[];
}

/** A document that is open in a service. */
export interface Opened {
  readonly service: Service;
  readonly document: TextDocument;
  /** What was marked by « and », or by ^ for a place. */
  readonly marked: Range;
  readonly disk: Map<string, string>;
}

/** Opens a text: `«` and `»` mark a range in it, `‸` a place. */
export function open(marked: string, name = 'src/pay.ts', around: Surroundings = {}): Opened {
  const { text, start, end } = unmarked(marked);
  const disk = new Map(Object.entries(around.files ?? {}).map(([path, content]) => [`${ROOT}/${path}`, content]));
  const configuration: Configuration = {
    ...configurationFrom(around.settings ?? {}, ROOT).configuration,
    externalIdFields: around.externalIdFields,
  };
  const features = {
    createsFiles: true,
    snippetEdits: false,
    relatedInformation: true,
    resolvesEdits: false,
    commands: false,
    words: ENGLISH,
  };
  const service = createService({
    ...(around.files ? { files: filesOn(disk) } : {}),
    configurationOf: () => configuration,
    features: () => ({ ...features, ...around.features }),
  });
  const document = documentOf(name, text);
  if (around.files) disk.set(`${ROOT}/${name}`, text);
  return { service, document, disk, marked: { start: document.positionAt(start), end: document.positionAt(end) } };
}

/** Settings by which only these rules say anything, for tests that others do not matter for. */
export function only(...names: string[]): { rules: Record<string, string> } {
  const others = Object.keys(rules).filter((rule) => !names.includes(rule));
  return { rules: Object.fromEntries(others.map((rule) => [rule, 'off'])) };
}

/** A document of a file, in the language that its extension tells. */
export function documentOf(name: string, text: string, version = 1): TextDocument {
  return TextDocument.create(
    `file://${ROOT}/${name}`,
    LANGUAGES[name.split('.').at(-1)!] ?? 'plaintext',
    version,
    text,
  );
}

const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascriptreact',
  vue: 'vue',
  svelte: 'svelte',
};

/** The text with « and » around what each diagnostic underlines. */
export function underlined({ service, document }: Pick<Opened, 'document' | 'service'>): string {
  return withMarks(
    document,
    service.diagnostics(document).map(({ range }) => range),
  );
}

function withMarks(document: TextDocument, ranges: readonly Range[]): string {
  const marks = new Map<string, [number, string]>();
  for (const { start, end } of ranges) {
    marks.set(`${document.offsetAt(start)}s`, [document.offsetAt(start), '«']);
    marks.set(`${document.offsetAt(end)}e`, [document.offsetAt(end), '»']);
  }
  return [...marks.values()]
    .toSorted(([one], [other]) => other - one)
    .reduce((text, [at, mark]) => text.slice(0, at) + mark + text.slice(at), document.getText());
}

function unmarked(marked: string): { text: string; start: number; end: number } {
  const text = marked.replaceAll(/[«»‸]/g, '');
  const start = Math.max(0, marked.search(/[«‸]/));
  return { text, start, end: marked.includes('»') ? marked.indexOf('»') - 1 : start };
}

/** The titles of the actions at the mark. */
export function titles(opened: Opened, only?: string[]): string[] {
  return opened.service.codeActions(opened.document, opened.marked, only).map(({ title }) => title);
}

/** The action at the mark whose title matches. */
export function action(opened: Opened, title: RegExp | string, only?: string[]): CodeAction {
  const all = opened.service.codeActions(opened.document, opened.marked, only);
  const found = all.find((one) => (typeof title === 'string' ? one.title === title : title.test(one.title)));
  if (!found) throw new Error(`No action ${String(title)} among:\n${all.map((one) => one.title).join('\n')}`);
  return found;
}

/** Every text that an edit changes or makes, by path from the root; each of them parses. */
export function texts(opened: Opened, edit: WorkspaceEdit): Record<string, string> {
  const result: Record<string, string> = {};
  const own = pathOf(opened.document.uri);
  const textAt = (path: string): string => (path === own ? opened.document.getText() : (opened.disk.get(path) ?? ''));
  for (const change of toChanges(edit)) {
    const path = pathOf(change.uri);
    if ('kind' in change) {
      expect(opened.disk.has(path), `${path} is new`).toBe(false);
      continue;
    }
    const before = TextDocument.create(change.uri, 'x', 0, textAt(path));
    const after = TextDocument.applyEdits(before, change.edits);
    const isScript = /\.[cm]?[jt]sx?$/.test(path);
    if (isScript) expect(() => parse(after.replaceAll(/\$\{\d:(\w+)\}/g, '$1'), path)).not.toThrow();
    result[path.slice(ROOT.length + 1)] = after;
  }
  return result;
}

interface TextChange {
  readonly uri: string;
  readonly edits: { range: Range; newText: string }[];
}

function toChanges(edit: WorkspaceEdit): (TextChange | { kind: 'create'; uri: string })[] {
  if (edit.changes) return Object.entries(edit.changes).map(([uri, edits]) => ({ uri, edits }));
  return (edit.documentChanges ?? []).map((change) => {
    if (!('kind' in change))
      return {
        uri: change.textDocument.uri,
        // A snippet is shown as the text that it is made of.
        edits: change.edits.map((one) => ({
          range: one.range,
          newText: 'snippet' in one ? one.snippet.value : one.newText,
        })),
      };
    if (change.kind !== 'create') throw new Error(`Nothing is to be ${change.kind}d.`);
    return { kind: 'create', uri: change.uri };
  });
}

/** The document after an action, and what is found in it then: of the same project, with what the action has made. */
export function applied(
  opened: Opened,
  { edit }: CodeAction,
): { text: string; made: Record<string, string>; left: string[] } {
  const made = texts(opened, edit ?? {});
  for (const [path, text] of Object.entries(made)) opened.disk.set(`${ROOT}/${path}`, text);
  const own = pathOf(opened.document.uri).slice(ROOT.length + 1);
  const text = made[own] ?? opened.document.getText();
  const next = documentOf(own, text, opened.document.version + 1);
  opened.service.filesChanged();
  return { text, made, left: opened.service.diagnostics(next).map(ruleOf) };
}

/** The rule that a diagnostic names. */
function ruleOf({ code }: Diagnostic): string {
  return String(code);
}

/** Files in memory, as a disk has them. */
function filesOn(disk: ReadonlyMap<string, string>): Files {
  return {
    read: (path) => disk.get(path),
    list(directory) {
      const inner = [...disk.keys()].filter((path) => path.startsWith(`${directory}/`));
      const names = new Map(
        inner.map((path) => {
          const [name = '', ...rest] = path.slice(directory.length + 1).split('/');
          return [name, rest.length > 0] as const;
        }),
      );
      return [...names].map(([name, isDirectory]) => ({ name, directory: isDirectory }));
    },
  };
}
