import type { TSESTree } from '@typescript-eslint/types';
import { unwrap } from '../source.ts';
import { constantOf, variableOf } from '../values/bindings.ts';
import { propertyOf } from '../values/objects.ts';
import type { ClientCall } from './index.ts';

/** The statuses that a library is told to repeat after. */
interface StatusList {
  readonly list: TSESTree.ArrayExpression;
  readonly statuses: readonly number[];
}

/** The option of each library that names the statuses, in place of its own list. */
const OPTIONS: Readonly<Record<string, string>> = {
  got: 'statusCodes',
  ky: 'statusCodes',
  undici: 'statusCodes',
  ofetch: 'retryStatusCodes',
  'fetch-retry': 'retryOn',
};

/**
 * The list of statuses that a request, or what made its client, gives a library; undefined where its own list holds, or
 * where it is not written out.
 *
 * @param said - Where the retry is set: an option, or a call that is given the options.
 */
export function statusListOf(
  { client, makers }: ClientCall,
  optionsNode: TSESTree.Node | undefined,
  said: TSESTree.Node,
): StatusList | undefined {
  const key = OPTIONS[client.name];
  if (key === undefined) return undefined;
  const given = said.type === 'CallExpression' || said.type === 'NewExpression' ? said.arguments : [said];
  const holders = [...given, optionsNode, ...makers.flatMap(({ arguments: args }) => args)];
  for (const holder of holders) {
    const found = holder && propertyOf(holder, key);
    const list = found?.state === 'present' ? writtenOut(found.value) : undefined;
    if (list) return list;
  }
  return undefined;
}

function writtenOut(value: TSESTree.Node): StatusList | undefined {
  const node = unwrap(value);
  const variable = node.type === 'Identifier' ? variableOf(node) : undefined;
  const list = unwrap((variable && constantOf(variable)) ?? node);
  if (list.type !== 'ArrayExpression') return undefined;
  const statuses = list.elements.flatMap((element) =>
    element?.type === 'Literal' && typeof element.value === 'number' ? [element.value] : [],
  );
  return statuses.length === list.elements.length ? { list, statuses } : undefined;
}
