import type { SalesforceCall } from '../analysis/call.ts';
import { memberName } from '../analysis/values/bindings.ts';
import { propertyOf } from '../analysis/values/objects.ts';
import { textOf } from '../analysis/values/text.ts';
import { promised } from './promised.ts';

/** The answer in the text of a form. */
export const ANSWER = '$';

/**
 * How the parsed body is had of what a call answers, `$` being the answer: what ends in `.json()` has to be waited for.
 * Undefined where that is not known.
 */
export function parsedBodyOf(call: SalesforceCall): string | undefined {
  const { client, operation } = call;
  if (client.salesforce === true) return ANSWER;
  const given = isSet(call, 'resolveWithFullResponse') || isSet(call, 'returnFullResponse') ? '$.body' : ANSWER;
  switch (client.name) {
    case 'ofetch':
      return operation.call === 'raw' ? '$._data' : ANSWER;
    case 'n8n request helper':
      return operation.call.startsWith('httpRequest') || isSet(call, 'json') ? given : undefined;
    case 'request-promise':
      return isSet(call, 'json') ? given : undefined;
    case 'wretch':
      return afterEnd(call);
    default:
      return client.answer?.body;
  }
}

/** What a chain of wretch gives depends on how it ends; what has no end is no promise. */
function afterEnd(call: SalesforceCall): string | undefined {
  const whole = promised(call)?.whole;
  const name =
    whole?.type === 'CallExpression' && whole.callee.type === 'MemberExpression' ? memberName(whole.callee) : '';
  if (name === 'json') return ANSWER;
  return name === 'res' ? '$.json()' : undefined;
}

/** Whether an option is on. */
export function isSet({ optionsNode }: SalesforceCall, name: string): boolean {
  const found = optionsNode && propertyOf(optionsNode, name);
  return found?.state === 'present' && textOf(found.value).text === 'true';
}

/** The member of an answer that holds its body, in such a form: `data` in `$.data`. */
export function memberIn(form: string): string | undefined {
  return /\$\.(\w+)(?=\.|$)/.exec(form)?.[1];
}
