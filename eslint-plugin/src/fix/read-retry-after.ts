import type { TSESTree } from '@typescript-eslint/types';
import type { RetryAfter } from '../analysis/facts/retry-after.ts';
import { type SourceView, unwrap, walk } from '../analysis/source.ts';
import { memberName } from '../analysis/values/bindings.ts';
import { type Edit, isIn, overlap, replace } from './edit.ts';
import { insertTemplate, isTypeScript, type Target } from './insert-template.ts';
import { TEMPLATES } from './templates.generated.ts';

/** The longest wait that a fixed retry agrees to (ms); beyond it the call fails at once instead of coming too early. */
const LONGEST_WAIT = '600_000';

/** Replaces a one-sided reading of Retry-After by `retryAfterMs`, which is put into the file; undefined where it cannot. */
export function parseWithSnippet({ parsed }: RetryAfter, target: Target): readonly Edit[] | undefined {
  const response = parsed && isIn(parsed, target.source) ? responseReadIn(parsed, target.source) : undefined;
  if (!parsed || response === undefined) return undefined;
  const { inserted, call } = askForWait(response, target);
  const edits = [...inserted, replace(parsed, inUnitOf(parsed, call))];
  return overlap(edits) ? undefined : edits;
}

/** A call of `retryAfterMs`, which goes into the file where no fix has put it there before. */
export function askForWait(response: string, target: Target): { inserted: readonly Edit[]; call: string } {
  const call = (name: string): string => `${name}(${response}, ${LONGEST_WAIT})`;
  const { typescript, javascript } = TEMPLATES.retryAfterMs;
  const text = target.source.text.replaceAll('\r\n', '\n');
  if (text.includes(isTypeScript(target.filename) ? typescript : javascript)) {
    return { inserted: [], call: call('retryAfterMs') };
  }
  const { edit, nameOf } = insertTemplate(TEMPLATES.retryAfterMs, target);
  return { inserted: [edit], call: call(nameOf('retryAfterMs')) };
}

/** `parseInt(…)` gave seconds, `Date.parse(…)` and `new Date(…)` a moment: what replaces them gives the same. */
function inUnitOf(parsed: TSESTree.Node, call: string): string {
  if (parsed.type === 'NewExpression') return `new Date(Date.now() + (${call} ?? 0))`;
  const name =
    parsed.type === 'CallExpression' && parsed.callee.type === 'MemberExpression' ? memberName(parsed.callee) : '';
  return name === 'parse' ? `(Date.now() + (${call} ?? 0))` : `(${call} ?? 0) / 1_000`;
}

/** The expression for the answer in `response.headers.get('Retry-After')`, when that is read within `parsed`. */
function responseReadIn(parsed: TSESTree.Node, source: SourceView): string | undefined {
  let response: string | undefined;
  walk(parsed, (node) => {
    const headers =
      node.type === 'CallExpression' && node.callee.type === 'MemberExpression'
        ? unwrap(node.callee.object)
        : undefined;
    if (headers?.type !== 'MemberExpression' || memberName(headers) !== 'headers') return;
    response ??= source.text.slice(...headers.object.range);
  });
  return response;
}
