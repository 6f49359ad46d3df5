import type { ClientCall } from '../clients/index.ts';
import type { RequestParts } from '../clients/request.ts';
import { fileSays } from '../file-says.ts';
import { textIn } from '../source.ts';
import { definitionOf } from '../values/definition.ts';
import { readsOfAnswer } from './answer-flow.ts';

/** What only the login of Salesforce, or of Marketing Cloud, answers. */
const INSTANCE = /\b(?:rest_|soap_)?instance_url\b/;

/** A URL of which nothing is known, or only that it ends like that of a login. */
const LOGIN_URL = /^(?:https?:\/\/)?\{\}(?:\/?|[\w/{}.-]*\btoken\/?)$/i;

/**
 * The member of its answer by which a request shows that it logs in at Salesforce, where its URL, such as one from the
 * environment, does not.
 */
export function instanceInAnswer({ node }: ClientCall, { url, body }: RequestParts): string | undefined {
  if (!body || !LOGIN_URL.test(url.text) || !fileSays(node, INSTANCE)) return undefined;
  if (!/grant_type|assertion|client_secret/.test(textIn(definitionOf(body)))) return undefined;
  return [...readsOfAnswer(node)].find((name) => INSTANCE.test(name));
}
