import { Linter } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import { nodeFiles, projectModules, settingsOf } from 'eslint-plugin-salesforce-resilience/analysis';
import tseslint from 'typescript-eslint';
import { lint, type Severity } from '../../extension/src/host/lint.ts';
import { parse, type Parsed } from '../../extension/src/host/parse.ts';

const NAMESPACE = 'salesforce-resilience';

/** One finding in a form that both hosts have. */
export interface Shown {
  readonly rule: string;
  readonly severity: number;
  readonly message: string;
  /** Line and column, both from 1, of the start and of the end. */
  readonly place: string;
  /** Title and the whole text after it is taken. */
  readonly suggestions: readonly string[];
}

/** A file, and how it is linted. */
export interface Case {
  readonly text: string;
  /** Absolute path. */
  readonly filename: string;
  /** Working directory. */
  readonly cwd: string;
  readonly severities?: Readonly<Record<string, Severity>>;
}

const SETTINGS = { minimumConfidence: 'possible', tests: true };
const ALL: Readonly<Record<string, Severity>> = Object.fromEntries(
  Object.keys(plugin.rules).map((name) => [name, 'error']),
);

/** What ESLint finds with typescript-eslint's parser; a text that does not parse gives its error. */
export function foundByESLint({ text, filename, cwd, severities = ALL }: Case): readonly Shown[] | 'no parse' {
  const parserOptions = { ecmaFeatures: { jsx: /\.(?:[jt]sx|[cm]?js)$/.test(filename) } };
  const messages = new Linter({ cwd }).verify(
    text,
    [
      {
        files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
        plugins: { [NAMESPACE]: plugin },
        languageOptions: { parser: tseslint.parser, parserOptions, sourceType: 'module' },
        linterOptions: { reportUnusedDisableDirectives: 'off', reportUnusedInlineConfigs: 'off' },
        rules: Object.fromEntries(Object.entries(severities).map(([name, one]) => [`${NAMESPACE}/${name}`, one])),
        settings: { [NAMESPACE]: SETTINGS },
      },
    ],
    { filename },
  );
  if (messages.some(({ fatal, message }) => fatal && message.startsWith('Parsing error'))) return 'no parse';
  // What ESLint has to say about comments and about rules of others is not ours.
  return messages
    .filter(({ ruleId, messageId }) => ruleId?.startsWith(`${NAMESPACE}/`) === true && messageId !== undefined)
    .map((message) => ({
      rule: message.ruleId!,
      severity: message.severity,
      message: message.message,
      place: `${message.line}:${message.column}-${message.endLine ?? 0}:${message.endColumn ?? 0}`,
      suggestions: (message.suggestions ?? []).map(
        ({ desc, fix }) => `${desc}\n${text.slice(0, fix.range[0])}${fix.text}${text.slice(fix.range[1])}`,
      ),
    }));
}

/** What the lean host finds. */
export function foundByHost({ text, filename, cwd, severities = ALL }: Case): readonly Shown[] | 'no parse' {
  const settings = settingsOf(SETTINGS);
  const modules = projectModules(nodeFiles()!, parseQuietly, settings, cwd);
  try {
    const { findings } = lint(text, { filename, root: cwd, settings, severities, modules });
    return findings.map(({ rule, severity, message, span, suggestions }) => ({
      rule: `${NAMESPACE}/${rule}`,
      severity: severity === 'warn' ? 1 : 2,
      message,
      place: `${placeAt(text, span[0])}-${placeAt(text, span[1])}`,
      suggestions: suggestions.map(({ title, edits }) => `${title}\n${edited(text, edits)}`),
    }));
  } catch (error) {
    if (error instanceof Error && error.name === 'ParseError') return 'no parse';
    throw error;
  }
}

function parseQuietly(text: string, filename: string): Parsed | undefined {
  try {
    return parse(text, filename);
  } catch {
    return undefined;
  }
}

function placeAt(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|[\n\r\u2028\u2029]/);
  return `${lines.length}:${lines.at(-1)!.length + 1}`;
}

function edited(text: string, edits: readonly { range: readonly [number, number]; text: string }[]): string {
  return edits
    .toReversed()
    .toSorted((one, other) => other.range[0] - one.range[0] || other.range[1] - one.range[1])
    .reduce((changed, { range, text: put }) => changed.slice(0, range[0]) + put + changed.slice(range[1]), text);
}
