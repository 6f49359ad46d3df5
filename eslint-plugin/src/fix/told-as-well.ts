import type { SalesforceCall } from '../analysis/call.ts';
import { hasTypes, isCallback } from './calling-back.ts';
import { type Edit, insertAt } from './edit.ts';
import { insertOnce } from './insert-once.ts';
import { isTypeScript, type Target } from './insert-template.ts';
import { chained } from './promised.ts';
import { isReadOnce } from './read-once.ts';
import { TEMPLATES } from './templates.generated.ts';

/**
 * `await conn.query(soql, callback)` becomes `await thenCall(retrySalesforce(() => conn.query(soql)), callback)`: version 1
 * of jsforce calls back although it is waited for, and would with each attempt; later ones ignore the callback.
 */
export function toldAsWell(
  call: SalesforceCall,
  options: string,
  target: Target,
): ((name: string) => readonly Edit[]) | undefined {
  const whole = call.client.salesforce === true && call.client.name !== 'nforce' ? chained(call) : undefined;
  if (whole?.parent.type !== 'AwaitExpression' || isReadOnce(whole)) return undefined;
  const callback = whole.arguments.at(-1);
  if (!callback || !isCallback(callback)) return undefined;
  if (isTypeScript(target.filename) && !hasTypes(callback)) return undefined;
  const before = whole.arguments.at(-2);
  const inserted = insertOnce(TEMPLATES.thenCall, 'thenCall', target);
  return (name) => [
    ...inserted.edits,
    insertAt(whole.range[0], `${inserted.name}(${name}(() => `),
    { range: [before?.range[1] ?? callback.range[0], callback.range[0]], text: `)${options}), ` },
  ];
}
