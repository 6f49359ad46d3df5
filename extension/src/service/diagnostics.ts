import { NAMESPACE, rules } from 'eslint-plugin-salesforce-resilience/analysis';
import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticSeverity } from 'vscode-languageserver-types';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, RelatedPlace, Span } from '../host/lint.ts';
import type { EditorSeverity } from '../protocol/settings.ts';
import { findingsOf, type Found, type LintedDocument } from './documents.ts';
import { hostSeverity } from './linter.ts';
import { uriOf } from './uris.ts';

/** What every diagnostic names as its source. */
const SOURCE = NAMESPACE;

/** The findings of a document as an editor shows them. */
export function diagnosticsOf(linted: LintedDocument, relatedInformation: boolean): Diagnostic[] {
  return findingsOf(linted).map((found) => diagnosticOf(found, linted, relatedInformation));
}

/**
 * One finding as an editor shows it. None has a tag: a finding is about a request that is wanted, whereas `unnecessary` would
 * fade the whole of it out where only an option or a retry around it does nothing, and `deprecated` would strike it out.
 */
export function diagnosticOf(
  { finding, script }: Found,
  { document, configuration }: LintedDocument,
  relatedInformation: boolean,
): Diagnostic {
  const { rule, messageId, message } = finding;
  const href = rules[rule]?.meta.docs.url;
  const related = relatedInformation
    ? finding.related.map((place) => toRelated(place, document.uri, script.script.filename, script.rangeOf))
    : [];
  return {
    range: script.rangeOf(shownSpan(finding)),
    severity: severityOf(finding, configuration.severities[rule]),
    source: SOURCE,
    code: rule,
    ...(href === undefined ? {} : { codeDescription: { href } }),
    message,
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    data: { rule, messageId },
  };
}

const SEVERITIES: Readonly<Record<Exclude<EditorSeverity, 'off'>, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warn: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** As it is set, unless a comment in the file has changed it. */
function severityOf({ severity }: Finding, set: EditorSeverity = 'off'): DiagnosticSeverity {
  return SEVERITIES[set !== 'off' && hostSeverity(set) === severity ? set : severity];
}

/** From the start of the call to the end of what is called: `fetch`, and not the ten lines of its options. */
export function shownSpan({ span, call: { node } }: Pick<Finding, 'call' | 'span'>): Span {
  const isCall = span[0] === node.range[0] && span[1] === node.range[1];
  if (!isCall) return span;
  const { callee } = node;
  const isLong = callee.type === 'MemberExpression' && callee.loc.start.line !== callee.loc.end.line;
  return [isLong ? callee.property.range[0] : span[0], callee.range[1]];
}

function toRelated(
  { filename, text, span, says }: RelatedPlace,
  uri: string,
  own: string,
  rangeOf: (span: Span) => Diagnostic['range'],
): DiagnosticRelatedInformation {
  if (filename === own) return { location: { uri, range: rangeOf(span) }, message: says };
  const other = TextDocument.create(filename, 'javascript', 0, text);
  const range = { start: other.positionAt(span[0]), end: other.positionAt(span[1]) };
  return { location: { uri: uriOf(filename, uri), range }, message: says };
}
