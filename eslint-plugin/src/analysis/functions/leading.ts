import type { TSESTree } from '@typescript-eslint/types';
import { createMemo } from '../memo.ts';
import { type FunctionNode, functionAround, sourceOf } from '../source.ts';
import { variableOf } from '../values/bindings.ts';
import { mayLeadTo } from './importing.ts';
import { reads, usesOf } from './uses.ts';

/** So many functions are asked who uses them. */
const MOST_FUNCTIONS = 40;

const memo = createMemo<ReadonlySet<FunctionNode> | undefined>(() => undefined);

/**
 * The functions that name `target`, or one that does, on whatever way; `target` itself where it may run itself again.
 *
 * @returns undefined when that cannot be told, or when there are very many.
 */
export function leadingTo(target: FunctionNode): ReadonlySet<FunctionNode> | undefined {
  return memo(target, () => findLeading(target));
}

function findLeading(target: FunctionNode): ReadonlySet<FunctionNode> | undefined {
  const own = sourceOf(target);
  const leading = new Set<FunctionNode>();
  const waiting = [target];
  for (let inner = waiting.pop(); inner; inner = waiting.pop()) {
    const uses = usesOf(inner);
    if (!uses || leading.size > MOST_FUNCTIONS) return undefined;
    for (const use of uses.flatMap(withAlias)) {
      // What the file of the function does not lead to cannot run because of it.
      if (!mayLeadTo(own, sourceOf(use).project?.filename ?? '')) continue;
      for (let at = functionAround(use); at; at = functionAround(at)) {
        if (!leading.has(at) && at !== target) waiting.push(at);
        leading.add(at);
      }
    }
  }
  return leading;
}

/** A use, and those of another name that it is given: `const again = promisify(send)`. */
function withAlias(use: TSESTree.Node): TSESTree.Node[] {
  const { parent } = use;
  const declarator = parent?.type === 'CallExpression' ? parent.parent : parent;
  const name = declarator?.type === 'VariableDeclarator' ? variableOf(declarator.id) : undefined;
  return name ? [use, ...reads(name)] : [use];
}
