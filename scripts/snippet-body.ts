/** A place in a snippet that is filled in after it is inserted. */
export interface Hole {
  /** What stands there at first; where it matches again, what is typed appears too. */
  readonly at: RegExp;
  /** What else it may be, to choose from. */
  readonly or?: string;
}

/**
 * A text in the syntax of VS Code's snippets, with a placeholder for each hole, in their order.
 *
 * @throws {Error} for a hole that the text does not have
 */
export function toSnippetBody(text: string, holes: readonly Hole[] = []): string {
  const places = holes
    .flatMap(({ at, or }, index) => {
      const [first, ...others] = text.matchAll(new RegExp(at.source, `${at.flags.replace('g', '')}g`));
      if (first === undefined) throw new Error(`No ${String(at)} in the text that begins '${text.slice(0, 60)}'.`);
      const number = index + 1;
      const choice = or === undefined ? `:${escaped(first[0])}` : `|${[first[0], or].map(escapedChoice).join(',')}|`;
      return [
        { from: first.index, length: first[0].length, placeholder: `\${${number}${choice}}` },
        ...others.map((other) => ({ from: other.index, length: other[0].length, placeholder: `\${${number}}` })),
      ];
    })
    .toSorted((a, b) => a.from - b.from);
  let done = 0;
  const parts = places.map(({ from, length, placeholder }) => {
    if (from < done) throw new Error(`Two holes overlap at '${text.slice(from, from + length)}'.`);
    const before = escaped(text.slice(done, from));
    done = from + length;
    return before + placeholder;
  });
  return parts.join('') + escaped(text.slice(done));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\$}]/g, String.raw`\$&`);
}

function escapedChoice(text: string): string {
  return text.replaceAll(/[\\,|]/g, String.raw`\$&`);
}
