/** The scripts of a Vue or Svelte file, as one text in which every offset and line is that of the file. */
export interface Scripts {
  readonly text: string;
  /** The extension that tells the parser the language: `.ts` as soon as one block says so. */
  readonly lang: '.js' | '.jsx' | '.ts' | '.tsx';
  /** Where code may begin: what a rule puts at the top of a file goes here. */
  readonly top: number;
}

/** Comments hold no scripts, and an attribute may hold a `>`. */
const BLOCK = /<!--[^]*?-->|<script\b((?:[^>"']|"[^"]*"|'[^']*')*)>([^]*?)<\/script\s*>/gi;
const CODE = /^(?:(?:text|application)\/(?:java|ecma|type)script|module|jsx?|tsx?|javascript|typescript)$/i;

/**
 * The `<script>` blocks of a file, everything else replaced by spaces.
 *
 * @returns undefined for other files than `.vue` and `.svelte`, which are no mixture.
 */
export function scriptsIn(text: string, filename: string): Scripts | undefined {
  if (!/\.(?:vue|svelte)$/i.test(filename)) return undefined;
  const languages: string[] = [];
  let padded = '';
  for (const { 1: attributes, 2: code, index } of text.matchAll(BLOCK)) {
    if (attributes === undefined || code === undefined) continue;
    const said = valueOf('lang', attributes) ?? valueOf('type', attributes) ?? 'js';
    if (!CODE.test(said)) continue;
    languages.push(said.toLowerCase());
    const start = index + '<script'.length + attributes.length + '>'.length;
    padded += blank(text.slice(padded.length, start)) + code;
  }
  const code = padded + blank(text.slice(padded.length));
  return { text: code, lang: languageOf(languages), top: topOf(text, code) };
}

/** Between the tag and the first code there is nothing but space; code begins on a line of its own where it does already. */
function topOf(text: string, code: string): number {
  const first = code.search(/\S/);
  return first < 0 ? 0 : Math.max(text.lastIndexOf('>', first) + 1, text.lastIndexOf('\n', first) + 1);
}

function valueOf(name: string, attributes: string): string | undefined {
  const [, double, single, bare] =
    new RegExp(String.raw`(?:^|\s)${name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`, 'i').exec(attributes) ?? [];
  return double ?? single ?? bare;
}

function languageOf(languages: readonly string[]): Scripts['lang'] {
  const typed = languages.some((one) => /^tsx?$|typescript/.test(one));
  const jsx = languages.some((one) => /^[jt]sx$/.test(one));
  return `.${typed ? 'ts' : 'js'}${jsx ? 'x' : ''}`;
}

/** Spaces in place of everything but line breaks. */
function blank(text: string): string {
  return text.replaceAll(/[^\r\n\u2028\u2029]/g, ' ');
}
