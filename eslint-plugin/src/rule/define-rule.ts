import type { TSESTree } from '@typescript-eslint/types';
import type { Rule } from 'eslint';
import type { SalesforceCall } from '../analysis/call.ts';
import { callsOf } from '../analysis/calls.ts';
import { isSureEnough, NAMESPACE, type Settings, settingsOf } from '../analysis/settings/settings.ts';
import type { SourceView } from '../analysis/source.ts';
import { docsUrl } from './docs-url.ts';
import { isLookedAt } from './is-looked-at.ts';
import { isOfSalesforce, projectOf } from './project-of.ts';
import { type Problem, type RuleDefinition, suggestionsOf } from './problem.ts';

/** A rule as ESLint takes it, with what the documentation and the other host need. */
export interface ResilienceRule extends Rule.RuleModule {
  readonly meta: Rule.RuleMetaData & { readonly docs: { readonly description: string; readonly url: string } };
  readonly definition: RuleDefinition<string>;
}

/** The one adapter between rules, which are pure, and ESLint: versions 8.57 to 10, and oxlint. */
export function defineRule<MessageId extends string>(definition: RuleDefinition<MessageId>): ResilienceRule {
  const { name, description, preset, severity, messages } = definition;
  return {
    definition,
    meta: {
      type: 'problem',
      docs: {
        description,
        url: docsUrl(name),
        recommended: preset === 'recommended',
        severity,
      } as ResilienceRule['meta']['docs'],
      hasSuggestions: true,
      schema: [],
      messages,
    },
    create(context) {
      // ESLint 8.57 has `sourceCode` and `filename` too; what is older is not supported.
      const settings = settingsOf(context.settings[NAMESPACE]);
      if (!isLookedAtOnce(context, settings)) return {};
      return {
        'Program:exit'() {
          for (const call of callsIn(context, settings)) {
            for (const problem of definition.problems(call, { settings, filename: context.filename })) {
              context.report(toReport(problem));
            }
          }
        },
      };
    },
  };
}

let last: { readonly ast: unknown; readonly settings: Settings; readonly answer: boolean } | undefined;

/** Whether the file is worth a look, which every rule of a run asks in turn. */
function isLookedAtOnce({ sourceCode, filename, cwd }: Rule.RuleContext, settings: Settings): boolean {
  if (last?.ast !== sourceCode.ast || last.settings !== settings) {
    const answer = isLookedAt(sourceCode.text, filename, cwd, settings, isOfSalesforce);
    last = { ast: sourceCode.ast, settings, answer };
  }
  return last.answer;
}

const found = new WeakMap<
  SourceView['ast'],
  { readonly settings: Settings; readonly calls: readonly SalesforceCall[] }
>();

/** The calls of a file that are sure enough to be reported; all rules of a run share them. */
function callsIn(context: Rule.RuleContext, settings: Settings): readonly SalesforceCall[] {
  const { ast, text, scopeManager, visitorKeys } = context.sourceCode as unknown as SourceView;
  const known = found.get(ast);
  if (known?.settings === settings) return known.calls;
  const project = projectOf(context, settings);
  const source = { ast, text, scopeManager, visitorKeys, project, visited: visitedBy(context.sourceCode) };
  const calls = callsOf(source).filter(({ confidence }) => isSureEnough(confidence, settings));
  found.set(ast, { settings, calls });
  return calls;
}

/** How ESLint has walked over a file, which it remembers from version 9 on: `target` is a node where the step is a visit. */
interface Step {
  readonly kind: number;
  readonly phase: number;
  readonly target: TSESTree.Node;
}

const VISIT = 1;
const ENTER = 1;

function visitedBy(sourceCode: { readonly traverse?: () => Iterable<unknown> }): SourceView['visited'] {
  if (typeof sourceCode.traverse !== 'function') return undefined;
  return () => {
    const nodes: TSESTree.Node[] = [];
    for (const { kind, phase, target } of sourceCode.traverse?.() as Iterable<Step>)
      if (kind === VISIT && phase === ENTER) nodes.push(target);
    return nodes;
  };
}

function toReport(problem: Problem<string>): Rule.ReportDescriptor {
  const { at, messageId, data } = problem;
  return {
    node: at,
    messageId,
    data: { ...data },
    // ESLint makes the edits of every suggestion as soon as it is told of a problem.
    suggest: suggestionsOf(problem).map(({ edits, ...suggestion }) => ({
      messageId: suggestion.messageId,
      data: { ...suggestion.data },
      fix: (fixer) => edits.map(({ range, text }) => fixer.replaceTextRange([...range], text)),
    })),
  };
}
