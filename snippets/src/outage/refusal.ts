import { failure, json, LOGIN_PATH, messageOf, type OrgReply } from './org-api.ts';
import type { OutageStep } from './outage-script.ts';

const CODES: Readonly<Record<number, string>> = {
  ...{ 401: 'INVALID_SESSION_ID', 404: 'NOT_FOUND', 405: 'METHOD_NOT_ALLOWED', 409: 'CONFLICT' },
  ...{ 429: 'REQUEST_LIMIT_EXCEEDED', 503: 'SERVER_UNAVAILABLE' },
};
/** Behind these stands a gateway, which knows no error codes. */
const GATEWAYS: Readonly<Record<number, string>> = { 502: '502 Bad Gateway', 504: '504 Gateway Time-out' };

/** What Envoy says when it loses the connection to the org behind it. */
const LOST = 'upstream connect error or disconnect/reset before headers. reset reason: connection termination';

/** The answer that a step gives in place of Salesforce's own. */
export function refusalFor(answer: NonNullable<OutageStep['answer']>, path: string): OrgReply {
  const { status, code = CODES[status] ?? 'UNKNOWN_EXCEPTION', message = messageOf(code), html, isLost } = answer;
  if (isLost && status === 503) return { status, headers: { 'Content-Type': 'text/plain' }, body: LOST };
  const title = html ? 'Salesforce: Down for Maintenance' : answer.code === undefined && GATEWAYS[status];
  if (title) {
    const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
    return { status, headers: { 'Content-Type': 'text/html;charset=UTF-8' }, body };
  }
  if (!path.includes(LOGIN_PATH) || status >= 500) return failure(status, code, message);
  return json(status, { error: code.toLowerCase(), error_description: message });
}
