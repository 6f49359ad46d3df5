/** One line of a difference between two texts: kept, taken away or added. */
export interface ChangedLine {
  readonly sign: ' ' | '-' | '+';
  /** With its end. */
  readonly text: string;
}

/** The lines of a text, each with its end: so a last line without one is told from one with it. */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * What leads from some lines to others. Lines that both have once are held to be the same, and what is between them is
 * compared in the same way: for people that reads better than the fewest changes, and long insertions cost little.
 */
export function linesBetween(from: readonly string[], to: readonly string[]): ChangedLine[] {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from[start] === to[start]) start += 1;
  let end = 0;
  while (end < shorter - start && from.at(-1 - end) === to.at(-1 - end)) end += 1;
  return [
    ...signed(' ', from.slice(0, start)),
    ...betweenAnchors(from.slice(start, from.length - end), to.slice(start, to.length - end)),
    ...signed(' ', from.slice(from.length - end)),
  ];
}

function betweenAnchors(from: readonly string[], to: readonly string[]): ChangedLine[] {
  const anchors = rising(pairsOf(from, to));
  if (anchors.length === 0) return [...signed('-', from), ...signed('+', to)];
  let [x, y] = [0, 0];
  const lines: ChangedLine[] = [];
  for (const [left, right] of [...anchors, [from.length, to.length] as const]) {
    lines.push(...linesBetween(from.slice(x, left), to.slice(y, right)), ...signed(' ', from.slice(left, left + 1)));
    [x, y] = [left + 1, right + 1];
  }
  return lines;
}

type Pair = readonly [left: number, right: number];

/** The lines that both sides have, and have once. */
function pairsOf(from: readonly string[], to: readonly string[]): Pair[] {
  const [left, right] = [placesOf(from), placesOf(to)];
  return [...left].flatMap(([line, place]) => {
    const other = right.get(line);
    return place === undefined || other === undefined ? [] : [[place, other] as const];
  });
}

/** Where each line is; undefined for one that is there more than once. */
function placesOf(lines: readonly string[]): Map<string, number | undefined> {
  const places = new Map<string, number | undefined>();
  lines.forEach((line, index) => places.set(line, places.has(line) ? undefined : index));
  return places;
}

/** The most of these pairs that are in the same order on both sides. */
function rising(pairs: readonly Pair[]): Pair[] {
  interface Link {
    readonly pair: Pair;
    readonly before: Link | undefined;
  }
  // The last pair of the best chain of each length, so far.
  const ends: Link[] = [];
  for (const pair of pairs.toSorted((one, other) => one[0] - other[0])) {
    const length = ends.findIndex((end) => end.pair[1] > pair[1]);
    const at = length < 0 ? ends.length : length;
    ends[at] = { pair, before: ends[at - 1] };
  }
  const chain: Pair[] = [];
  for (let link = ends.at(-1); link; link = link.before) chain.push(link.pair);
  return chain.reverse();
}

function signed(sign: ChangedLine['sign'], lines: readonly string[]): ChangedLine[] {
  return lines.map((text) => ({ sign, text }));
}
