import type { SalesforceCall } from '../analysis/call.ts';
import { sourceOf, textIn } from '../analysis/source.ts';
import { chainedOn, memberName } from '../analysis/values/bindings.ts';
import { parsedBodyOf } from './parsed-body.ts';
import { urlExpressionOf } from './request-line.ts';

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
    case 'superagent':
      return isVerb ? `(await ${object}.get(${url})${headersSet(call)}.timeout(10_000)).body` : undefined;
    case 'wretch':
      return object === undefined ? undefined : ofWretch(call, object, url);
    case 'UrlFetchApp':
      return `JSON.parse(${callee}(${url}${headers === '' ? '' : `, { ${headers.replace(/, $/, '')} }`}).getContentText())`;
    case 'z.request':
      return `(await ${callee}({ url: ${url}${headers === '' ? '' : `, ${headers.replace(/, $/, '')}`} })).data`;
    default:
      return undefined;
  }
}

/** `.set(name, value)` and `.auth(…)`, which stand behind a request of superagent. */
function headersSet({ node }: SalesforceCall): string {
  let text = '';
  for (let next = chainedOn(node); next; next = chainedOn(next)) {
    const { callee } = next;
    if (callee.type !== 'MemberExpression' || !/^(?:auth|set)$/.test(memberName(callee) ?? '')) continue;
    text += sourceOf(next).text.slice(callee.object.range[1], next.range[1]);
  }
  return text;
}

/** The calls before a request of wretch, with the other address, which the request may have itself. */
function ofWretch(call: SalesforceCall, object: string, url: string): string | undefined {
  const address = urlExpressionOf(call);
  if (!address || call.node.callee.type !== 'MemberExpression') return undefined;
  if (call.urlNode) return `await ${object}.get(${url}).json()`;
  const [start] = call.node.callee.object.range;
  const before = object.slice(0, address.range[0] - start);
  return `await ${before}${url}${object.slice(address.range[1] - start)}.get().json()`;
}

/** Whether a helper of n8n is one that reads the body, and is given no credentials besides. */
function isParsedHelper(call: SalesforceCall): boolean {
  const { callee } = call.node;
  const name = callee.type === 'MemberExpression' ? memberName(callee) : undefined;
  return name === 'httpRequest' && parsedBodyOf(call) !== undefined;
}
