import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { nodesWithin, textIn } from '../analysis/source.ts';
import { type Edit, isIn, replace } from './edit.ts';

/**
 * Where a breaker closes for all when its time is over, it lets one call try: the time begins anew, and whoever comes
 * meanwhile waits. Undefined where nothing else closes it, as a success would.
 */
export function letOneTry({ source }: SalesforceCall, closing: TSESTree.Node): readonly Edit[] | undefined {
  if (closing.type !== 'AssignmentExpression' || !isIn(closing, source)) return undefined;
  const own = textIn(closing);
  const elsewhere = nodesWithin(source.ast, 'AssignmentExpression').some(
    (one) => one !== closing && textIn(one) === own,
  );
  const since = elsewhere ? openedAt(closing) : undefined;
  return since === undefined ? undefined : [replace(closing, `${since} = Date.now()`)];
}

/** `this.openedAt` of `if (Date.now() - this.openedAt > 60_000)`, the innermost one around. */
function openedAt(closing: TSESTree.Node): string | undefined {
  for (let at: TSESTree.Node | undefined = closing; at; at = at.parent) {
    const asked = at.type === 'IfStatement' ? /Date\.now\(\) - ([\w.$]+)/.exec(textIn(at.test))?.[1] : undefined;
    if (asked !== undefined) return asked;
  }
  return undefined;
}
