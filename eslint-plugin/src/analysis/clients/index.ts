import type { TSESTree } from '@typescript-eslint/types';
import type { SourceView } from '../source.ts';
import type { Client } from './client.ts';
import { FETCH_CLIENTS } from './fetch.ts';
import { isFrom, originOf } from './origin.ts';
import { RESILIENT_CLIENT, RESILIENT_FACTORY } from './resilient.ts';

/** The client whose function `call` calls; undefined for every other call. */
export function clientOf(call: TSESTree.CallExpression, source: SourceView): Client | undefined {
  const origin = originOf(call.callee, source);
  if (!origin) return undefined;
  if (origin.path.at(-1) === '()' && origin.path.at(-2) === RESILIENT_FACTORY) return RESILIENT_CLIENT;
  return FETCH_CLIENTS.find((client) => client.functions.some((place) => isFrom(origin, place)));
}
