import { VERSION } from '../version.ts';

/** The page of a rule, as the package of this version ships it. */
export function docsUrl(rule: string): string {
  return `https://unpkg.com/eslint-plugin-salesforce-resilience@${VERSION}/docs/rules/${rule}.md`;
}
