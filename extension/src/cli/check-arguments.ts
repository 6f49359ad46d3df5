import { parseArgs } from 'node:util';
import type { Severity } from '../host/lint.ts';
import {
  ArgumentError,
  oneOf,
  pathsOf,
  type Preset,
  PRESET_OPTIONS,
  presetOf,
  reading,
  ruleNamed,
  severitiesOf,
} from './arguments.ts';

const FORMATS = ['stylish', 'json', 'github'] as const;
const SEVERITIES = ['off', 'warn', 'error'] as const;

/** How findings are printed. */
export type Format = (typeof FORMATS)[number];

/** What `check` is asked for. */
export interface CheckArguments {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly preset: Preset;
  readonly severities: Readonly<Record<string, Severity>>;
  /** More warnings than this are a failure; Infinity unless given. */
  readonly maxWarnings: number;
}

const OPTIONS = {
  ...PRESET_OPTIONS,
  format: { type: 'string' },
  rule: { type: 'string', multiple: true },
  'max-warnings': { type: 'string' },
} as const;

/**
 * Reads the arguments behind `check`.
 *
 * @throws {ArgumentError} for what is unknown or out of range.
 */
export function checkArguments(args: readonly string[]): CheckArguments {
  const { values, positionals } = reading(() =>
    parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS }),
  );
  const preset = presetOf(values);
  return {
    paths: pathsOf(positionals),
    format: oneOf(FORMATS, values.format ?? 'stylish', '--format'),
    preset,
    severities: { ...severitiesOf(preset), ...Object.fromEntries((values.rule ?? []).map(toSeverity)) },
    maxWarnings: values['max-warnings'] === undefined ? Infinity : toCount(values['max-warnings']),
  };
}

function toSeverity(text: string): [string, Severity] {
  const [, name = text, severity] = /^(.*?)=(.*)$/s.exec(text) ?? [];
  const rule = ruleNamed(name);
  return [rule, oneOf(SEVERITIES, severity ?? '', `--rule ${rule}=`)];
}

function toCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new ArgumentError(`--max-warnings takes a whole number, not '${text}'.`);
  return Number(text);
}
