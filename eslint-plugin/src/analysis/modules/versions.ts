/**
 * The major version that every version in a range of package.json or a lock file has: 1 for `^1.9.2` and `>=1.11 <2`.
 * Undefined where several would do (`>=1`, `^1 || ^2`), and for what is no range: tags, paths, addresses, catalogs.
 */
export function majorOf(range: string): number | undefined {
  const bare = range
    .trim()
    .replace(/^workspace:/, '')
    .replace(/^npm:(?:@?[^@]+@)?/, '');
  const majors = new Set(bare.split('||').map((part) => majorOfPart(part.trim())));
  const [major] = majors;
  return majors.size === 1 ? major : undefined;
}

function majorOfPart(part: string): number | undefined {
  const hyphen = /^(\S+)\s+-\s+(\S+)$/.exec(part);
  const words = hyphen
    ? [`>=${hyphen[1] ?? ''}`, `<=${hyphen[2] ?? ''}`]
    : part.replace(/([<>=~^])\s+/g, '$1').split(/\s+/);
  let lowest: number | undefined;
  let highest: number | undefined;
  for (const word of words) {
    const bounds = boundsOf(word);
    if (!bounds) return undefined;
    lowest = bounds.lowest === undefined ? lowest : Math.max(bounds.lowest, lowest ?? 0);
    highest = bounds.highest === undefined ? highest : Math.min(bounds.highest, highest ?? Infinity);
  }
  return lowest !== undefined && lowest === highest ? lowest : undefined;
}

/** The majors that one comparator leaves. */
function boundsOf(word: string): { readonly lowest?: number; readonly highest?: number } | undefined {
  const [, operator = '', digits, rest = ''] =
    /^([<>]=?|[~^=]?)v?(\d+)((?:\.(?:\d+|[xX*]))*(?:[-+_].*)?)$/.exec(word) ?? [];
  if (digits === undefined) return undefined;
  const major = Number(digits);
  if (operator.startsWith('>')) return { lowest: major };
  // Nothing of 2.x is below 2.0.0, but 2.0 is below 2.1.
  if (operator === '<') return { highest: /[1-9]/.test(rest) ? major : major - 1 };
  return operator === '<=' ? { highest: major } : { lowest: major, highest: major };
}
