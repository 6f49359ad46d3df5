/** Whether a repeated request leaves what a single one does: RFC 9110 §9.2.2, record updates and upserts, and logins. */
export function isIdempotentRequest(method: string, url: string): boolean {
  const [path = ''] = url.split('?');
  // A GET that runs Apex.
  if (/\/tooling\/executeAnonymous\/?$/.test(path)) return false;
  if (method === 'PATCH') return /\/sobjects(?:\/|$)/.test(path);
  if (method === 'POST') return /\/services\/oauth2\/(?:token|introspect|revoke|userinfo)$/.test(path);
  return /^(?:GET|HEAD|OPTIONS|PUT|DELETE)$/.test(method);
}
