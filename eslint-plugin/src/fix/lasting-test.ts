import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { isTypeScript } from './insert-template.ts';
import { PASSING_CODES, PASSING_STATUSES } from './what-passes.ts';

/** Where an error of a library has the status: in the answer that it holds, or in itself. */
const STATUS_OF_ERROR: Readonly<Record<string, readonly [holder: 'error' | 'response', status: string]>> = {
  axios: ['response', 'status'],
  got: ['response', 'statusCode'],
  ky: ['response', 'status'],
  ofetch: ['response', 'status'],
  superagent: ['response', 'status'],
  'request-promise': ['response', 'statusCode'],
  'n8n request helper': ['response', 'status'],
  'Nango proxy': ['response', 'status'],
  wretch: ['error', 'status'],
  'jQuery.ajax': ['error', 'status'],
};

/** Whether an error holds an answer that no repetition changes, as a condition; undefined where that is not known of a library. */
export function lastingTest(
  { name, typeAnnotation }: TSESTree.Identifier,
  { client, source }: SalesforceCall,
): string | undefined {
  const isTyped = isTypeScript(source.project?.filename ?? '') && !typeAnnotation;
  if (client.salesforce === true) return lastingCode(name, isTyped);
  // Apps Script says in its message what was answered.
  if (client.name === 'UrlFetchApp') return `/ returned code (?!429|50[0234])\\d/.test(String(${name}))`;
  if (client.name === 'z.request') return lastingStep(isTyped ? `(${name} as Error)` : name);
  const [holder, status] = STATUS_OF_ERROR[client.name] ?? [];
  if (status === undefined) return undefined;
  // Without an answer there is no status, or 0.
  const known = holder === 'response' ? `${name}.response` : `${name}.${status}`;
  const test = `${known} && !${PASSING_STATUSES}.includes(${holder === 'response' ? `${known}.${status}` : known})`;
  if (client.name === 'axios' && /^\s*import axios\b/m.test(source.text))
    return `axios.isAxiosError(${name}) && ${test}`;
  if (!isTyped) return test;
  if (client.name === 'axios') return undefined;
  // What a library throws is `unknown` to TypeScript.
  const said =
    holder === 'response'
      ? `(${name} as { response?: { ${status}: number } }).response?.${status} ?? 503`
      : `(${name} as { ${status}?: number }).${status} || 503`;
  return `!${PASSING_STATUSES}.includes(${said})`;
}

/** The same of a step of Zapier, whose errors say in their message what was answered. */
function lastingStep(error: string): string {
  return `${error}.name === 'ResponseError' && !${PASSING_STATUSES}.includes(JSON.parse(${error}.message).status)`;
}

/** The same of jsforce, whose errors have a code where there was an answer. */
function lastingCode(name: string, isTyped: boolean): string {
  if (!isTyped) return `${name}.errorCode && !${PASSING_CODES}.test(${name}.errorCode)`;
  return `!${PASSING_CODES}.test((${name} as { errorCode?: string }).errorCode ?? 'SERVER_UNAVAILABLE')`;
}
