import type { TSESTree } from '@typescript-eslint/types';
import type { ClientCall } from '../clients/index.ts';
import type { RequestParts } from '../clients/request.ts';
import { fileSays } from '../file-says.ts';
import { nameSignal } from '../salesforce/signals.ts';
import { textIn } from '../source.ts';
import { memberName, variableOf } from '../values/bindings.ts';
import { definitionOf } from '../values/definition.ts';
import { readsOfAnswer } from './answer-flow.ts';

/** What only the login of Salesforce, or of Marketing Cloud, answers. */
const INSTANCE = /\b(?:rest_|soap_)?instance_url\b/;

/** A URL of which nothing is known, or only that it ends like that of a login. */
const LOGIN_URL = /^(?:https?:\/\/)?\{\}(?:\/?|[\w/{}.-]*\btoken\/?)$/i;

/** What only a request for a token sends. */
const ASKS_FOR_TOKEN = /grant_type|assertion|client_secret/;

/**
 * The member of its answer by which a request shows that it logs in at Salesforce, where its URL, such as one from the
 * environment, does not.
 */
export function instanceInAnswer({ node }: ClientCall, { url, body }: RequestParts): string | undefined {
  if (!body || !LOGIN_URL.test(url.text) || !fileSays(node, INSTANCE)) return undefined;
  return asksForToken(body) ? [...readsOfAnswer(node)].find((name) => INSTANCE.test(name)) : undefined;
}

/** What the name of its URL says, where a request that asks for a token has one that names Salesforce. */
export function namedLogin({ url, body }: RequestParts): string | undefined {
  const [hole] = url.holes;
  const named = body && hole && LOGIN_URL.test(url.text) ? nameSignal(hole) : undefined;
  if (!body || !named || named.weight < 2 || IN_BETWEEN.test(named.says)) return undefined;
  return asksForToken(body) ? named.says : undefined;
}

/** A server that logs in at Salesforce for others. */
const IN_BETWEEN = /proxy|gateway|middleware|backend/i;

/** Whether a body is that of a request for a token: as it is written, as it is put together, or what is made a text of. */
function asksForToken(body: TSESTree.Node): boolean {
  const written = definitionOf(body);
  const given: TSESTree.Node[] =
    written.type === 'CallExpression' || written.type === 'NewExpression' ? [...written.arguments] : [];
  // `params.toString()`
  if (written.type === 'CallExpression' && written.callee.type === 'MemberExpression')
    given.push(written.callee.object);
  if ([written, ...given.map(definitionOf)].some((part) => ASKS_FOR_TOKEN.test(textIn(part)))) return true;
  return [body, ...given].some((part) =>
    (variableOf(part)?.references ?? []).some(({ identifier: { parent } }) => {
      const puts = parent.type === 'MemberExpression' && /^(?:append|set)$/.test(memberName(parent) ?? '');
      return puts && ASKS_FOR_TOKEN.test(textIn(parent.parent));
    }),
  );
}
