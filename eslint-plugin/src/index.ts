import type { ESLint } from 'eslint';
import { NAMESPACE } from './analysis/settings/settings.ts';
import { type Configs, configsOf } from './configs.ts';
import { rules } from './rules/index.ts';
import { VERSION } from './version.ts';

export const meta = { name: 'eslint-plugin-salesforce-resilience', version: VERSION, namespace: NAMESPACE };

const configs = {} as Configs;

/** Rules that find Salesforce calls which lose or duplicate records in an outage, and suggestions that mend them. */
const plugin = { meta, rules, configs } satisfies ESLint.Plugin;

// The flat presets hold the plugin itself, so they come after it.
Object.assign(configs, configsOf(plugin, rules));

// eslintrc reads the module's own exports, flat configuration the default one.
export { configs, rules };
export default plugin;
