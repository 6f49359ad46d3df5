import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { functionAround, unwrap } from '../analysis/source.ts';
import { objectOf, propertyOf } from '../analysis/values/objects.ts';
import { type Edit, isIn } from './edit.ts';
import { insertOnce } from './insert-once.ts';
import type { Target } from './insert-template.ts';
import { insertBefore, statementAround } from './statements.ts';
import { TEMPLATES } from './templates.generated.ts';

const ASSERT = 'assertLimits';

/** Reads the limits of the org in front of a load; undefined where they cannot be asked for in the same way. */
export function checkLimitsFirst(call: SalesforceCall, target: Target): readonly Edit[] | undefined {
  const { node, source } = call;
  const statement = statementAround(node);
  const canWait =
    functionAround(node) === undefined ? node.parent.type === 'AwaitExpression' : functionAround(node)?.async;
  const limits = call.client.salesforce === true ? ofConnection(node, target) : ofRequest(call, target);
  if (!statement || !canWait || limits === undefined) return undefined;
  const inserted = insertOnce(TEMPLATES.assertLimits, ASSERT, target);
  return [...inserted.edits, insertBefore(statement, `${inserted.name}(${limits});`, source)];
}

/** `await conn.limits()`, for the connection that the load is called on. */
function ofConnection({ callee }: TSESTree.CallExpression, { source }: Target): string | undefined {
  let at = unwrap(callee);
  while (at.type === 'MemberExpression' || at.type === 'CallExpression') {
    const inner = unwrap(at.type === 'CallExpression' ? at.callee : at.object);
    const name = at.type === 'MemberExpression' ? source.text.slice(...at.property.range) : '';
    if (/^(?:bulk2?|sobject)$/.test(name)) return `await ${source.text.slice(...inner.range)}.limits()`;
    at = inner;
  }
  return undefined;
}

/** The same request for `…/limits`, with the same headers. */
function ofRequest({ client, node, optionsNode, urlNode }: SalesforceCall, { source }: Target): string | undefined {
  if (client.signature !== 'fetch' || !urlNode || !isIn(urlNode, source)) return undefined;
  const written = source.text.slice(...urlNode.range);
  const url = written.replace(/\/jobs\/ingest\/?(?=[`'"]$)/, '/limits');
  if (url === written) return undefined;
  const headers = optionsNode && objectOf(optionsNode) ? propertyOf(optionsNode, 'headers') : undefined;
  const given = headers?.state === 'present' && isIn(headers.value, source) ? headers.value : undefined;
  const text = given && source.text.slice(...given.range);
  const options = text === undefined ? '' : text === 'headers' ? 'headers, ' : `headers: ${text}, `;
  const callee = source.text.slice(...node.callee.range);
  return `await (await ${callee}(${url}, { ${options}signal: AbortSignal.timeout(10_000) })).json()`;
}
