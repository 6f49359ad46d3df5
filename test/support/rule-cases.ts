import { RuleTester as TypeScriptRuleTester } from '@typescript-eslint/rule-tester';
import { RuleTester } from 'eslint';
import { TEMPLATES } from '../../eslint-plugin/src/fix/templates.generated.ts';
import { rules } from '../../eslint-plugin/src/rules/index.ts';

/** Cases of one rule; those with a `.ts` file name are TypeScript. */
export interface RuleCases {
  readonly valid: readonly RuleTester.ValidTestCase[];
  readonly invalid: readonly RuleTester.InvalidTestCase[];
}

/** Runs the cases of a rule: those in JavaScript through ESLint's own tester, those in TypeScript through typescript-eslint's. */
export function testRule(name: string, { valid, invalid }: RuleCases): void {
  const rule = rules[name]!;
  const isTypeScript = ({ filename }: RuleTester.ValidTestCase): boolean => filename?.endsWith('.ts') ?? false;
  new RuleTester().run(name, rule, {
    valid: valid.filter((one) => !isTypeScript(one)),
    invalid: invalid.filter((one) => !isTypeScript(one)),
  });
  // The two testers describe the same rules and cases with types of their own.
  const typed = rule as unknown as Parameters<TypeScriptRuleTester['run']>[1];
  const cases = { valid: valid.filter(isTypeScript), invalid: invalid.filter(isTypeScript) };
  new TypeScriptRuleTester().run(`${name} in TypeScript`, typed, cases as never);
}

/** The code of the resilient client as a fix puts it into a file, with the options it gets. */
export function client(options = '', language: 'javascript' | 'typescript' = 'javascript'): string {
  return `${TEMPLATES.core[language]}\n\nconst salesforceFetch = createSalesforceFetch(${options});`;
}

/** The code of `retryAfterMs` as a fix puts it into a file. */
export function retryAfterMs(language: 'javascript' | 'typescript' = 'javascript'): string {
  return TEMPLATES.retryAfterMs[language];
}
