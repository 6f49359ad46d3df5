import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import type { SalesforceCall } from '../../eslint-plugin/src/analysis/call.ts';
import { callsOf } from '../../eslint-plugin/src/analysis/calls.ts';
import { projectModules } from '../../eslint-plugin/src/analysis/modules/project-modules.ts';
import type { Project } from '../../eslint-plugin/src/analysis/project.ts';
import { settingsOf } from '../../eslint-plugin/src/analysis/settings/settings.ts';
import type { SourceView } from '../../eslint-plugin/src/analysis/source.ts';
import { memoryFiles } from './memory-files.ts';

/** How a piece of code is read, and what lies around it. */
export interface Around {
  readonly typescript?: boolean;
  /** Where the code is among `files`; `/repo/src/code.js` unless set. */
  readonly path?: string;
  /** The other files of its project, by absolute path; without them there is no reader of other files. */
  readonly files?: Readonly<Record<string, string>>;
  /** What `settings['salesforce-resilience']` holds. */
  readonly settings?: unknown;
}

/**
 * What the model says of a piece of code: a rule that only listens hands the parsed file to the analysis.
 *
 * @throws {Error} when the code does not parse.
 */
export function callsIn(code: string, around: Around = {}): readonly SalesforceCall[] {
  const { typescript = false, path = '/repo/src/code.js', files } = around;
  const settings = settingsOf(around.settings);
  const parse = (text: string, filename: string): SourceView | undefined =>
    sourceOfText(text, typescript || /\.[cm]?tsx?$/.test(filename)).source;
  const modules = files && projectModules(memoryFiles({ ...files, [path]: code }), parse, settings);
  const { source, problem } = sourceOfText(code, typescript);
  if (!source) throw new Error(problem);
  const project: Project = { filename: path, root: '/repo', settings, modules };
  return callsOf({ ...source, project });
}

/** The only Salesforce call in a piece of code. */
export function callIn(code: string, around?: Around): SalesforceCall {
  const calls = callsIn(code, around);
  if (calls.length !== 1) throw new Error(`${calls.length} Salesforce calls instead of one in:\n${code}`);
  return calls[0]!;
}

/** A piece of code as a rule sees it; a `problem` where it does not parse. */
export function sourceOfText(text: string, typescript = false): { source: SourceView | undefined; problem: string } {
  let source: SourceView | undefined;
  const listener = {
    create: ({ sourceCode }: { sourceCode: unknown }) => ({
      'Program:exit'() {
        const { ast, scopeManager, visitorKeys } = sourceCode as SourceView;
        source = { ast, text, scopeManager, visitorKeys };
      },
    }),
  };
  const [fatal] = new Linter().verify(text, [
    {
      files: ['**/*'],
      plugins: { model: { rules: { listener } } },
      rules: { 'model/listener': 'error' },
      languageOptions: typescript ? { parser: tseslint.parser } : {},
    },
  ]);
  return { source, problem: fatal ? `line ${fatal.line}: ${fatal.message}` : '' };
}
