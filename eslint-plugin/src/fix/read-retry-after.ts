import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { RetryAfter } from '../analysis/facts/retry-after.ts';
import { contains, functionAround, type SourceView, unwrap, walk } from '../analysis/source.ts';
import { memberName, variableOf } from '../analysis/values/bindings.ts';
import { type Edit, isIn, overlap, replace } from './edit.ts';
import { insertTemplate, isTypeScript, type Target } from './insert-template.ts';
import { TEMPLATES } from './templates.generated.ts';

/** The longest wait that a fixed retry agrees to (ms); beyond it the call fails at once instead of coming too early. */
const LONGEST_WAIT = '600_000';

/** Replaces a one-sided reading of Retry-After by `retryAfterMs`, which is put into the file; undefined where it cannot. */
export function parseWithSnippet({ parsed }: RetryAfter, target: Target): readonly Edit[] | undefined {
  const response = parsed && isIn(parsed, target.source) ? responseReadIn(parsed, target.source) : undefined;
  if (!parsed || response === undefined) return undefined;
  const { inserted, call } = snippet(response, target);
  const edits = [...inserted, replace(parsed, inUnitOf(parsed, call))];
  return overlap(edits) ? undefined : edits;
}

/** Makes the pause of a retry at least as long as Retry-After asks; undefined where the pause or the answer is not at hand. */
export function waitAsAsked(
  call: SalesforceCall,
  mechanism: TSESTree.Node,
  target: Target,
): readonly Edit[] | undefined {
  // Other libraries hand the headers over as an object.
  const response = call.client.signature === 'fetch' ? responseNameOf(call) : undefined;
  const delay = response && delayWithin(mechanism, response);
  if (!response || !delay) return undefined;
  const { inserted, call: asked } = snippet(response.name, target);
  const own = target.source.text.slice(...delay.range);
  const edits = [...inserted, replace(delay, `Math.max(${own}, ${asked} ?? 0)`)];
  return overlap(edits) ? undefined : edits;
}

/** A call of `retryAfterMs`, which goes into the file where no fix has put it there before. */
function snippet(response: string, target: Target): { inserted: readonly Edit[]; call: string } {
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

interface ResponseName {
  readonly name: string;
  readonly declaration: TSESTree.Node;
}

/** The variable that holds the answer: `const response = await fetch(…)`. */
function responseNameOf({ node }: SalesforceCall): ResponseName | undefined {
  const holder = node.parent.type === 'AwaitExpression' ? node.parent.parent : undefined;
  const id =
    holder?.type === 'VariableDeclarator'
      ? holder.id
      : holder?.type === 'AssignmentExpression'
        ? holder.left
        : undefined;
  const declaration = id?.type === 'Identifier' ? variableOf(id)?.defs[0]?.name : undefined;
  return id?.type === 'Identifier' && declaration ? { name: id.name, declaration } : undefined;
}

/** The pause between attempts, where the answer is in scope: `sleep(DELAY)` or `setTimeout(resolve, DELAY)`. */
function delayWithin(mechanism: TSESTree.Node, { declaration }: ResponseName): TSESTree.Node | undefined {
  let block: TSESTree.Node | undefined = declaration;
  while (block && block.type !== 'BlockStatement') block = block.parent;
  const within = block && contains(mechanism, block) ? block : undefined;
  let delay: TSESTree.Node | undefined;
  if (!within) return undefined;
  walk(within, (node) => {
    if (node.type !== 'CallExpression' || node.range[0] < declaration.range[0]) return;
    const name =
      node.callee.type === 'Identifier'
        ? node.callee.name
        : node.callee.type === 'MemberExpression'
          ? memberName(node.callee)
          : undefined;
    if (name === 'setTimeout') delay ??= node.arguments[1];
    else if (/^_?(?:sleep|delay|wait|pause)(?:Ms|For)?$/i.test(name ?? '') && functionAround(node))
      delay ??= node.arguments[0];
  });
  return delay;
}
