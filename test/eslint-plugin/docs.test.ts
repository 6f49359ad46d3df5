import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Linter } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import { describe, expect, it } from 'vitest';

const folder = path.resolve(import.meta.dirname, '../../eslint-plugin/docs/rules');

/** The JavaScript blocks under a heading. */
function blocksUnder(page: string, heading: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code);
}

/** The reports of one rule, and parse errors. */
function lint(rule: string, code: string): string[] {
  const config = { ...plugin.configs.recommended, rules: { [`salesforce-resilience/${rule}`]: 'error' as const } };
  return new Linter().verify(code, config).map(({ message, ruleId }) => `${ruleId ?? 'fatal'}: ${message}`);
}

describe.each(readdirSync(folder).map((file) => path.basename(file, '.md')))('the page of %s', (rule) => {
  const page = readFileSync(path.join(folder, `${rule}.md`), 'utf8');

  it.each(['Incorrect', 'Correct', 'The fix', 'When not to use it', 'Sources'])('has a section "%s"', (heading) => {
    expect(page).toContain(`\n## ${heading}\n`);
  });

  it('has incorrect examples that the rule reports, once each', () => {
    const blocks = blocksUnder(page, 'Incorrect');
    expect(blocks).not.toEqual([]);
    for (const code of blocks) expect(lint(rule, code), code).toEqual([expect.stringContaining(`/${rule}:`)]);
  });

  it('has correct examples that the rule does not report', () => {
    const blocks = blocksUnder(page, 'Correct');
    expect(blocks).not.toEqual([]);
    for (const code of blocks) expect(lint(rule, code), code).toEqual([]);
  });

  it('has examples of exceptions and settings that parse, and are not reported', () => {
    for (const code of [...blocksUnder(page, 'When not to use it'), ...blocksUnder(page, 'Settings')]) {
      expect(lint(rule, code), code).toEqual([]);
    }
  });

  it('is headed by the name of the rule', () => {
    expect(page).toContain(`# salesforce-resilience/${rule}\n`);
  });
});
