import type { SalesforceCall } from '../analysis/call.ts';
import { textIn } from '../analysis/source.ts';
import { memberName } from '../analysis/values/bindings.ts';
import { parsedBodyOf } from './parsed-body.ts';

const TIME = 'timeout: 10_000';

/**
 * What is answered for an address, in the words of the client that sends a call; undefined for a client whose words are not
 * known.
 *
 * @param headers - An option with a comma behind it, or nothing.
 */
export function limitsAsked(call: SalesforceCall, url: string, headers: string): string | undefined {
  const { client, node, operation } = call;
  const callee = textIn(node.callee);
  const signal = `{ ${headers}signal: AbortSignal.timeout(10_000) }`;
  if (client.signature === 'fetch') return `await (await ${callee}(${url}, ${signal})).json()`;
  if (client.name === 'undici' && node.callee.type === 'Identifier')
    return `await (await ${callee}(${url}, ${signal})).body.json()`;
  const object = node.callee.type === 'MemberExpression' ? textIn(node.callee.object) : undefined;
  const isVerb = object !== undefined && /^(?:delete|get|head|options|patch|post|put)$/.test(operation.call);
  const own = object !== undefined && operation.call !== '' ? object : callee;
  switch (client.name) {
    case 'axios':
      return isVerb
        ? `(await ${object}.get(${url}, { ${headers}${TIME} })).data`
        : `(await ${callee}({ url: ${url}, ${headers}${TIME} })).data`;
    case 'got':
      return `await ${own}.get(${url}, { ${headers}timeout: { request: 10_000 } }).json()`;
    case 'ky':
      return `await ${own}.get(${url}, { ${headers}${TIME} }).json()`;
    case 'jQuery.ajax':
      return `await ${object}.ajax({ url: ${url}, ${headers}${TIME} })`;
    case 'n8n request helper':
      return isParsedHelper(call) ? `await ${callee}({ url: ${url}, ${headers}${TIME} })` : undefined;
    case 'Nango proxy':
      return `(await ${object}.get({ endpoint: ${url} })).data`;
    case 'needle':
      return `(await ${own}('get', ${url}, null, { ${headers}response_timeout: 10_000 })).body`;
    case 'ofetch':
      return `await ${own}(${url}, { ${headers}${TIME} })`;
    case 'request-promise':
      return `await ${own}({ url: ${url}, ${headers}json: true, ${TIME} })`;
    case 'UrlFetchApp':
      return `JSON.parse(${callee}(${url}${headers === '' ? '' : `, { ${headers.replace(/, $/, '')} }`}).getContentText())`;
    case 'z.request':
      return `(await ${callee}({ url: ${url}${headers === '' ? '' : `, ${headers.replace(/, $/, '')}`} })).data`;
    default:
      return undefined;
  }
}

/** Whether a helper of n8n is one that reads the body, and is given no credentials besides. */
function isParsedHelper(call: SalesforceCall): boolean {
  const { callee } = call.node;
  const name = callee.type === 'MemberExpression' ? memberName(callee) : undefined;
  return name === 'httpRequest' && parsedBodyOf(call) !== undefined;
}
