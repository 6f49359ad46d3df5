import { parse as parseText, type ParserOptions, type ParserPlugin } from '@babel/parser';
import { analyze } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import type { SourceView } from 'eslint-plugin-salesforce-resilience/analysis';
import { estreeOf } from './estree-of.ts';

/** A file that does not parse, and where. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** What is wrong, without the place. */
  readonly says: string;

  constructor(path: string, { loc, message }: SyntaxProblem) {
    const [line, column] = [loc?.line ?? 1, (loc?.column ?? 0) + 1];
    const says = message.replace(/ \(\d+:\d+\)$/, '');
    super(`${path}:${line}:${column} does not parse: ${says}`);
    this.says = says;
    this.line = line;
    this.column = column;
  }
}

/** A comment, with its text between the delimiters. */
export interface Comment {
  readonly type: 'CommentBlock' | 'CommentLine';
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly loc: { readonly start: Place; readonly end: Place };
}

/** Lines are counted from 1, columns from 0, as in ESTree. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A parsed file; scopes are made when they are first asked for. */
export type Parsed = Omit<SourceView, 'project'> & { readonly comments: readonly Comment[] };

/**
 * Parses JavaScript or TypeScript, with scopes and with each node leading to its parent.
 *
 * What a compiler would refuse for its meaning, such as a name that is declared twice, is no error here: as long as the
 * text can be read one way only, there is something to look at.
 *
 * @param path - Tells the language by its extension; whatever is none of JavaScript or TypeScript is taken for the former.
 * @throws {ParseError} that names the place, when the text does not parse.
 */
export function parse(text: string, path: string): Parsed {
  const plugins = pluginsFor(path);
  const module = attempt(text, 'module', plugins);
  const parsed = 'program' in module ? module : attempt(text, 'script', plugins);
  // What a module says is wrong is nearer to what was meant.
  if (!('program' in parsed)) throw new ParseError(path, module as SyntaxProblem);
  return withScopes(estreeOf(parsed.program), text, parsed.comments, parsed.sourceType);
}

/** A parsed file of what it consists of. */
export function withScopes(
  ast: TSESTree.Program,
  text: string,
  comments: readonly Comment[],
  sourceType: SourceType,
): Parsed {
  return { ast, text, visitorKeys, comments, scopeManager: lazyScopes(ast, sourceType) };
}

/** Statements of a module, and the comments in and between them. */
export interface Part {
  readonly body: readonly TSESTree.ProgramStatement[];
  readonly comments: readonly Comment[];
}

/**
 * Parses some statements of a module by themselves.
 *
 * @param at - Where they begin in the text of the module.
 * @returns undefined when they do not parse, or have a meaning only together with others.
 */
export function parsePart(text: string, path: string, at: Place & { readonly index: number }): Part | undefined {
  const start = { startIndex: at.index, startLine: at.line, startColumn: at.column };
  const parsed = attempt(text, 'module', pluginsFor(path), start);
  if (!('program' in parsed) || parsed.hasErrors) return undefined;
  return { body: estreeOf(parsed.program).body, comments: parsed.comments };
}

/** A file that is read for another one: where it does not parse, it says nothing. */
export function parseQuietly(text: string, path: string): Parsed | undefined {
  try {
    return parse(text, path);
  } catch {
    return undefined;
  }
}

type SourceType = 'module' | 'script';

interface SyntaxProblem {
  readonly message: string;
  readonly loc?: Place;
  readonly reasonCode?: string;
}

interface Program {
  readonly program: object;
  readonly comments: readonly Comment[];
  readonly sourceType: SourceType;
  /** Whether a compiler would refuse it for its meaning. */
  readonly hasErrors: boolean;
}

const OPTIONS: ParserOptions = {
  ranges: true,
  attachComment: false,
  createImportExpressions: true,
  errorRecovery: true,
  allowReturnOutsideFunction: true,
  allowNewTargetOutsideFunction: true,
  allowSuperOutsideMethod: true,
  allowUndeclaredExports: true,
};

/** Errors about what the code means, by Babel's names for them; TypeScript's parser lets all of them pass. */
const ABOUT_MEANING =
  /^(?:Accessor|Ac+es|Abstract|Arguments|Await|BadGetter|BadSetter|Class|Constructor|Declar|Decorator|DeletePrivate|Duplicate|ForInOfLoop|Generator|IllegalBreak|IllegalLanguage|IllegalReturn|Import(?:Attributes|Meta|JSON)|Indexed|Initializer|Invalid(?:Decorators|Digit|EscapeSequenceTemplate|Escaped|ModifierOn|ModifiersOrder|PrivateField|PropertyAccess)|Label|Let|Method|Mix|Module|NonAbstract|NonClass|Optional(?:Binding|Type)|Override|Param|Pattern|Private|Property|Readonly|Rest|Setter|Static|Strict|Super|Unexpected(?:Keyword|ParameterModifier|PrivateField|ReservedWord|Super|TypeAnnotation)|Unsupported(?:Parameter|Property)|Using|Var|Yield)/;

function pluginsFor(path: string): ParserPlugin[] {
  const extension = /\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? '.js';
  // Parameters with decorators are an error about the meaning, and so no error here.
  const plugins: ParserPlugin[] = [
    ['estree', { classFeatures: true }],
    'decorators',
    'decoratorAutoAccessors',
    'explicitResourceManagement',
  ];
  if (extension.includes('ts')) plugins.push('typescript');
  if (!/^\.[cm]?ts$/.test(extension)) plugins.push('jsx');
  return plugins;
}

function attempt(
  text: string,
  sourceType: SourceType,
  plugins: ParserPlugin[],
  start: Pick<ParserOptions, 'startColumn' | 'startIndex' | 'startLine'> = {},
): Program | SyntaxProblem {
  try {
    const file = parseText(text, { ...OPTIONS, ...start, sourceType, plugins });
    const problem = file.errors?.find(({ reasonCode }) => !ABOUT_MEANING.test(reasonCode));
    if (problem) return problem;
    return {
      program: file.program,
      comments: (file.comments ?? []) as Comment[],
      sourceType,
      hasErrors: Boolean(file.errors?.length),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

/** Scopes that are found out at the first question: a file without requests never asks. */
function lazyScopes(ast: TSESTree.Program, sourceType: SourceType): SourceView['scopeManager'] {
  let found: SourceView['scopeManager'] = null;
  return {
    get scopes() {
      // Global names are told by having no definition; the lists of what each standard declares say no more.
      found ??= analyze(ast, { sourceType, lib: [] }) as unknown as NonNullable<SourceView['scopeManager']>;
      return found.scopes;
    },
  };
}
