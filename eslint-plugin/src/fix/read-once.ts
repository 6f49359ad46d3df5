import type { TSESTree } from '@typescript-eslint/types';
import { nodesWithin, textIn } from '../analysis/source.ts';
import { memberName } from '../analysis/values/bindings.ts';
import { definitionOf } from '../analysis/values/definition.ts';

/** Whether a request has a part that can be read only once. */
export function isReadOnce(request: TSESTree.Node): boolean {
  if (/\byield\b|\bawait\b[^;]*\.(?:json|text|formData|arrayBuffer|blob)\(/.test(textIn(request))) return true;
  return nodesWithin(request, 'Identifier').some((name) => {
    return /stream|^form(?:Data)?$/i.test(name.name) && !isWritten(name) && !isBuffer(name);
  });
}

/** `form.getBuffer()`: what is written down can be sent again. */
function isWritten({ parent }: TSESTree.Identifier): boolean {
  return parent.type === 'MemberExpression' && /^get(?:Boundary|Buffer|Headers)$/.test(memberName(parent) ?? '');
}

/** Whether a value is a buffer by what made it. */
export function isBuffer(value: TSESTree.Node): boolean {
  return /(?:\.(?:get|to)Buffer\(\)|^(?:await )?(?:\w+\.)*readFile(?:Sync)?\([^]*\)|^Buffer\.[^]*\))$/.test(
    textIn(definitionOf(value)),
  );
}
