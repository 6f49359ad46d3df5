import {
  adopted,
  callsOf,
  type Edit,
  isLookedAt,
  isSureEnough,
  NAMESPACE,
  type Problem,
  type ProjectModules,
  rules,
  type SalesforceCall,
  type Settings,
  type SourceView,
  sourceOf,
  suggestionsOf,
} from 'eslint-plugin-salesforce-resilience/analysis';
import { directivesOf } from './disable-comments.ts';
import { parse } from './parse.ts';
import type { ParseText } from './reparse.ts';

/** Whether, and how, what a rule finds is shown. */
export type Severity = 'error' | 'off' | 'warn';

/** How to lint one file. */
export interface LintOptions {
  /** Absolute path, with forward slashes. */
  readonly filename: string;
  /** Where code may begin, and what a rule puts at the top of the file goes; the start unless set. */
  readonly top?: number;
  /** The working directory, which paths in the settings start from. */
  readonly root: string;
  readonly settings: Settings;
  /** Severity of each rule by its short name; a rule that is not named is off. */
  readonly severities: Readonly<Record<string, Severity>>;
  /** What parses the text, where the caller knows more of it than the text. */
  readonly parse?: ParseText;
  /** The other files of the project; undefined where they cannot be read. */
  readonly modules?: ProjectModules | undefined;
}

/** Start and end in a text, in UTF-16 code units. */
export type Span = readonly [start: number, end: number];

/** What a rule finds at one place, as any host can show it. */
export interface Finding {
  /** The name of the rule without the namespace. */
  readonly rule: string;
  readonly messageId: string;
  readonly message: string;
  readonly severity: Exclude<Severity, 'off'>;
  readonly span: Span;
  readonly call: SalesforceCall;
  readonly related: readonly RelatedPlace[];
  /** Made when it is first asked for: most findings are only shown. */
  readonly suggestions: readonly FindingSuggestion[];
  /** What the rule would suggest if the project had set its client, or the external ids of objects, so. */
  readonly suggestionsWith: (settings: SuggestionSettings) => readonly FindingSuggestion[];
}

/** Settings that say what a suggestion writes, and nothing about what is found. */
export type SuggestionSettings = Partial<Pick<Settings, 'client' | 'externalIds'>>;

/** A place that a finding rests on, in this file or another one. */
export interface RelatedPlace {
  readonly filename: string;
  readonly text: string;
  readonly span: Span;
  readonly says: string;
}

/** A way to mend a finding within its file. */
export interface FindingSuggestion {
  readonly messageId: string;
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** What there is to know about one file. */
export interface Linted {
  /** The file that the calls are in; undefined where it cannot hold a Salesforce call, and so was not parsed. */
  readonly source: SourceView | undefined;
  readonly calls: readonly SalesforceCall[];
  /** In the order of the text, as ESLint has them. */
  readonly findings: readonly Finding[];
}

const NOTHING: Linted = { source: undefined, calls: [], findings: [] };

/**
 * Lints one file as ESLint would with the plugin, and with nothing of ESLint.
 *
 * @throws {ParseError} when the text does not parse.
 */
export function lint(text: string, options: LintOptions): Linted {
  const { filename, root, settings, modules } = options;
  if (!isLookedAt(text, filename, root, settings, modules?.isOfSalesforce)) return NOTHING;
  const parsed = (options.parse ?? parse)(text, filename);
  modules?.refresh(parsed.ast);
  const source = adopted({ ...parsed, project: { filename, root, settings, modules } });
  const calls = callsOf(source);
  const sure = calls.filter(({ confidence }) => isSureEnough(confidence, settings));
  const directives = directivesOf(parsed.comments, RULE_IDS);
  // One rule after the other, as ESLint runs them: that is the order of findings at the same place.
  const findings = Object.keys(rules).flatMap((rule) => {
    const severity = directives.severities.get(ruleId(rule)) ?? options.severities[rule] ?? 'off';
    if (severity === 'off') return [];
    const problems = sure.flatMap((call) => problemsAt(call, rule, options).map((problem) => ({ call, problem })));
    return problems
      .filter(({ problem }) => !directives.isDisabled(ruleId(rule), problem.at.loc.start))
      .map(({ call, problem }) => toFinding(problem, { call, rule, severity }, options));
  });
  return { source, calls, findings: findings.toSorted(inOrder) };
}

const RULE_IDS: ReadonlySet<string> = new Set(Object.keys(rules).map(ruleId));

function problemsAt(
  call: SalesforceCall,
  rule: string,
  { filename, settings }: LintOptions,
): readonly Problem<string>[] {
  return rules[rule]?.definition.problems(call, { settings, filename }) ?? [];
}

/** What a finding has beside the problem. */
type Found = Pick<Finding, 'call' | 'rule' | 'severity'>;

function toFinding(problem: Problem<string>, found: Found, options: LintOptions): Finding {
  const { at, messageId, data, related = [] } = problem;
  const { call, rule } = found;
  let suggestions: Finding['suggestions'] | undefined;
  return {
    ...found,
    messageId,
    message: textOf(rule, messageId, data),
    span: at.range,
    related: related.map(({ at: place, says }) => {
      const { project, text } = sourceOf(place);
      return { filename: project?.filename ?? options.filename, text, span: place.range, says };
    }),
    get suggestions() {
      return (suggestions ??= toSuggestions(rule, problem, options));
    },
    suggestionsWith(other) {
      const settings = { ...options.settings, ...other };
      const problems = problemsAt(call, rule, { ...options, settings });
      const same = problems.find((one) => one.at === at && one.messageId === messageId);
      return same ? toSuggestions(rule, same, options) : [];
    },
  };
}

function toSuggestions(
  rule: string,
  problem: Problem<string>,
  { top = 0 }: Pick<LintOptions, 'top'>,
): readonly FindingSuggestion[] {
  const below = ({ range: [start, end], text }: Edit): Edit => ({
    range: [Math.max(start, top), Math.max(end, top)],
    text,
  });
  return suggestionsOf(problem).map(({ messageId, data, edits }) => ({
    messageId,
    title: textOf(rule, messageId, data),
    edits: top === 0 ? edits : edits.map(below),
  }));
}

/** A message of a rule with its data. */
function textOf(rule: string, messageId: string, data: Readonly<Record<string, string>> = {}): string {
  return interpolate(rules[rule]?.definition.messages[messageId] ?? messageId, data);
}

/** The message with its data in place of `{{ name }}`, as ESLint puts it in. */
function interpolate(message: string, data: Readonly<Record<string, string>>): string {
  return message.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (hole, name: string) => data[name] ?? hole);
}

function inOrder(one: Finding, other: Finding): number {
  return one.span[0] - other.span[0];
}

/** The name of a rule as users write it, with its namespace. */
export function ruleId(rule: string): string {
  return `${NAMESPACE}/${rule}`;
}
