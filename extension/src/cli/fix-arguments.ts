import { parseArgs } from 'node:util';
import type { Severity } from '../host/lint.ts';
import {
  ArgumentError,
  pathsOf,
  type Preset,
  PRESET_OPTIONS,
  presetOf,
  reading,
  ruleNamed,
  severitiesOf,
} from './arguments.ts';

/** What `fix` is asked for. */
export interface FixArguments {
  readonly paths: readonly string[];
  readonly preset: Preset;
  /** The rules whose findings are mended. */
  readonly severities: Readonly<Record<string, Severity>>;
  /** Print what would change, and change nothing. */
  readonly dryRun: boolean;
  /** Take fixes that leave names to be filled in, too. */
  readonly holes: boolean;
}

const OPTIONS = {
  ...PRESET_OPTIONS,
  rule: { type: 'string', multiple: true },
  'dry-run': { type: 'boolean' },
  holes: { type: 'boolean' },
} as const;

/**
 * Reads the arguments behind `fix`.
 *
 * @throws {ArgumentError} for what is unknown.
 */
export function fixArguments(args: readonly string[]): FixArguments {
  const { values, positionals } = reading(() =>
    parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS }),
  );
  const preset = presetOf(values);
  const named = (values.rule ?? []).map(toRule);
  return {
    paths: pathsOf(positionals),
    preset,
    severities: named.length > 0 ? Object.fromEntries(named.map((rule) => [rule, 'error'])) : severitiesOf(preset),
    dryRun: values['dry-run'] ?? false,
    holes: values.holes ?? false,
  };
}

function toRule(text: string): string {
  const [name = ''] = text.split('=');
  if (name !== text) throw new ArgumentError(`--rule names a rule to mend, such as --rule ${ruleNamed(name)}.`);
  return ruleNamed(name);
}
