import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { RESILIENT_URL_FETCH, RESILIENT_ZAPIER } from '../analysis/clients/resilient.ts';
import { textIn, unwrap } from '../analysis/source.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';
import { insertTemplate, namesIn, type Target } from './insert-template.ts';
import { type ClientFix, unwrapping } from './resilient-client.ts';
import { type Template, TEMPLATES } from './templates.generated.ts';

/** What takes the place of a platform's own function. */
interface Replacement {
  readonly name: string;
  readonly template: Template;
  /** Whether it is given the object that it was called on. */
  readonly takesReceiver?: true;
}

/** By client: in Apps Script nothing can be waited for but by sleeping, and a step of Zapier ends before an outage does. */
const REPLACEMENTS: Readonly<Record<string, Replacement>> = {
  UrlFetchApp: { name: RESILIENT_URL_FETCH, template: TEMPLATES.urlFetch },
  'z.request': { name: RESILIENT_ZAPIER, template: TEMPLATES.zapier, takesReceiver: true },
};

/**
 * Puts a resilient function in the place of one that a platform hands to its code.
 *
 * @param around - A wrapper that repeats the call, and goes: two layers would multiply.
 */
export function throughPlatform(call: SalesforceCall, target: Target, around?: TSESTree.Node): ClientFix | undefined {
  const replacement = call.kind === 'request' ? REPLACEMENTS[call.client.name] : undefined;
  const replaced = replacement && replacing(call, replacement);
  const unwrapped = around && isIn(around, target.source) ? unwrapping(around) : [];
  if (!replaced || !unwrapped) return undefined;
  const { name, template } = replacement;
  if (namesIn(target.source).has(name)) return { edits: [...replaced(name), ...unwrapped], name, exists: true };
  const { edit, nameOf } = insertTemplate(template, target);
  return { edits: [edit, ...replaced(nameOf(name)), ...unwrapped], name: nameOf(name), exists: false };
}

/** `z.request(options)` becomes `zapierSalesforce(z, options)`. */
function replacing(
  { node }: SalesforceCall,
  { takesReceiver }: Replacement,
): ((name: string) => readonly Edit[]) | undefined {
  const callee = unwrap(node.callee);
  const [first] = node.arguments;
  if (!takesReceiver) return (name) => [replace(node.callee, name)];
  if (callee.type !== 'MemberExpression' || !first) return undefined;
  return (name) => [replace(node.callee, name), insertAt(first.range[0], `${textIn(callee.object)}, `)];
}
