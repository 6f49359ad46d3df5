import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { resilientRetryAround } from '../analysis/clients/resilient.ts';
import { functionAround, unwrap } from '../analysis/source.ts';
import { objectOf, propertyOf } from '../analysis/values/objects.ts';
import { type Edit, isIn } from './edit.ts';
import { insertOnce } from './insert-once.ts';
import type { Target } from './insert-template.ts';
import { limitsAsked } from './limits-asked.ts';
import { urlExpressionOf } from './request-line.ts';
import { insertBefore, statementAround } from './statements.ts';
import { TEMPLATES } from './templates.generated.ts';

const ASSERT = 'assertLimits';

/** Reads the limits of the org in front of a load; undefined where they cannot be asked for in the same way. */
export function checkLimitsFirst(call: SalesforceCall, target: Target): readonly Edit[] | undefined {
  const { node, source } = call;
  // What repeats the load does not ask before each attempt.
  const whole = resilientRetryAround(node) ?? node;
  const statement = statementAround(whole);
  const around = functionAround(whole);
  const canWait = around === undefined ? whole.parent.type === 'AwaitExpression' : around.async;
  const limits = call.client.salesforce === true ? ofConnection(node, target) : ofRequest(call, target);
  if (!statement || limits === undefined || (!canWait && /\bawait\b/.test(limits))) return undefined;
  const inserted = insertOnce(TEMPLATES.assertLimits, ASSERT, target);
  return [...inserted.edits, insertBefore(statement, `${inserted.name}(${limits});`, source)];
}

/** `await conn.limits()`, for the connection that the load is called on. */
function ofConnection({ callee }: TSESTree.CallExpression, { source }: Target): string | undefined {
  let at = unwrap(callee);
  while (at.type === 'MemberExpression' || at.type === 'CallExpression') {
    const inner = unwrap(at.type === 'CallExpression' ? at.callee : at.object);
    const name = at.type === 'MemberExpression' ? source.text.slice(...at.property.range) : '';
    if (/^(?:bulk2?|sobject|request(?:Post)?)$/.test(name))
      return `await ${source.text.slice(...inner.range)}.limits()`;
    at = inner;
  }
  return undefined;
}

/** The same request for `…/limits`, with the same headers. */
function ofRequest(call: SalesforceCall, { source }: Target): string | undefined {
  const { optionsNode } = call;
  const address = urlExpressionOf(call);
  if (!address || !isIn(address, source)) return undefined;
  const written = source.text.slice(...address.range);
  const url = written.replace(/\/jobs\/ingest\/?(?=[`'"]$)/, '/limits');
  if (url === written) return undefined;
  const headers = optionsNode && objectOf(optionsNode) ? propertyOf(optionsNode, 'headers') : undefined;
  const given = headers?.state === 'present' && isIn(headers.value, source) ? headers.value : undefined;
  const text = given && source.text.slice(...given.range);
  return limitsAsked(call, url, text === undefined ? '' : text === 'headers' ? 'headers, ' : `headers: ${text}, `);
}
