import type { ESLint, Linter, Rule } from 'eslint';
import type { Parse } from '../analysis/modules/project-modules.ts';
import { linkParents, type SourceView } from '../analysis/source.ts';

/** Options that make a parser load whole TypeScript programs: other files are only read for what they say. */
const TYPED = ['project', 'projectService', 'EXPERIMENTAL_useProjectService', 'programs', 'program'];

type Configuration = Pick<Linter.LanguageOptions, 'ecmaVersion' | 'parser' | 'parserOptions' | 'sourceType'>;

/**
 * Parses other files as ESLint parses the one at hand: by the same parser, with ESLint's own scopes.
 *
 * @param options - The language options of the file at hand.
 * @param parserPath - Where the parser is, in the configuration of ESLint 8.
 * @returns undefined where ESLint cannot be loaded, as in oxlint.
 */
export function parseWith(options: Linter.LanguageOptions, parserPath: string | undefined): Parse | undefined {
  const eslint = load?.('eslint') as { Linter: typeof Linter } | undefined;
  if (!eslint) return undefined;
  // Most files lead to no other one: what would parse it is made when the first one is.
  let linter: Linter | undefined;
  const parser = options.parser ?? (parserPath === undefined ? undefined : (load?.(parserPath) as Linter.Parser));
  const given = Object.entries(options.parserOptions ?? {});
  const parserOptions = Object.fromEntries(given.filter(([name]) => !TYPED.includes(name)));
  const configuration: Configuration = { ecmaVersion: options.ecmaVersion ?? 'latest', parserOptions };
  if (parser) configuration.parser = parser;
  return (text, path) => {
    const extension = /\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? '.js';
    const [first, second] =
      extension === '.cjs' ? (['commonjs', 'module'] as const) : (['module', 'commonjs'] as const);
    const filename = `module${extension}`;
    const attempt = (sourceType: 'commonjs' | 'module'): SourceView | undefined =>
      parsedAlone(text, filename, { ...configuration, sourceType }) ??
      parsed((linter ??= new eslint.Linter({ configType: 'flat' })), text, filename, { ...configuration, sourceType });
    return attempt(first) ?? attempt(second);
  };
}

/** What a parser gives that finds out the scopes by itself, as typescript-eslint's does: no need to run ESLint then. */
function parsedAlone(
  text: string,
  filePath: string,
  { ecmaVersion, parser, parserOptions, sourceType }: Configuration,
): SourceView | undefined {
  if (!parser || !('parseForESLint' in parser)) return undefined;
  const options = { ...parserOptions, ecmaVersion, filePath, loc: true, range: true, sourceType };
  try {
    const { ast, scopeManager, visitorKeys } = parser.parseForESLint(text, options) as unknown as Partial<SourceView>;
    if (!ast || !scopeManager || !visitorKeys) return undefined;
    linkParents(ast, visitorKeys);
    return { ast, text, scopeManager, visitorKeys };
  } catch {
    return undefined;
  }
}

function parsed(
  linter: Linter,
  text: string,
  filename: string,
  languageOptions: Configuration,
): SourceView | undefined {
  let source: SourceView | undefined;
  const listener: Rule.RuleModule = {
    create: ({ sourceCode }) => ({
      'Program:exit'() {
        const { ast, scopeManager, visitorKeys } = sourceCode as unknown as SourceView;
        source = { ast, text, scopeManager, visitorKeys };
      },
    }),
  };
  const plugin: ESLint.Plugin = { rules: { listener } };
  linter.verify(
    text,
    [
      {
        files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
        plugins: { reader: plugin },
        rules: { 'reader/listener': 'error' },
        languageOptions,
      },
    ],
    { filename, allowInlineConfig: false },
  );
  return source;
}

/** Loads a package as this file would, once; undefined outside of Node, and for packages that are not there. */
const load = loader();

function loader(): ((name: string) => unknown) | undefined {
  const { process: host } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  const builtIn = host?.getBuiltinModule?.('node:module') as
    { createRequire(from: string): (name: string) => unknown } | undefined;
  const require = builtIn?.createRequire(import.meta.url);
  const loaded = new Map<string, unknown>();
  return (
    require &&
    ((name) => {
      if (!loaded.has(name)) loaded.set(name, loadedBy(require, name));
      return loaded.get(name);
    })
  );
}

function loadedBy(require: (name: string) => unknown, name: string): unknown {
  try {
    return require(name);
  } catch {
    return undefined;
  }
}
