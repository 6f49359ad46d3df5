import type { TSESTree } from '@typescript-eslint/types';
import { isFunction, walk } from '../source.ts';
import { memberName } from '../values/bindings.ts';

/** Objects whose methods compute or print something and do nothing else. */
const PLAIN_OBJECT = /^(?:console|Date|JSON|log|logger|Math|Number|Object|performance|String)$/;

/** Methods that only put something into an object. */
const PLAIN_METHOD = /^(?:append|push|setHeader|setRequestHeader)$/;

const PLAIN_FUNCTION = /^(?:Boolean|decodeURIComponent|encodeURIComponent|Number|parseFloat|parseInt|String)$/;

const known = new WeakMap<TSESTree.Node, boolean>();

/**
 * Whether it can matter to a path that code within `node` has run: it goes anywhere but on, calls what may do anything,
 * or gives a variable another value. To skip such code costs nothing, to follow it both ways doubles the paths.
 */
export function hasEffect(node: TSESTree.Node): boolean {
  let found = known.get(node);
  if (found === undefined) {
    found = false;
    walk(node, (inner) => {
      if (found || (isFunction(inner) && inner !== node)) return false;
      found = isEffect(inner);
      return !found;
    });
    known.set(node, found);
  }
  return found;
}

function isEffect(node: TSESTree.Node): boolean {
  switch (node.type) {
    case 'AssignmentExpression':
      // What members hold is not followed, but for the status of an error.
      return node.left.type !== 'MemberExpression' || /^status(?:Code)?$/.test(memberName(node.left) ?? '');
    case 'CallExpression':
      return !isPlainCall(node);
    default:
      return /^(?:Return|Throw|Break|Continue)Statement$/.test(node.type);
  }
}

function isPlainCall({ callee, arguments: args }: TSESTree.CallExpression): boolean {
  if (args.some(isFunction)) return false;
  if (callee.type === 'Identifier') return PLAIN_FUNCTION.test(callee.name);
  if (callee.type !== 'MemberExpression') return false;
  const { object } = callee;
  const name = object.type === 'MemberExpression' ? memberName(object) : object.type === 'Identifier' && object.name;
  return PLAIN_METHOD.test(memberName(callee) ?? '') || PLAIN_OBJECT.test(String(name));
}
