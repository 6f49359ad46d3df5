import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { isTypeScript } from './insert-template.ts';
import { PASSING_CODES, PASSING_STATUSES } from './what-passes.ts';

/** Whether an error holds an answer that no repetition changes, as a condition; undefined where that is not known of a library. */
export function lastingTest(
  { name, typeAnnotation }: TSESTree.Identifier,
  { client, source }: SalesforceCall,
): string | undefined {
  const isTyped = isTypeScript(source.project?.filename ?? '') && !typeAnnotation;
  if (client.salesforce === true && !client.error) return lastingCode(name, isTyped);
  // Apps Script says in its message what was answered.
  if (client.name === 'UrlFetchApp') return `/ returned code (?!429|50[0234])\\d/.test(String(${name}))`;
  if (client.name === 'z.request') return lastingStep(isTyped ? `(${name} as Error)` : name);
  const path = client.error?.status;
  if (path === undefined) return undefined;
  const [status = '', holder] = path.split('.').toReversed();
  // Without an answer there is no status, or 0.
  const test = `${name}.${holder ?? status} && !${PASSING_STATUSES}.includes(${name}.${path})`;
  if (client.name === 'axios' && /^\s*import axios\b/m.test(source.text))
    return `axios.isAxiosError(${name}) && ${test}`;
  if (!isTyped) return test;
  if (client.name === 'axios') return undefined;
  // What a library throws is `unknown` to TypeScript.
  const said = holder
    ? `(${name} as { ${holder}?: { ${status}: number } }).${holder}?.${status} ?? 503`
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
