import {
  isResilient,
  isSureEnough,
  pathIn,
  rules,
  type SalesforceCall,
  sourceOf,
  throwsOnStatus,
} from 'eslint-plugin-salesforce-resilience/analysis';
import { type Hover, MarkupKind, type Position } from 'vscode-languageserver-types';
import { limitsOf } from './attempts.ts';
import { shownSpan } from './diagnostics.ts';
import type { LintedDocument, LintedScript } from './documents.ts';
import { effectOf, lossOf, methodOf, REPEATERS } from './wording.ts';

/** What an outage does to the call under a position; null where there is none, or hovers are off. */
export function hoverAt(linted: LintedDocument, position: Position): Hover | null {
  if (!linted.configuration.hover) return null;
  const offset = linted.document.offsetAt(position);
  const { script, configuration } = linted;
  const call = script?.calls.find(
    (one) => isSureEnough(one.confidence, configuration.settings) && isOver(offset, one, script),
  );
  if (!script || !call) return null;
  const range = script.rangeOf(shownSpan({ call, span: call.node.range }));
  return { contents: { kind: MarkupKind.Markdown, value: toMarkdown(call) }, range };
}

function isOver(at: number, call: SalesforceCall, { source }: LintedScript): boolean {
  const [start, end] = shownSpan({ call, span: call.node.range });
  return call.source.ast === source?.ast && start <= at && at <= end;
}

function toMarkdown(call: SalesforceCall): string {
  const path = pathIn(call.url.text);
  const request = path === '' ? methodOf(call) : `${methodOf(call)} ${path}`;
  const lines = [
    onRepetition(call),
    `**503**: ${on503(call)}`,
    `**Lost answer**: ${onLostAnswer(call)}`,
    `**401**: ${on401(call)}`,
    ...onPause(call),
    ...limitsOf(call).map((limit) => `**At most**: ${limit}.`),
  ];
  return [`**${effectOf(call)}** · \`${request}\``, lines.map((line) => `- ${line}`).join('\n'), pages()].join('\n\n');
}

function onRepetition({ facts: { idempotency, singleUse } }: SalesforceCall): string {
  if (singleUse) return 'Not idempotent: the code that it sends is valid once.';
  if (idempotency.state === 'unknown') return `Whether it may be repeated is not known: ${idempotency.because}.`;
  const repeatable = idempotency.state === 'absent' || idempotency.value.repeatable;
  return repeatable
    ? 'Idempotent: sending it twice leaves the same as sending it once.'
    : 'Not idempotent: sending it twice creates the record twice.';
}

function on503(call: SalesforceCall): string {
  const { retry } = call.facts;
  if (retry.state === 'unknown') return `not known: ${retry.because}.`;
  const seen = throwsOnStatus(call) ? 'it is thrown' : 'it is an answer like any other';
  if (retry.state === 'present' && retry.value.statuses.includes(503))
    return `${REPEATERS[retry.value.kind]} sends it again${where(retry.value.mechanism, call)}.`;
  if (retry.state === 'absent' && retry.nearMiss?.kind === 'some callers')
    return `${seen}, and only some callers send it again${where(retry.nearMiss.node, call)}: from others, ${lossOf(call)}.`;
  const inVain =
    retry.state === 'absent' && retry.nearMiss?.kind === 'status never thrown'
      ? ` The retry${where(retry.nearMiss.node, call)} waits for an exception.`
      : '';
  return `${seen}, and nothing sends it again: ${lossOf(call)}.${inVain}`;
}

function onLostAnswer(call: SalesforceCall): string {
  const { retry, idempotency } = call.facts;
  if (retry.state === 'unknown') return `not known: ${retry.because}.`;
  const creates = idempotency.state === 'present' && !idempotency.value.repeatable;
  if (retry.state === 'absent' || !retry.value.network)
    return creates ? 'nobody can tell whether the record was created.' : `nothing sends it again: ${lossOf(call)}.`;
  if (!creates)
    return `it is sent again${idempotency.state === 'unknown' ? ', whatever became of the first one' : ''}.`;
  return isResilient(call.client)
    ? 'it is given up with the outcome `unknown`, rather than created twice.'
    : 'it is sent again, and the record is created twice.';
}

/** A failure that was played through the code says what a 401 leads to only where nothing repeats it. */
function on401(call: SalesforceCall): string {
  const { retry } = call.facts;
  if (retry.state === 'absent' && retry.nearMiss?.kind === 'only after 401')
    return `it is sent again with a new token${where(retry.nearMiss.node, call)}.`;
  if (retry.state === 'absent' && !retry.nearMiss) return 'nothing logs in again: an expired session fails the call.';
  const isClient = call.client.signature === 'fetch' || call.client.fetchOption !== undefined;
  if (isResilient(call.client) && isClient)
    return 'it logs in again where `refreshToken` is given, and sends it once more.';
  return 'whether somebody logs in again is not known here.';
}

function onPause({ facts: { retry, retryAfter } }: SalesforceCall): string[] {
  if (retry.state !== 'present' || retryAfter.state === 'unknown') return [];
  if (retryAfter.state === 'absent') return ['**Retry-After**: not read, so that the next attempt may come too early.'];
  const { forms, longWait } = retryAfter.value;
  const missing = !forms.has('date') ? 'dates' : !forms.has('seconds') ? 'seconds' : undefined;
  if (missing !== undefined) return [`**Retry-After**: read, but not as ${missing}.`];
  return [`**Retry-After**: honoured; ${LONG_WAITS[longWait]}.`];
}

const LONG_WAITS = {
  clamped: 'a long wait is cut, so that the next attempt comes too early',
  refused: 'too long a wait fails at once',
  unbounded: 'however long the wait is',
} as const;

/** Where something stands, for the end of a sentence: the line, and the file where it is another one. */
function where(node: SalesforceCall['node'] | Parameters<typeof sourceOf>[0], call: SalesforceCall): string {
  const { ast, project } = sourceOf(node);
  const line = `line ${node.loc.start.line}`;
  if (node === call.node) return '';
  const file = project?.filename.slice(project.filename.lastIndexOf('/') + 1);
  return ast === call.source.ast || file === undefined ? ` (${line})` : ` (${file}, ${line})`;
}

function pages(): string {
  return Object.entries(rules)
    .map(([name, { meta }]) => `[${name}](${meta.docs.url})`)
    .join(' · ');
}
