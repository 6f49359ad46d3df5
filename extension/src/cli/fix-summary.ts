import path from 'node:path';
import { ruleId } from '../host/lint.ts';
import type { FixedWorkspace, Left, Mended } from './fix-workspace.ts';
import { counted, placeAt } from './formats.ts';

const WHY: Readonly<Record<Left['because'], string>> = {
  'no fix': 'There is no fix that could be made by itself.',
  'names to fill in':
    'Its fix has names to fill in: set the external-id field (externalIds in the settings), or run again with --holes.',
  'no end': 'Three rounds of fixes were not enough, or its fix does not get along with this file: look at it yourself.',
};

/** What was mended and what is left, and why, as text. */
export function fixSummary(
  { mended, changes }: FixedWorkspace,
  { cwd, tests, dryRun }: { readonly cwd: string; readonly tests: number; readonly dryRun: boolean },
): string {
  const blocks = mended.filter(({ fixes, left }) => fixes.length + left.length > 0).map((one) => blockOf(one, cwd));
  const made = changes.filter(({ before }) => before === undefined).map((one) => path.relative(cwd, one.path));
  const fixes = mended.flatMap((one) => one.fixes).length;
  const left = mended.flatMap((one) => one.left).length;
  const done = dryRun ? 'would be made' : 'made';
  const says = [
    fixes === 0
      ? 'Nothing to fix.'
      : `${counted(fixes, 'fix', 'fixes')} ${done} in ${counted(changes.length - made.length, 'file')}.`,
    made.length === 0 ? '' : `${dryRun ? 'To be created' : 'Created'}: ${made.join(', ')}.`,
    left === 0 ? 'No problems left.' : `${counted(left, 'problem')} left.`,
    tests === 0 ? '' : `${counted(tests, 'test file')} left alone.`,
  ];
  return [...blocks, says.filter(Boolean).join(' ')].join('\n');
}

function blockOf({ path: file, text, fixes, left }: Mended, cwd: string): string {
  const titles = fixes.map(({ title }) => title);
  const fixed = [...new Set(titles)].map((title) => {
    const times = titles.filter((one) => one === title).length;
    return `  fixed  ${title}${times === 1 ? '' : ` (${times} times)`}`;
  });
  const rest = left.map(({ finding, because }) => {
    const { line, column } = placeAt(text, finding.span[0]);
    return `  left   ${line}:${column}  ${finding.message}  ${ruleId(finding.rule)}\n         ${WHY[because]}`;
  });
  return [path.relative(cwd, file), ...fixed, ...rest, ''].join('\n');
}
