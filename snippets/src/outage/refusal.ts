import { failure, json, LOGIN_PATH, type OrgReply } from './org-api.ts';
import type { OutageStep } from './outage-script.ts';
import { messageOf } from './rows.ts';

const CODES: Readonly<Record<number, string>> = {
  401: 'INVALID_SESSION_ID',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  429: 'REQUEST_LIMIT_EXCEEDED',
  500: 'UNKNOWN_EXCEPTION',
  503: 'SERVER_UNAVAILABLE',
};

/** The answer that a step gives in place of Salesforce's own; undefined where it leaves that alone. */
export function refusalFor({ answer }: OutageStep, path: string): OrgReply | undefined {
  if (!answer) return undefined;
  const { status, code = CODES[status] ?? 'UNKNOWN_EXCEPTION', message = messageOf(code) } = answer;
  if (answer.html) return htmlReply(status, 'Salesforce: Down for Maintenance');
  // Behind 502 and 504 stands a gateway, which knows no error codes.
  if ((status === 502 || status === 504) && answer.code === undefined) {
    return htmlReply(status, status === 502 ? '502 Bad Gateway' : '504 Gateway Time-out');
  }
  if (path.includes(LOGIN_PATH) && status < 500) {
    return json(status, {
      error: code.toLowerCase(),
      error_description: message,
    });
  }
  return failure(status, code, message);
}

const htmlReply = (status: number, title: string): OrgReply => ({
  status,
  headers: { 'Content-Type': 'text/html;charset=UTF-8' },
  body: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>We are back soon.</p></body></html>`,
});
