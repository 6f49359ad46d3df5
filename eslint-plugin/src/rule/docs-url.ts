/** The page of a rule. */
export function docsUrl(rule: string): string {
  return `https://github.com/salesforce-resilience/salesforce-resilience/blob/main/eslint-plugin/docs/rules/${rule}.md`;
}
