import path from 'node:path';
import { styleText } from 'node:util';
import { codeFrameColumns } from '@babel/code-frame';
import { createTwoFilesPatch } from 'diff';
import type { FileFindings } from './lint.ts';
import plugin from 'eslint-plugin-salesforce-resilience';
import type { OutageReport } from './outage.ts';

/** Whether the output is read by a person at a terminal that shows colours. */
const coloured = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;

/** Text in a colour, where there are colours. */
export function paint(style: Parameters<typeof styleText>[0], text: string, colours = coloured): string {
  return colours ? styleText(style, text) : text;
}

/** The findings of a file: place, code frame, the concrete failure, the rule and its page. */
export function findingsText({ file, text, messages }: FileFindings, root: string, colours = coloured): string {
  return messages
    .map(({ line, column, endLine, endColumn, message, ruleId, suggestions }) => {
      const end = endLine === undefined || endColumn === undefined ? {} : { end: { line: endLine, column: endColumn } };
      // The end of a long call says little: the frame points at its first line.
      const location = { start: { line, column }, ...(endLine === line ? end : {}) };
      const frame = codeFrameColumns(text, location, { linesAbove: 1, linesBelow: 2, highlightCode: colours });
      const rule = ruleId ?? '';
      const page = plugin.rules[rule.slice(rule.indexOf('/') + 1)]?.meta.docs.url ?? '';
      const fixes = (suggestions ?? []).map(({ desc }) => `  fix: ${desc}`);
      const place = `${path.relative(root, file).replaceAll('\\', '/')}:${line}:${column}`;
      return [paint('bold', `${place}  ${rule}`, colours), `  ${message}`, frame, ...fixes, `  see: ${page}`].join(
        '\n',
      );
    })
    .join('\n\n');
}

/** The difference between two versions of a file. */
export function diffText(name: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, '', '', { context: 2 });
  return patch
    .split('\n')
    .filter((line) => !/^(?:=+$|\\ No newline)/.test(line))
    .map((line) => (line.startsWith('+') ? paint('green', line) : line.startsWith('-') ? paint('red', line) : line))
    .join('\n')
    .trimEnd();
}

const ROWS: readonly (readonly [label: string, value: (report: OutageReport) => string])[] = [
  ['payments confirmed', ({ payments }) => String(payments)],
  ['recorded in Salesforce', ({ recorded }) => String(recorded)],
  ['lost', ({ lost }) => String(lost)],
  ['duplicated', ({ duplicated }) => String(duplicated)],
  ['retries earlier than asked', ({ early }) => String(early)],
  ['requests', ({ requests }) => String(requests)],
  ['longest wait for a record', ({ longestWait }) => `${longestWait.toFixed(0)} s`],
];

/** The reports side by side: one column each. */
export function tableText(columns: readonly { readonly title: string; readonly report: OutageReport }[]): string {
  const labelWidth = Math.max(...ROWS.map(([label]) => label.length));
  const widths = columns.map(({ title }) => Math.max(title.length, 8));
  const line = (label: string, cells: readonly string[]): string =>
    [label.padEnd(labelWidth), ...cells.map((cell, index) => cell.padStart(widths[index] ?? 0))].join('   ');
  const head = line(
    '',
    columns.map(({ title }) => title),
  );
  return [
    head,
    '─'.repeat(head.length),
    ...ROWS.map(([label, value]) =>
      line(
        label,
        columns.map(({ report }) => value(report)),
      ),
    ),
  ].join('\n');
}
