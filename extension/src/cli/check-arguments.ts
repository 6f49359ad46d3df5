import { parseArgs } from 'node:util';
import { NAMESPACE, rules } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Severity } from '../host/lint.ts';

const FORMATS = ['stylish', 'json', 'github'] as const;
const PRESETS = ['recommended', 'strict'] as const;
const SEVERITIES = ['off', 'warn', 'error'] as const;

/** How findings are printed. */
export type Format = (typeof FORMATS)[number];

/** What `check` is asked for. */
export interface CheckArguments {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly preset: (typeof PRESETS)[number];
  readonly severities: Readonly<Record<string, Severity>>;
  /** More warnings than this are a failure; Infinity unless given. */
  readonly maxWarnings: number;
}

/** Arguments that cannot be followed; the message says what is allowed. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/**
 * Reads the arguments behind `check`.
 *
 * @throws {ArgumentError} for what is unknown or out of range.
 */
export function checkArguments(args: readonly string[]): CheckArguments {
  const { values, positionals } = parsed(args);
  const preset = oneOf(PRESETS, values.preset ?? 'recommended', '--preset');
  return {
    paths: positionals.length === 0 ? ['.'] : positionals,
    format: oneOf(FORMATS, values.format ?? 'stylish', '--format'),
    preset,
    severities: { ...severitiesOf(preset), ...Object.fromEntries((values.rule ?? []).map(toSeverity)) },
    maxWarnings: values['max-warnings'] === undefined ? Infinity : toCount(values['max-warnings']),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        preset: { type: 'string' },
        rule: { type: 'string', multiple: true },
        'max-warnings': { type: 'string' },
      },
    });
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function severitiesOf(preset: CheckArguments['preset']): Record<string, Severity> {
  const names = Object.keys(rules).filter(
    (name) => preset === 'strict' || rules[name]?.definition.preset === 'recommended',
  );
  return Object.fromEntries(names.map((name) => [name, 'error']));
}

function toSeverity(text: string): [string, Severity] {
  const [, name = text, severity] = /^(.*?)=(.*)$/s.exec(text) ?? [];
  const rule = name.startsWith(`${NAMESPACE}/`) ? name.slice(NAMESPACE.length + 1) : name;
  if (!Object.hasOwn(rules, rule))
    throw new ArgumentError(`There is no rule '${rule}'. The rules are ${Object.keys(rules).join(', ')}.`);
  return [rule, oneOf(SEVERITIES, severity ?? '', `--rule ${rule}=`)];
}

function toCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new ArgumentError(`--max-warnings takes a whole number, not '${text}'.`);
  return Number(text);
}

function oneOf<T extends string>(allowed: readonly T[], given: string, option: string): T {
  const found = allowed.find((one) => one === given);
  if (found === undefined) throw new ArgumentError(`${option} takes ${allowed.join(', ')}, not '${given}'.`);
  return found;
}
