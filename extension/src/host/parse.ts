import * as parser from '@typescript-eslint/parser';
import { linkParents, type SourceView } from 'eslint-plugin-salesforce-resilience/analysis';

/** A file that does not parse, and where. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
}

type Parsed = Omit<SourceView, 'project'>;

/**
 * Parses JavaScript or TypeScript, with scopes and with each node leading to its parent.
 *
 * @param path - Tells the language by its extension; whatever is neither is taken for TypeScript.
 * @throws {ParseError} that names the place, when the text does not parse.
 */
export function parse(text: string, path: string): Parsed {
  const jsx = /\.(?:[jt]sx|[cm]?js)$/.test(path);
  const filePath = /\.[cm]?[jt]sx?$/.test(path) ? path : `${path}.js`;
  try {
    const options = { filePath, range: true, loc: true, sourceType: 'module', ecmaFeatures: { jsx } } as const;
    const { ast, scopeManager, visitorKeys } = parser.parseForESLint(text, options);
    const source = { ast, text, scopeManager, visitorKeys } as unknown as Parsed;
    linkParents(source.ast, source.visitorKeys);
    return source;
  } catch (error) {
    const { lineNumber, column, message } = error as { lineNumber?: number; column?: number; message: string };
    throw new ParseError(`${path}:${lineNumber ?? 1}:${(column ?? 0) + 1} does not parse: ${message}`);
  }
}
