import { TEMPLATES } from 'eslint-plugin-salesforce-resilience/analysis';

/**
 * The text of a module with the resilient client.
 *
 * @param path - Its extension tells TypeScript from JavaScript.
 * @param isCommonJs - Whether it is loaded by `require`.
 */
export function clientModuleText(path: string, name: string, isCommonJs: boolean): string {
  const { typescript, javascript, exports } = TEMPLATES.full;
  const isTypeScript = /\.[cm]?ts$/.test(path);
  const values = exports.values.toSorted().join(', ');
  const client = `${DESCRIPTION}\n${isCommonJs ? '' : 'export '}const ${name} = createSalesforceFetch();`;
  if (isCommonJs) return `'use strict';\n\n${javascript}\n\n${client}\n\nmodule.exports = { ${values}, ${name} };\n`;
  const types = isTypeScript ? `export type { ${exports.types.toSorted().join(', ')} };\n` : '';
  return `${isTypeScript ? typescript : javascript}\n\n${client}\n\nexport { ${values} };\n${types}`;
}

/**
 * The text of a module with what repeats a call.
 *
 * @param path - Its extension tells TypeScript from JavaScript.
 * @param isCommonJs - Whether it is loaded by `require`.
 */
export function retryModuleText(path: string, isCommonJs: boolean): string {
  const { typescript, javascript } = TEMPLATES.retryCallback;
  const isTypeScript = /\.[cm]?ts$/.test(path);
  const values = 'retrySalesforce, retrySalesforceCallback';
  if (isCommonJs) return `'use strict';\n\n${javascript}\n\nmodule.exports = { ${values} };\n`;
  const types = isTypeScript ? 'export type { RetryOptions };\n' : '';
  return `${isTypeScript ? typescript : javascript}\n\nexport { ${values} };\n${types}`;
}

const DESCRIPTION = `/**
 * Sends the calls of this project to Salesforce. With the option \`refreshToken\` it logs in again after a 401; with \`keyOf\` it
 * looks whether a create whose answer was lost was carried out.
 */`;
