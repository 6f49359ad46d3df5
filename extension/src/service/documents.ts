import type { Range } from 'vscode-languageserver-types';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, Linted, Span } from '../host/lint.ts';
import { ParseError } from '../host/parse.ts';
import { createReparser, type ParseText } from '../host/reparse.ts';
import type { Configuration } from './configuration.ts';
import { createLinter } from './linter.ts';
import { type Script, scriptOf } from './scripts.ts';
import type { ServiceOptions } from './service.ts';
import { pathOf } from './uris.ts';

/** A document as it has been looked at: what is asked of it is answered from here. */
export interface LintedDocument {
  readonly document: TextDocument;
  readonly configuration: Configuration;
  /** Undefined where there is no code in it that could be looked at. */
  readonly script: LintedScript | undefined;
}

/** The script of a document, and what is in it. */
export interface LintedScript extends Linted {
  readonly script: Script;
  readonly in: TextDocument;
  /** Lints another text in its place; undefined where that does not parse. */
  readonly again: (text: string) => LintedScript | undefined;
  readonly rangeOf: (span: Span) => Range;
}

/** A finding, and the script it is in. */
export interface Found {
  readonly finding: Finding;
  readonly script: LintedScript;
}

/** Looks at documents, at each version once a configuration. */
export interface Documents {
  /** Undefined while the text does not parse. */
  lintedOf(document: TextDocument): LintedDocument | undefined;
  forget(uri: string): void;
  /** Forgets those that may rest on other documents; all of them unless these are named. */
  readonly othersChanged: (uris?: readonly string[]) => void;
}

interface Known {
  readonly version: number;
  readonly configuration: Configuration;
  readonly linted: LintedDocument | undefined;
}

/** Looks at documents with a linter of its own. */
export function createDocuments({
  files,
  configurationOf,
}: Pick<ServiceOptions, 'configurationOf' | 'files'>): Documents {
  const linter = createLinter(files);
  const known = new Map<string, Known>();
  const parsers = new Map<string, ParseText>();
  return {
    lintedOf(document) {
      const { uri, version } = document;
      const configuration = configurationOf(uri);
      const last = known.get(uri);
      if (last?.version === version && last.configuration === configuration) return last.linted;
      const parse = parsers.get(uri) ?? createReparser();
      parsers.set(uri, parse);
      const linted = look(document, configuration, linter, parse);
      known.set(uri, { version, configuration, linted });
      return linted;
    },
    forget(uri) {
      const last = known.get(uri);
      known.delete(uri);
      parsers.delete(uri);
      if (last) linter.forget(last.linted?.script?.script.filename ?? pathOf(uri), last.configuration);
    },
    othersChanged(uris) {
      if (!uris) known.clear();
      for (const [uri, { configuration, linted }] of known) {
        const script = linted?.script;
        // What holds no Salesforce call, or does not parse, has asked nobody.
        if (!script?.source) continue;
        const { filename } = script.script;
        const isStale = uris?.some((other) => other !== uri && linter.restsOn(filename, pathOf(other), configuration));
        if (isStale) known.delete(uri);
      }
    },
  };
}

function look(
  document: TextDocument,
  configuration: Configuration,
  linter: ReturnType<typeof createLinter>,
  parse: ParseText,
): LintedDocument | undefined {
  const script = configuration.enabled ? scriptOf(document) : undefined;
  const linted = script && lintedScript(script, parse);
  return script && !linted ? undefined : { document, configuration, script: linted };

  function lintedScript(script: Script, parse?: ParseText): LintedScript | undefined {
    const looked = quietly(() => linter.lint(script, configuration, parse));
    if (!looked) return undefined;
    return {
      ...looked,
      script,
      in: document,
      rangeOf: ([start, end]) => ({
        start: document.positionAt(start),
        end: document.positionAt(end),
      }),
      // Not by the parser of the document, whose tree is still asked.
      again: (text) => lintedScript({ ...script, text }),
    };
  }
}

function quietly<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return undefined;
  }
}

/** Every finding of a document, in the order of the text. */
export function findingsOf({ script }: LintedDocument): readonly Found[] {
  return script ? script.findings.map((finding) => ({ finding, script })) : [];
}

/** The findings whose call touches a range, the innermost call first. */
export function findingsAt(linted: LintedDocument, { start, end }: Range): readonly Found[] {
  const [from, to] = [linted.document.offsetAt(start), linted.document.offsetAt(end)];
  const size = ({ finding: { span } }: Found): number => span[1] - span[0];
  return findingsOf(linted)
    .filter(({ finding: { span } }) => span[0] <= to && from <= span[1])
    .toSorted((one, other) => size(one) - size(other));
}
