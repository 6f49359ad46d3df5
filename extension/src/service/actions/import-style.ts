import type { Edit } from 'eslint-plugin-salesforce-resilience/analysis';

/** How a file writes its imports. */
export interface ImportStyle {
  readonly quote: '"' | "'";
  readonly semicolon: '' | ';';
}

const IMPORT = /^[ \t]*(?:import\b|export\b[^'"\n]*\bfrom\b|(?:const|let|var)\b[^'"\n]*\brequire\().*$/gm;

/** How a file writes its imports; where it has none, how it writes the rest. */
export function importStyleOf(text: string): ImportStyle {
  const lines = text.match(IMPORT) ?? [];
  const sample = lines.length > 0 ? lines : text.split('\n').filter((line) => /\S/.test(line));
  const said = sample.join('\n');
  const single = count(said, /'/g) >= count(said, /"/g);
  const ends = sample.filter((line) => /;\s*$/.test(line)).length;
  // Lines that open a block have no semicolon in any style: one is enough where there are no imports.
  const semicolon = lines.length > 0 ? ends * 2 >= lines.length : ends > 0 || sample.length === 0;
  return { quote: single ? "'" : '"', semicolon: semicolon ? ';' : '' };
}

/** The edits of a rule with its import written as the file writes its own. */
export function styled(edits: readonly Edit[], { quote, semicolon }: ImportStyle): readonly Edit[] {
  return edits.map((edit) => {
    const [, start, specifier, end, space] =
      /^(\s*(?:import [^'\n]+ from |const [^'\n]+ = require\())'([^'\n]+)'(\)?);(\s*)$/.exec(edit.text) ?? [];
    if (start === undefined) return edit;
    return { ...edit, text: `${start}${quote}${specifier}${quote}${end}${semicolon}${space}` };
  });
}

/** The relative specifiers that a text imports. */
export function relativeImportsIn(text: string): readonly string[] {
  const found = text.matchAll(/(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g);
  return [...found].map(([, , specifier = '']) => specifier);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
