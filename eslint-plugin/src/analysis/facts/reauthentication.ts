import type { TSESTree } from '@typescript-eslint/types';
import type { ClientCall } from '../clients/index.ts';
import type { Fact } from '../fact.ts';
import { fileSays } from '../file-says.ts';
import { bearerIn, type KeptToken, keptToken } from '../functions/bearer.ts';
import { isEndless } from '../functions/endless.ts';
import type { Scenario } from '../functions/outcome.ts';
import { isPermanent } from '../functions/scenario.ts';
import { type WayBack, waysBack } from '../functions/ways-back.ts';
import type { Endpoint } from '../salesforce/endpoints.ts';
import { textIn } from '../source.ts';
import { asPlayed, type RetriedRequest, type Retry } from './retry.ts';

/** What goes wrong with a session that has ended. */
export type Reauthentication =
  /** The request is sent again after each 401, however often a new token is refused. */
  | { readonly how: 'endless'; readonly via: TSESTree.Node }
  /** A login with a password is repeated after Salesforce has refused it. */
  | { readonly how: 'login repeated'; readonly via: TSESTree.Node }
  /** All attempts send the same token, and none gets a new one. */
  | { readonly how: 'token kept'; readonly token: KeptToken };

/** A request with what its options, and those of its instance, say. */
interface AuthenticatedRequest extends RetriedRequest {
  readonly call: ClientCall;
  readonly defaults: readonly TSESTree.Node[];
  readonly endpoint: Endpoint | undefined;
}

/** What code says that has an eye on sessions. */
const MINDS_SESSIONS = /\b401\b|INVALID_SESSION|unauthori[sz]ed|expire|refresh/i;

/** Answers "what happens when the session ends while the request is being repeated?". */
export function reauthenticationOf(request: AuthenticatedRequest, retry: Fact<Retry>): Fact<Reauthentication> {
  const found = repeatedAfter401(request, retry) ?? withKeptToken(request, retry);
  return found
    ? { state: 'present', value: found, node: 'via' in found ? found.via : found.token.node }
    : { state: 'absent' };
}

function repeatedAfter401(request: AuthenticatedRequest, retry: Fact<Retry>): Reauthentication | undefined {
  const isLogin = request.endpoint?.effect === 'login';
  if (isLogin ? !sendsPassword(request) : !fileSays(request.node, MINDS_SESSIONS)) return undefined;
  if (retry.state === 'present' && retry.value.kind === 'client') return undefined;
  for (const { way, met } of waysBack(asPlayed(request)).routes.values()) {
    if (!met.has(401) || met.has(200)) continue;
    if (isLogin) {
      if (isInProcess(way)) return { how: 'login repeated', via: way.via };
    } else if (isOnly401(met) && isEndless(way)) return { how: 'endless', via: way.via };
  }
  return undefined;
}

/** Whether a way is taken after 401, and after nothing that passes by itself; code may take 403 for the same. */
function isOnly401(met: ReadonlySet<Scenario>): boolean {
  return [...met].every((one) => one === 401 || isPermanent(one));
}

function isInProcess({ kind }: WayBack): boolean {
  return kind !== 'queue' && kind !== 'interceptor';
}

/** Whether a login names a user and a password, of which Salesforce counts the wrong ones. */
function sendsPassword({ call: { client, operation, args, node } }: AuthenticatedRequest): boolean {
  if (client.salesforce === true) return operation.call.startsWith('login') && args.length >= 2;
  return args.some((argument) => /grant_type\W{1,4}password\b/.test(textIn(argument))) || isPasswordBody(node);
}

const PASSWORD = /grant_type\W{1,6}password\b/;
const OTHER_GRANTS = /client_credentials|jwt-bearer|grant_type\W{1,6}refresh/;

function isPasswordBody(node: TSESTree.Node): boolean {
  return fileSays(node, PASSWORD) && !fileSays(node, OTHER_GRANTS);
}

function withKeptToken(request: AuthenticatedRequest, retry: Fact<Retry>): Reauthentication | undefined {
  if (retry.state !== 'present' || retry.value.statuses.length === 0 || retry.value.kind === 'queue') return undefined;
  if (fileSays(request.node, MINDS_SESSIONS)) return undefined;
  const token = bearerIn([request.optionsNode, ...request.defaults]);
  const kept = token && keptToken(token, request.node);
  return kept && { how: 'token kept', token: kept };
}
