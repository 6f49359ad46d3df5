import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import type { SalesforceCall } from '../../eslint-plugin/src/analysis/call.ts';
import { callsOf } from '../../eslint-plugin/src/analysis/calls.ts';
import type { SourceView } from '../../eslint-plugin/src/analysis/source.ts';

/**
 * What the model says of a piece of code: a rule that only listens hands the parsed file to the analysis.
 *
 * @throws {Error} when the code does not parse.
 */
export function callsIn(code: string, { typescript = false } = {}): readonly SalesforceCall[] {
  let calls: readonly SalesforceCall[] = [];
  const listener = {
    create: ({ sourceCode }: { sourceCode: unknown }) => ({
      'Program:exit'() {
        calls = callsOf(sourceCode as SourceView);
      },
    }),
  };
  const [fatal] = new Linter().verify(code, [
    {
      files: ['**/*'],
      plugins: { model: { rules: { listener } } },
      rules: { 'model/listener': 'error' },
      languageOptions: typescript ? { parser: tseslint.parser } : {},
    },
  ]);
  if (fatal) throw new Error(`line ${fatal.line}: ${fatal.message}`);
  return calls;
}

/** The only Salesforce call in a piece of code. */
export function callIn(code: string, options?: Parameters<typeof callsIn>[1]): SalesforceCall {
  const calls = callsIn(code, options);
  if (calls.length !== 1) throw new Error(`${calls.length} Salesforce calls instead of one in:\n${code}`);
  return calls[0]!;
}
