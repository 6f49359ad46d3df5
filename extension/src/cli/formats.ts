import path from 'node:path';
import type { Edit } from 'eslint-plugin-salesforce-resilience/analysis';
import { type Finding, ruleId } from '../host/lint.ts';
import type { Format } from './check-arguments.ts';
import type { Failure } from './source-files.ts';

/** A file that was looked at. */
export interface Checked {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  readonly findings: readonly Finding[];
  /** It is a test, which the setting `tests` is for. */
  readonly isLeftOut?: boolean;
}

/** All there is to print. */
export interface Report {
  readonly checked: readonly Checked[];
  readonly failures: readonly Failure[];
  readonly cwd: string;
}

/** A report as text. */
export function formatted(format: Format, report: Report): string {
  if (format === 'json') return json(report);
  return format === 'github' ? github(report) : stylish(report);
}

/** As ESLint's formatter of that name, with the line of code that each finding is about. */
function stylish({ checked, cwd }: Report): string {
  const blocks = checked
    .filter(({ findings }) => findings.length > 0)
    .map(({ file, text, findings }) =>
      [path.relative(cwd, file), ...findings.map((finding) => stylishLines(finding, text)), ''].join('\n'),
    );
  const findings = checked.flatMap((one) => one.findings);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const counts = `${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}`;
  const total = findings.length === 0 ? 'No problems' : `${counted(findings.length, 'problem')} (${counts})`;
  const leftOut = checked.filter(({ isLeftOut }) => isLeftOut).length;
  const note = leftOut === 0 ? '' : ` ${counted(leftOut, 'test file')} left out.`;
  return [...blocks, `${total} in ${counted(checked.length - leftOut, 'file')}.${note}`].join('\n');
}

function stylishLines({ rule, severity, message, span }: Finding, text: string): string {
  const { line, column } = placeAt(text, span[0]);
  const code = text.split('\n')[line - 1] ?? '';
  const head = `  ${line}:${column}  ${severity === 'warn' ? 'warning' : 'error'}`;
  const length = Math.max(1, Math.min(span[1] - span[0], code.trimEnd().length - column + 1));
  // What stands before it keeps its tabs, so that the mark is beneath its place.
  const margin = code
    .slice(0, column - 1)
    .trimStart()
    .replaceAll(/[^\t]/g, ' ');
  return [`${head}  ${message}  ${ruleId(rule)}`, `      ${code.trim()}`, `      ${margin}${'^'.repeat(length)}`].join(
    '\n',
  );
}

/** A number with what it counts. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** As ESLint's `json`, for the files that something is to be said of. */
function json({ checked, failures }: Report): string {
  const results = checked
    .filter(({ findings }) => findings.length > 0)
    .map(({ file, text, findings }) => {
      const errorCount = findings.filter(({ severity }) => severity === 'error').length;
      const messages = findings.map((finding) => jsonMessage(finding, text));
      return { filePath: file, messages, errorCount, warningCount: findings.length - errorCount, fatalErrorCount: 0 };
    });
  const failed = failures.map(({ path: filePath, reason: message }) => {
    const messages = [{ ruleId: null, fatal: true, severity: 2, message }];
    return { filePath, messages, errorCount: 1, warningCount: 0, fatalErrorCount: 1 };
  });
  return JSON.stringify([...results, ...failed], undefined, 2);
}

function jsonMessage({ rule, severity, message, messageId, span, suggestions }: Finding, text: string): object {
  const [start, end] = [placeAt(text, span[0]), placeAt(text, span[1])];
  return {
    ruleId: ruleId(rule),
    severity: severity === 'warn' ? 1 : 2,
    message,
    messageId,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    suggestions: suggestions.map(({ messageId: id, title: desc, edits }) => ({
      messageId: id,
      desc,
      fix: asOneEdit(edits, text),
    })),
  };
}

/** Edits as one, with what stands between them. */
function asOneEdit(edits: readonly Edit[], text: string): Edit {
  const sorted = edits.toSorted((one, other) => one.range[0] - other.range[0] || one.range[1] - other.range[1]);
  const start = sorted[0]?.range[0] ?? 0;
  let [at, merged] = [start, ''];
  for (const { range, text: put } of sorted) {
    merged += text.slice(at, range[0]) + put;
    at = range[1];
  }
  return { range: [start, at], text: merged };
}

/** GitHub's workflow commands, which become annotations of a pull request. */
function github({ checked, failures, cwd }: Report): string {
  const found = checked.flatMap(({ file, text, findings }) =>
    findings.map(({ rule, severity, message, span }) => {
      const [start, end] = [placeAt(text, span[0]), placeAt(text, span[1])];
      // GitHub shows columns only within one line.
      const columns = start.line === end.line ? `,col=${start.column},endColumn=${end.column}` : '';
      const place = `file=${property(path.relative(cwd, file))},line=${start.line},endLine=${end.line}${columns}`;
      const command = severity === 'warn' ? 'warning' : 'error';
      return `::${command} ${place},title=${property(ruleId(rule))}::${data(message)}`;
    }),
  );
  const failed = failures.map(
    ({ path: at, reason }) => `::error file=${property(path.relative(cwd, at))}::${data(reason)}`,
  );
  return [...found, ...failed].join('\n');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text.replaceAll('\\', '/')).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Line and column of an offset, both counted from 1. */
export function placeAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|[\n\r\u2028\u2029]/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
