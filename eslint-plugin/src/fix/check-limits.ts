import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { resilientRetryAround } from '../analysis/clients/resilient.ts';
import { functionAround, textIn, unwrap } from '../analysis/source.ts';
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
  // What repeats the load does not ask before each attempt.
  const whole = resilientRetryAround(node) ?? node;
  const statement = statementAround(whole);
  const around = functionAround(whole);
  const canWait = around === undefined ? whole.parent.type === 'AwaitExpression' : around.async;
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
function ofRequest(call: SalesforceCall, { source }: Target): string | undefined {
  const { optionsNode, urlNode } = call;
  if (!urlNode || !isIn(urlNode, source)) return undefined;
  const written = source.text.slice(...urlNode.range);
  const url = written.replace(/\/jobs\/ingest\/?(?=[`'"]$)/, '/limits');
  if (url === written) return undefined;
  const headers = optionsNode && objectOf(optionsNode) ? propertyOf(optionsNode, 'headers') : undefined;
  const given = headers?.state === 'present' && isIn(headers.value, source) ? headers.value : undefined;
  const text = given && source.text.slice(...given.range);
  return asked(call, url, text === undefined ? '' : text === 'headers' ? 'headers, ' : `headers: ${text}, `);
}

/** What is answered for an address, in the words of each client. */
function asked({ client, node: { callee } }: SalesforceCall, url: string, headers: string): string | undefined {
  const signal = `{ ${headers}signal: AbortSignal.timeout(10_000) }`;
  if (client.signature === 'fetch') return `await (await ${textIn(callee)}(${url}, ${signal})).json()`;
  if (client.name === 'undici' && callee.type === 'Identifier')
    return `await (await ${callee.name}(${url}, ${signal})).body.json()`;
  if (callee.type !== 'MemberExpression') return undefined;
  const get = `${textIn(callee.object)}.get`;
  switch (client.name) {
    case 'axios':
      return `(await ${get}(${url}, { ${headers}timeout: 10_000 })).data`;
    case 'got':
      return `await ${get}(${url}, { ${headers}timeout: { request: 10_000 } }).json()`;
    case 'ky':
      return `await ${get}(${url}, { ${headers}timeout: 10_000 }).json()`;
    default:
      return undefined;
  }
}
