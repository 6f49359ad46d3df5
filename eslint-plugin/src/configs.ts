import type { ESLint, Linter } from 'eslint';
import { NAMESPACE } from './analysis/settings/settings.ts';
import type { ResilienceRule } from './rule/define-rule.ts';

/** The presets, for flat configuration and (with `-legacy`) for eslintrc. */
// An alias, since ESLint's plugin type takes a record and interfaces have no index signature.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type Configs = {
  readonly recommended: Linter.Config;
  readonly strict: Linter.Config;
  readonly 'recommended-legacy': Linter.LegacyConfig;
  readonly 'strict-legacy': Linter.LegacyConfig;
};

/** Derives the presets from what the rules say of themselves. */
export function configsOf(plugin: ESLint.Plugin, rules: Readonly<Record<string, ResilienceRule>>): Configs {
  const all = Object.values(rules).map(({ definition }) => definition);
  const severities = (names: readonly string[]): Record<string, 'error'> =>
    Object.fromEntries(names.map((name) => [`${NAMESPACE}/${name}`, 'error']));
  const recommended = severities(all.filter(({ preset }) => preset === 'recommended').map(({ name }) => name));
  const strict = severities(all.map(({ name }) => name));
  // Strict also reports the calls that one signal speaks for; recommended stays with those that are likely.
  const settings = { [NAMESPACE]: { minimumConfidence: 'possible' } };
  const plugins = { [NAMESPACE]: plugin };
  return {
    recommended: { name: `${NAMESPACE}/recommended`, plugins, rules: recommended },
    strict: { name: `${NAMESPACE}/strict`, plugins, settings, rules: strict },
    'recommended-legacy': { plugins: [NAMESPACE], rules: recommended },
    'strict-legacy': { plugins: [NAMESPACE], settings, rules: strict },
  };
}
