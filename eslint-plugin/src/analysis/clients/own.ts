import type { TSESTree } from '@typescript-eslint/types';
import type { OwnClient, ProjectClient, Settings } from '../settings/settings.ts';
import { isSpecified } from '../settings/specifier.ts';
import { type Client, KEYS, type Operation, type Slot } from './client.ts';
import { RESILIENT_CLIENT } from './resilient.ts';

const clients = new WeakMap<OwnClient, Client>();

/** The client that the settings of the project name for a callee: one of its request wrappers, or its resilient client. */
export function ownClientOf(callee: TSESTree.Node, settings: Settings): Client | undefined {
  if (settings.client && isProjectClient(callee, settings.client)) return RESILIENT_CLIENT;
  const found = settings.clients.find((specifier) => isSpecified(callee, specifier));
  return found && asClient(found);
}

function isProjectClient(callee: TSESTree.Node, { module, name }: ProjectClient): boolean {
  return (
    isSpecified(callee, { from: 'file', name, path: module.replace(/^[@~#]\//, '') }) ||
    isSpecified(callee, { from: 'package', name, package: module })
  );
}

function asClient(own: OwnClient): Client {
  const known = clients.get(own);
  if (known) return known;
  const slots: Slot[] = [];
  const { url = 0, method, body, options = method === undefined && body === undefined ? url + 1 : undefined } = own;
  const put = (slot: Slot, position: number | undefined): void => {
    if (position === undefined) return;
    while (slots.length <= position) slots.push('-');
    slots[position] = slot;
  };
  put('options', options);
  put('body', body);
  put('method', method);
  put('url', url);
  const operation: Operation = { call: '', slots };
  const client: Client = {
    name: own.name,
    modules: [],
    root: /^$/,
    operations: [operation],
    keys: { ...KEYS, url: ['url', 'path', 'endpoint'], body: ['body', 'data', 'json'] },
    status: own.throws === true ? 'thrown' : 'returned',
  };
  clients.set(own, client);
  return client;
}
