/** A snippet as it is listed and inserted. */
export interface SnippetEntry {
  readonly name: string;
  readonly prefix: string;
  readonly description: string;
  /** In the syntax of snippets, with placeholders. */
  readonly body: string;
  /** The language that its file is contributed for. */
  readonly language: string;
}

/** A snippet file as the manifest contributes it. */
export interface SnippetFile {
  readonly language: string;
  /** Relative to the extension. */
  readonly path: string;
}

/** A manifest, as far as it says which snippets there are. */
export interface SnippetManifest {
  readonly contributes: { readonly snippets: readonly SnippetFile[] };
}

/** The snippet files for a language; TypeScript with JSX takes those of TypeScript, as the manifest says. */
export function snippetFilesFor({ contributes }: SnippetManifest, language: string): readonly SnippetFile[] {
  return contributes.snippets.filter((file) => file.language === language);
}

/**
 * The snippets of a file, by name.
 *
 * @throws {SyntaxError} for text that is no JSON
 * @throws {TypeError} for a snippet without prefix or body
 */
export function readSnippets(text: string, language: string): readonly SnippetEntry[] {
  const file: unknown = JSON.parse(text);
  if (!isRecord(file)) throw new TypeError('A snippet file holds one object.');
  return Object.entries(file)
    .map(([name, snippet]) => entryOf(name, snippet, language))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function entryOf(name: string, snippet: unknown, language: string): SnippetEntry {
  if (!isRecord(snippet)) throw new TypeError(`The snippet '${name}' is no object.`);
  const [prefix] = linesOf(snippet['prefix']);
  const body = linesOf(snippet['body']).join('\n');
  if (prefix === undefined || body === '') throw new TypeError(`The snippet '${name}' needs a prefix and a body.`);
  return { name, prefix, body, language, description: linesOf(snippet['description']).join(' ') };
}

function linesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((line) => typeof line === 'string') : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text that a snippet leaves behind when nothing is filled in: its placeholders become their defaults. */
export function plainText(body: string): string {
  return new SnippetReader(body).text();
}

/** Reads the syntax of snippets: `$1`, `${1:default}`, `${1|one,two|}`, `${NAME:default}`, and `\` before `$`, `}` or `\`. */
class SnippetReader {
  readonly #body: string;
  #at = 0;
  /** The first text of each placeholder, for where it stands again. */
  readonly #values = new Map<string, string>();

  constructor(body: string) {
    this.#body = body;
  }

  text(): string {
    return this.#until('');
  }

  /** The text up to a closing character, which is read too. */
  #until(close: string): string {
    let text = '';
    while (this.#at < this.#body.length) {
      const here = this.#body.charAt(this.#at++);
      if (here === close) break;
      if (here === '\\' && '$}\\,|'.includes(this.#body.charAt(this.#at))) text += this.#body.charAt(this.#at++);
      else text += here === '$' ? this.#placeholder() : here;
    }
    return text;
  }

  #placeholder(): string {
    const [, name, open] = this.#take(/(?:(\w+)|\{(\w+))/y) ?? [];
    if (name !== undefined) return this.#values.get(name) ?? '';
    if (open === undefined) return '$';
    const value = this.#default();
    if (value !== undefined) this.#values.set(open, value);
    return value ?? this.#values.get(open) ?? '';
  }

  /** What stands in a placeholder after its name; undefined for nothing, or for a transformation. */
  #default(): string | undefined {
    const kind = this.#body.charAt(this.#at++);
    if (kind === ':') return this.#until('}');
    if (kind === '|') {
      const choices = this.#take(/((?:[^\\|]|\\.)*)\|\}/y)?.[1] ?? '';
      return choices.split(/(?<!\\),/)[0]?.replaceAll(/\\(.)/g, '$1');
    }
    if (kind === '/') this.#until('}');
    return undefined;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#body);
    if (found) this.#at = pattern.lastIndex;
    return found ?? undefined;
  }
}
