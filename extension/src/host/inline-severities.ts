import type { Severity } from './lint.ts';

const SEVERITIES: ReadonlyMap<unknown, Severity> = new Map<unknown, Severity>([
  ['off', 'off'],
  ['warn', 'warn'],
  ['error', 'error'],
  [0, 'off'],
  [1, 'warn'],
  [2, 'error'],
]);

/**
 * The severities in an `eslint` comment, such as `some/rule: off, other: ["warn", { "key": 1 }]`. Our rules have no
 * options, and ESLint ignores what gives them some.
 */
export function severitiesIn(text: string): Map<string, Severity> {
  const found = new Map<string, Severity>();
  for (const [rule, value] of looseEntries(text) ?? jsonEntries(text)) {
    const [severity, ...options] = Array.isArray(value) ? (value as unknown[]) : [value];
    const known = SEVERITIES.get(severity);
    if (known !== undefined && options.length === 0) found.set(rule, known);
  }
  return found;
}

/** Entries where quotes may be left out, with commas between; undefined when a value does not begin with a severity. */
function looseEntries(text: string): [string, unknown][] | undefined {
  const inner = /^\{(.*)\}$/s.exec(text)?.[1] ?? text;
  const entries = new Map<string, readonly unknown[]>();
  for (const part of partsOf(inner)) {
    const [, quoted, bare, value = ''] = /^\s*(?:["']([^"']*)["']|([^\s"':]+))\s*:\s*(.*?)\s*$/s.exec(part) ?? [];
    const rule = quoted ?? bare;
    if (rule === undefined) return undefined;
    // Of a rule that is named twice, the last counts.
    entries.set(rule, listIn(value));
  }
  return [...entries.values()].every(([severity]) => SEVERITIES.has(severity)) ? [...entries] : undefined;
}

/** A value as a list: the severity, and the text of each option. */
function listIn(value: string): unknown[] {
  const list = /^\[(.*)\]$/s.exec(value)?.[1];
  const [first = '', ...options] = list === undefined ? [value] : partsOf(list);
  const word = first.trim();
  return [/^[012]$/.test(word) ? Number(word) : word.replace(/^(["'])(.*)\1$/s, '$2'), ...options];
}

/** The parts between commas that stand in no brackets and no quotes. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let [depth, start, quote] = [0, 0, ''];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quote !== '') quote = letter === quote ? '' : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '[' || letter === '{') depth += 1;
    else if (letter === ']' || letter === '}') depth -= 1;
    else if (letter === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  const last = text.slice(start);
  return last.trim() === '' ? parts : [...parts, last];
}

/** What older comments look like: JSON without braces, and without the commas behind numbers and lists. */
function jsonEntries(text: string): [string, unknown][] {
  const json = text.replaceAll(/(^|[^-\w/])([-\w/]+):/g, '$1"$2":').replace(/([\]\d])\s+"/, '$1,"');
  try {
    return Object.entries(JSON.parse(`{${json}}`) as object);
  } catch {
    return [];
  }
}
