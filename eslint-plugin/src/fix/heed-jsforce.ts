import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { textIn, unwrap } from '../analysis/source.ts';
import { memberName } from '../analysis/values/bindings.ts';
import type { Edit } from './edit.ts';
import { insertOnce } from './insert-once.ts';
import type { Target } from './insert-template.ts';
import { TEMPLATES } from './templates.generated.ts';

/** How `retrySalesforce` gets to know what the headers of an answer said. */
export interface Heeding {
  /** `lastAnswer: lastAnswerOf(conn)`. */
  readonly option: string;
  /** What puts `lastAnswerOf` into the file. */
  readonly edits: readonly Edit[];
}

/** Lets a retry around jsforce wait as Retry-After asks, which its errors do not hold; undefined for other libraries. */
export function heedingJsforce(call: SalesforceCall, target: Target): Heeding | undefined {
  const connection = connectionOf(call);
  if (!connection) return undefined;
  const { name, edits } = insertOnce(TEMPLATES.lastAnswerOf, 'lastAnswerOf', target);
  return { option: `lastAnswer: ${name}(${textIn(connection)})`, edits };
}

/** `conn` of `conn.sobject('Account').create(…)`; undefined where a name stands for a part of that, or a call makes it. */
export function connectionOf({ client, node, operation }: SalesforceCall): TSESTree.Node | undefined {
  if (!/^(?:jsforce|@salesforce\/core Connection)$/.test(client.name)) return undefined;
  let at: TSESTree.Node = node.callee;
  for (const piece of operation.call.split('.').toReversed()) {
    if (piece === '()') {
      if (at.type !== 'CallExpression') return undefined;
      at = at.callee;
    } else {
      if (at.type !== 'MemberExpression' || memberName(at) !== piece) return undefined;
      at = unwrap(at.object);
    }
  }
  const isName = at.type === 'Identifier' || (at.type === 'MemberExpression' && !at.computed);
  return isName ? at : undefined;
}
