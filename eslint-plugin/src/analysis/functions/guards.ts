import type { TSESTree } from '@typescript-eslint/types';
import { unwrap } from '../source.ts';
import { memberName } from '../values/bindings.ts';

/** A test that decides whether a node runs. */
export interface Guard {
  readonly test: TSESTree.Node;
  /** What it must answer. */
  readonly holds: boolean;
}

/** The tests that decide, within a function, whether `node` runs; the nearest first. */
export function guardsOf(node: TSESTree.Node, root: TSESTree.Node): Guard[] {
  const guards: Guard[] = [];
  for (let at = node; at !== root && at.parent; at = at.parent) guards.push(...guardsAt(at, at.parent));
  return guards;
}

function guardsAt(node: TSESTree.Node, parent: TSESTree.Node): Guard[] {
  switch (parent.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === node ? [] : [{ test: parent.test, holds: parent.consequent === node }];
    case 'LogicalExpression':
      return parent.right === node ? [{ test: parent.left, holds: parent.operator === '&&' }] : [];
    case 'BlockStatement':
    case 'Program': {
      const before = parent.body.slice(
        0,
        Math.max(
          0,
          parent.body.findIndex((one) => one === node),
        ),
      );
      return before.toReversed().flatMap((one) => (isEarlyExit(one) ? [{ test: one.test, holds: false }] : []));
    }
    default:
      return [];
  }
}

/** `if (found) return found;` */
function isEarlyExit(statement: TSESTree.Node): statement is TSESTree.IfStatement {
  if (statement.type !== 'IfStatement' || statement.alternate) return false;
  const { consequent } = statement;
  const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent;
  return last !== undefined && /^(?:Return|Throw|Continue|Break)Statement$/.test(last.type);
}

/** What a test asks the presence of. */
export interface Presence {
  readonly of: TSESTree.Node;
  /** Whether it is there when the test holds. */
  readonly present: boolean;
}

/** `found`, `!found`, `found.length === 0`, `found == null`; each part of `!found || found.length === 0`. */
export function presencesIn(test: TSESTree.Node): Presence[] {
  const node = unwrap(test);
  switch (node.type) {
    case 'UnaryExpression':
      return node.operator === '!'
        ? presencesIn(node.argument).map(({ of, present }) => ({ of, present: !present }))
        : [];
    case 'LogicalExpression':
      return [...presencesIn(node.left), ...presencesIn(node.right)];
    case 'BinaryExpression':
      return comparedIn(node);
    case 'Identifier':
    case 'MemberExpression':
    case 'CallExpression':
    case 'AwaitExpression':
      return [{ of: counted(node), present: true }];
    default:
      return [];
  }
}

/** `found.length > 0`, `response.status === 404`, `found === undefined`. */
function comparedIn({ left, operator, right }: TSESTree.BinaryExpression): Presence[] {
  const value = unwrap(right);
  const member = unwrap(left);
  const name = member.type === 'MemberExpression' ? memberName(member) : undefined;
  const literal = value.type === 'Literal' ? value.value : value.type === 'Identifier' ? value.name : '';
  const said = `${operator} ${String(literal)}`;
  const of = counted(member);
  if (/^===? (?:null|undefined)$/.test(said)) return [{ of, present: false }];
  if (/^!==? (?:null|undefined)$/.test(said)) return [{ of, present: true }];
  if (/^status(?:Code)?$/.test(name ?? ''))
    return said.endsWith(' 404') ? [{ of, present: operator.startsWith('!') }] : [];
  if (!/^(?:length|totalSize|size)$/.test(name ?? '')) return [];
  if (/^(?:===? 0|< 1|<= 0)$/.test(said)) return [{ of, present: false }];
  return /^(?:!==? 0|> 0|>= 1|===? 1)$/.test(said) ? [{ of, present: true }] : [];
}

/** What `found.length` counts. */
function counted(node: TSESTree.Node): TSESTree.Node {
  const counts =
    node.type === 'MemberExpression' && /^(?:length|totalSize|size|status|statusCode|ok)$/.test(memberName(node) ?? '');
  return counts ? unwrap(node.object) : node;
}
