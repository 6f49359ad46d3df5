import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { stringified } from '../analysis/salesforce/bodies.ts';
import type { Settings } from '../analysis/settings/settings.ts';
import { unwrap } from '../analysis/source.ts';
import { keyName } from '../analysis/values/bindings.ts';
import { memberOf } from '../analysis/values/definition.ts';
import { objectOf, propertyOf } from '../analysis/values/objects.ts';
import { textOf } from '../analysis/values/text.ts';
import { type Edit, replace } from './edit.ts';
import { recordOf } from './record-of.ts';
import { appendToUrl, asPatch, patched } from './request-line.ts';
import type { UpsertFix } from './to-upsert.ts';
import { keyFor, upsertPath } from './upsert-key.ts';

/** `sfRequest('/sobjects/X', 'POST', record)`, `sf.post('/sobjects/X', record)`: path and method as the function takes them. */
export function upsertThroughWrapper(call: SalesforceCall, settings: Settings): UpsertFix | undefined {
  const parts = partsOf(call.node);
  const url = parts.find((part) => /(?:^|\/)sobjects\/[^/?]+$/.test(textOf(part).text));
  const said = parts.find((part) => part.type === 'Literal' && /^post$/i.test(String(part.value)));
  const method = said ? patched(said, call.source) : byName(call.node);
  if (!url || !method) return undefined;
  const key = keyFor(recordIn(call.node) ?? recordOf(call), call, settings);
  const appended = appendToUrl(url, upsertPath(key), call.source);
  const { field, complete, leaving } = key;
  return appended && { edits: [appended, ...method, ...leaving], field, complete };
}

/** What a function is given: its arguments, and the values in those that are literals of options. */
function partsOf({ arguments: args }: TSESTree.CallExpression): TSESTree.Node[] {
  return args.flatMap((argument): TSESTree.Node[] => {
    const value = unwrap(argument);
    if (value.type !== 'ObjectExpression') return [value];
    return value.properties.flatMap((item) =>
      item.type === 'Property' && /^(?:url|path|endpoint|method|uri)$/.test(keyName(item) ?? '')
        ? [unwrap(item.value)]
        : [],
    );
  });
}

/** The record among what a function is given: an argument, or the body in options. */
function recordIn({ arguments: args }: TSESTree.CallExpression): TSESTree.ObjectExpression | undefined {
  for (const argument of args) {
    const given = objectOf(stringified(argument) ?? argument);
    const body = given && BODIES.map((name) => propertyOf(given, name)).find(({ state }) => state === 'present');
    const inside = body?.state === 'present' ? objectOf(stringified(body.value) ?? body.value) : undefined;
    if (inside ?? given) return inside ?? given;
  }
  return undefined;
}

const BODIES = ['body', 'data', 'json', 'payload'] as const;

/** `sf.post(…)` becomes `sf.patch(…)`, where there is such a function beside it. */
function byName({ callee }: TSESTree.CallExpression): readonly Edit[] | undefined {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return undefined;
  const { name } = callee.property;
  const sibling = name.replace(/post/i, asPatch);
  return sibling !== name && memberOf(callee.object, sibling) ? [replace(callee.property, sibling)] : undefined;
}
