import { severitiesIn } from './inline-severities.ts';
import type { Severity } from './lint.ts';
import type { Comment, Place } from './parse.ts';

/** What a file's comments say to ESLint about the rules. */
export interface CommentDirectives {
  /** Severities that `eslint` comments give, by the rule as it is written. */
  readonly severities: ReadonlyMap<string, Severity>;
  /** Whether a finding of a rule that begins at a place is disabled. */
  isDisabled(rule: string, at: Place): boolean;
}

/** From a place on, or up to it, a rule is disabled; every rule where none is named. */
interface Switch {
  readonly disables: boolean;
  readonly at: Place;
  readonly rule: string | undefined;
}

const NONE: CommentDirectives = { severities: new Map(), isDisabled: () => false };
const LABEL = /^(eslint(?:-enable|-disable(?:-next-line|-line)?)?)(?:\s|$)/;

/**
 * Reads the comments as ESLint 10 does: `eslint-disable`, `-enable`, `-line` and `-next-line` with lists of rules and
 * reasons behind `--`, and severities in `eslint` comments. Comments of one line (`//`) speak for a line only.
 *
 * @param rules - The rules that are known, by the names that comments call them by; a list of others only says nothing.
 */
export function directivesOf(comments: readonly Comment[], rules: ReadonlySet<string>): CommentDirectives {
  const block: Switch[] = [];
  const line: Switch[] = [];
  const severities = new Map<string, Severity>();
  for (const comment of comments) {
    const [said = ''] = comment.value.split(/\s--+\s/, 1);
    const [, label] = LABEL.exec(said.trim()) ?? [];
    if (label === undefined) continue;
    const value = said.trim().slice(label.length).trim();
    if (label.endsWith('-line')) line.push(...lineSwitches(label, value, comment, rules));
    else if (comment.type === 'CommentLine') continue;
    else if (label === 'eslint') {
      // The first comment about a rule counts.
      for (const [rule, severity] of severitiesIn(value)) if (!severities.has(rule)) severities.set(rule, severity);
    } else {
      const disables = label === 'eslint-disable';
      for (const rule of rulesIn(value, rules)) block.push({ disables, at: comment.loc.start, rule });
    }
  }
  if (block.length + line.length + severities.size === 0) return NONE;
  const ordered = line.toSorted((one, other) => compare(one.at, other.at));
  return { severities, isDisabled: (rule, at) => isOff(block, rule, at) || isOff(ordered, rule, at) };
}

function lineSwitches(label: string, value: string, { loc }: Comment, rules: ReadonlySet<string>): Switch[] {
  const isNext = label === 'eslint-disable-next-line';
  // Which line a longer comment means is not clear; ESLint says so, and leaves it.
  if (!isNext && loc.start.line !== loc.end.line) return [];
  const line = isNext ? loc.end.line + 1 : loc.start.line;
  return rulesIn(value, rules).flatMap((rule) => [
    { disables: true, at: { line, column: 0 }, rule },
    { disables: false, at: { line: line + 1, column: -1 }, rule },
  ]);
}

/** The known rules of a list; `undefined`, which stands for all of them, when the list is empty. */
function rulesIn(list: string, rules: ReadonlySet<string>): (string | undefined)[] {
  const names = list
    .split(',')
    .map((name) => name.trim().replace(/^(['"]?)(.*)\1$/s, '$2'))
    .filter((name) => name !== '');
  return names.length === 0 ? [undefined] : [...new Set(names)].filter((name) => rules.has(name));
}

/** What the last switches before a place make of a rule. */
function isOff(switches: readonly Switch[], rule: string, place: Place): boolean {
  let off = false;
  for (const { disables, at, rule: named } of switches) {
    if (compare(at, place) > 0) break;
    if (named === undefined || named === rule) off = disables;
  }
  return off;
}

function compare(one: Place, other: Place): number {
  return one.line - other.line || one.column - other.column;
}
