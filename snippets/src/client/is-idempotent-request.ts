/** POSTs that only read, and logins: endpoint tables of the REST, Analytics and OAuth guides. */
const HARMLESS_POSTS =
  /\/services\/(?:oauth2\/(?:token|introspect|revoke|userinfo)|data\/v[\d.]+\/(?:parameterizedSearch|jobs\/query|wave\/query|composite\/sobjects\/\w+|analytics\/reports\/\w+|ssot\/query(?:v2|-sql)?))\/?$/;

/**
 * Whether a repeated request leaves what a single one does: RFC 9110 §9.2.2, record updates and upserts by external id,
 * and POSTs that change nothing.
 *
 * @param method - In capitals.
 */
export function isIdempotentRequest(method: string, url: string): boolean {
  const [path = '', query = ''] = url.split('#', 1).join('').split('?');
  // REST API Developer Guide: clients that cannot send PATCH name it in the query of a POST.
  const meant = (method === 'POST' && /(?:^|&)_HttpMethod=([A-Z]+)/.exec(query)?.[1]) || method;
  if (meant === 'PATCH') return path.includes('/sobjects/') || path.endsWith('/sobjects');
  if (meant === 'POST') return HARMLESS_POSTS.test(path);
  return /^(?:GET|HEAD|OPTIONS|PUT|DELETE)$/.test(meant);
}
