import type { TSESTree } from '@typescript-eslint/types';
import type { SourceView } from '../source.ts';
import type { Client, ClientFunction } from './client.ts';
import { FETCH_CLIENTS } from './fetch.ts';
import { type Origin, originOf } from './origin.ts';
import { RESILIENT_CLIENT, RESILIENT_FACTORY } from './resilient.ts';

/** The client whose function `call` calls; undefined for every other call. */
export function clientOf(call: TSESTree.CallExpression, source: SourceView): Client | undefined {
  const origin = originOf(call.callee, source);
  if (!origin) return undefined;
  if (origin.path.at(-1) === '()' && origin.path.at(-2) === RESILIENT_FACTORY) return RESILIENT_CLIENT;
  if (origin.local) return undefined;
  return FETCH_CLIENTS.find((client) => client.functions.some((item) => isSame(item, origin)));
}

/** A CommonJS module is callable itself where its ES form has a default export. */
function isSame(item: ClientFunction, origin: Origin): boolean {
  const path = origin.module !== undefined && origin.path.length === 0 ? ['default'] : origin.path;
  return item.module === origin.module && item.path.join('.') === path.join('.');
}
