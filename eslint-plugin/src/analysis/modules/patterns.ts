/** Which pattern a specifier matches, and what its `*` stands for. */
export interface Match {
  readonly pattern: string;
  readonly star: string;
}

/** The pattern that fits best: the very name, else the one with the longest text before its `*`. */
export function bestMatch(specifier: string, patterns: readonly string[]): Match | undefined {
  let best: Match | undefined;
  let longest = -1;
  for (const pattern of patterns) {
    if (pattern === specifier) return { pattern, star: '' };
    const [before = '', after] = pattern.split('*');
    if (after === undefined || before.length <= longest) continue;
    if (specifier.length < before.length + after.length) continue;
    if (!specifier.startsWith(before) || !specifier.endsWith(after)) continue;
    longest = before.length;
    best = { pattern, star: specifier.slice(before.length, specifier.length - after.length) };
  }
  return best;
}

/** `target` with `star` for each `*`. */
export function fill(target: string, { star }: Match): string {
  return target.replaceAll('*', () => star);
}

/** A regular expression for paths that match a glob with `*`, `**` and `{a,b}`. */
export function globToRegExp(glob: string): RegExp {
  const source = glob.replace(/\*\*\/|\*\*|\*|\?|\{([^{}]*)\}|[^\w/]/g, (part, choices?: string) => {
    if (choices !== undefined) return `(?:${choices.split(',').map(escapeRegExp).join('|')})`;
    return WILDCARDS[part] ?? escapeRegExp(part);
  });
  return new RegExp(`^${source}$`);
}

const WILDCARDS: Readonly<Record<string, string>> = { '**/': '(?:[^/]+/)*', '**': '.*', '*': '[^/]*', '?': '[^/]' };

/** `text` as a regular expression that matches nothing else. */
export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
