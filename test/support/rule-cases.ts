import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { TEMPLATES } from '../../eslint-plugin/src/fix/templates.generated.ts';
import { rules } from '../../eslint-plugin/src/rules/index.ts';

/** Cases of one rule, in JavaScript and TypeScript. */
export interface RuleCases {
  readonly valid: RuleTester.ValidTestCase[];
  readonly invalid: RuleTester.InvalidTestCase[];
}

/** Runs the cases of a rule through ESLint's own tester; those with a `.ts` file name are parsed as TypeScript. */
export function testRule(name: string, { valid, invalid }: RuleCases): void {
  const typescript = { parser: tseslint.parser };
  const prepare = <Case extends RuleTester.ValidTestCase>(one: Case): Case =>
    one.filename?.endsWith('.ts') ? { ...one, languageOptions: typescript } : one;
  new RuleTester().run(name, rules[name]!, { valid: valid.map(prepare), invalid: invalid.map(prepare) });
}

/** The code of the resilient client as a fix puts it into a file, with the options it gets. */
export function client(options = '', language: 'javascript' | 'typescript' = 'javascript'): string {
  return `${TEMPLATES.client[language]}\n\nconst salesforceFetch = createSalesforceFetch(${options});`;
}

/** The code of `retryAfterMs` as a fix puts it into a file. */
export function retryAfterMs(language: 'javascript' | 'typescript' = 'javascript'): string {
  return TEMPLATES.retryAfterMs[language];
}
