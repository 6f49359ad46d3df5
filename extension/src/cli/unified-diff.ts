import { linesBetween, type ChangedLine, linesOf } from './lines-between.ts';
import type { Change } from './workspace.ts';

/** Lines of context around a change, as `diff -u` has them. */
const CONTEXT = 3;

/**
 * A change as a unified diff that `git apply` and `patch -p1` take.
 *
 * @param name - Path of the file as the diff names it, with forward slashes.
 */
export function unifiedDiff({ before, after }: Pick<Change, 'after' | 'before'>, name: string): string {
  const isNew = before === undefined;
  return [
    `diff --git a/${name} b/${name}`,
    ...(isNew ? ['new file mode 100644', '--- /dev/null'] : [`--- a/${name}`]),
    `+++ b/${name}`,
    ...hunksOf(linesBetween(linesOf(before ?? ''), linesOf(after))),
  ].join('\n');
}

function hunksOf(lines: readonly ChangedLine[]): string[] {
  const hunks: string[] = [];
  for (const [start, end] of stretchesOf(lines)) {
    const shown = lines.slice(start, end);
    const before = lines.slice(0, start);
    hunks.push(`@@ -${sideOf(before, shown, '-')} +${sideOf(before, shown, '+')} @@`, ...shown.map(lineText));
  }
  return hunks;
}

/** Where lines with changes, and what stands around them, begin and end. */
function stretchesOf(lines: readonly ChangedLine[]): [number, number][] {
  const stretches: [number, number][] = [];
  lines.forEach(({ sign }, index) => {
    if (sign === ' ') return;
    const [from, to] = [Math.max(0, index - CONTEXT), Math.min(lines.length, index + 1 + CONTEXT)];
    const last = stretches.at(-1);
    if (last && from <= last[1]) last[1] = to;
    else stretches.push([from, to]);
  });
  return stretches;
}

/** First line and number of lines of a hunk on one side. */
function sideOf(before: readonly ChangedLine[], shown: readonly ChangedLine[], sign: '-' | '+'): string {
  const isThere = (line: ChangedLine): boolean => line.sign === ' ' || line.sign === sign;
  const [above, count] = [before.filter(isThere).length, shown.filter(isThere).length];
  return `${count === 0 ? above : above + 1},${count}`;
}

function lineText({ sign, text }: ChangedLine): string {
  return text.endsWith('\n') ? `${sign}${text.slice(0, -1)}` : `${sign}${text}\n\\ No newline at end of file`;
}
