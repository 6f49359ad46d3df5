/** POSTs that only read, and logins. */
const HARMLESS_POSTS =
  /\/services\/(?:oauth2\/(?:token|introspect|revoke|userinfo)|data\/v[\d.]+\/(?:parameterizedSearch|jobs\/query|wave\/query|composite\/sobjects\/\w+|analytics\/reports\/\w+|ssot\/query(?:v2|-sql)?))\/?$/;

/**
 * Whether a repeated request leaves what a single one does: RFC 9110 §9.2.2, record updates and upserts by external id,
 * and POSTs that change nothing. The method is in capitals.
 */
export function isIdempotentRequest(method: string, url: string): boolean {
  const [path = '', query = ''] = url.split('?');
  // A GET that runs Apex.
  if (/\/tooling\/executeAnonymous\/?$/.test(path)) return false;
  // Clients that cannot send PATCH name it in the query of a POST (REST API Developer Guide).
  const override = method === 'POST' ? /\b_HttpMethod=(\w+)/.exec(query)?.[1] : undefined;
  const meant = override ?? method;
  if (meant === 'PATCH') return /\/sobjects(?:\/|$)/.test(path);
  return /^(?:GET|HEAD|OPTIONS|PUT|DELETE)$/.test(meant) || HARMLESS_POSTS.test(path);
}
