import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Edit } from './edit.ts';
import type { Target } from './insert-template.ts';
import { withOwnRetry } from './own-retry.ts';
import { clientSuggestions, throughClient } from './resilient-client.ts';
import { withRetry } from './retry-call.ts';
import { throughPipe } from './through-pipe.ts';
import { throughUrlFetch } from './through-url-fetch.ts';

/** How a call is made resilient: through the client, with the library's own option, or repeated by `retrySalesforce`. */
export type Way = 'insertClient' | 'insertRetry' | 'pipeRetry' | 'setRetry' | 'useClient' | 'useRetry';

/** A suggestion in the form of the rules; `client` is the name of what the call goes through. */
export interface ResilientWay {
  readonly messageId: Way;
  readonly data: { readonly client: string };
  readonly edits: readonly Edit[];
}

/**
 * Makes a call outlast an outage, in this order: the resilient client where the library can send with it, the options
 * of the library where they do as much, and a function that repeats the call.
 *
 * @param around - A wrapper that repeats the call in vain, and is replaced.
 */
export function makeResilient(call: SalesforceCall, target: Target, around?: TSESTree.Node): readonly ResilientWay[] {
  const { name } = call.client;
  const client = throughClient(call, target, around) ?? throughUrlFetch(call, target);
  if (client) return clientSuggestions(client);
  const options = around ? undefined : withOwnRetry(call);
  if (options) return [{ messageId: 'setRetry', data: { client: name }, edits: options }];
  const retry = withRetry(call, target, around);
  if (!retry) {
    const piped = around ? undefined : throughPipe(call, target);
    return piped ? [{ messageId: 'pipeRetry', data: { client: name }, edits: piped }] : [];
  }
  return [{ messageId: retry.exists ? 'useRetry' : 'insertRetry', data: { client: retry.name }, edits: retry.edits }];
}
