import { NAMESPACE, rules } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Severity } from '../host/lint.ts';

const PRESETS = ['recommended', 'strict'] as const;

/** Which rules are on. */
export type Preset = (typeof PRESETS)[number];

/** Arguments that cannot be followed; the message says what is allowed. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/** What names the rules: `--preset NAME`, or `--strict` for short. */
export const PRESET_OPTIONS = { preset: { type: 'string' }, strict: { type: 'boolean' } } as const;

/**
 * What reading arguments gives.
 *
 * @throws {ArgumentError} for what Node's `parseArgs` does not take.
 */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error));
  }
}

/** The paths that are given; the working directory where there is none. */
export function pathsOf(positionals: readonly string[]): readonly string[] {
  return positionals.length === 0 ? ['.'] : positionals;
}

/** The preset that is asked for; `recommended` where nobody asks. */
export function presetOf({ preset, strict = false }: { preset?: string | undefined; strict?: boolean | undefined }) {
  const asked = oneOf(PRESETS, preset ?? (strict ? 'strict' : 'recommended'), '--preset');
  if (strict && asked !== 'strict') throw new ArgumentError('--strict and --preset recommended contradict each other.');
  return asked;
}

/** Every rule of a preset as an error. */
export function severitiesOf(preset: Preset): Record<string, Severity> {
  const names = Object.keys(rules).filter(
    (name) => preset === 'strict' || rules[name]?.definition.preset === 'recommended',
  );
  return Object.fromEntries(names.map((name) => [name, 'error']));
}

/** The short name of a rule, which may be given with its namespace. */
export function ruleNamed(text: string): string {
  const rule = text.startsWith(`${NAMESPACE}/`) ? text.slice(NAMESPACE.length + 1) : text;
  if (Object.hasOwn(rules, rule)) return rule;
  throw new ArgumentError(`There is no rule '${rule}'. The rules are ${Object.keys(rules).join(', ')}.`);
}

/** A value of an option that takes only these. */
export function oneOf<T extends string>(allowed: readonly T[], given: string, option: string): T {
  const found = allowed.find((one) => one === given);
  if (found === undefined) throw new ArgumentError(`${option} takes ${allowed.join(', ')}, not '${given}'.`);
  return found;
}
