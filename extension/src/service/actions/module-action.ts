import type { Finding, FindingSuggestion } from '../../host/lint.ts';
import type { Found } from '../documents.ts';
import { uriOf } from '../uris.ts';
import { type ClientModule, clientModuleFor } from './client-module.ts';
import { clientModuleText } from './client-module-text.ts';
import { withNewFile } from './edits.ts';
import { editInPlace, type Remedy, type Subject } from './finding-actions.ts';

/** What `fetch` is without an agent, a proxy or types of its own, which a client in another module could not send with. */
const PLAIN_FETCH = /^(?:(?:globalThis|window|self|global)\.)?fetch$/;

/** Sends the call through a client in a module of the project, which is made where there is none. */
export function moduleAction(subject: Subject): Remedy | undefined {
  const { found, linted, features, files } = subject;
  const { root } = linted.configuration;
  const { finding, script } = found;
  const callee = script.script.text.slice(...finding.call.node.callee.range);
  if (finding.call.source.text !== script.script.text || !PLAIN_FETCH.test(callee)) return undefined;
  const client = clientModuleFor(script.script, root, files);
  const suggestion = client && throughModule(found, client);
  if (!client || !suggestion || (!client.exists && !features.createsFiles)) return undefined;
  const place = client.path.slice(root.length + 1);
  const edit = editInPlace(suggestion, subject);
  if (client.exists) return { title: `Send the call through ${client.name} of ${place}.`, edit };
  const isCommonJs = suggestion.edits.some(({ text }) => text.includes('require('));
  const text = clientModuleText(client.path, client.name, isCommonJs && !/\.[cm]?ts$/.test(client.path));
  return {
    title: `Create ${place} with the resilient client and send this call through it.`,
    edit: withNewFile(edit, uriOf(client.path, linted.document.uri), text),
  };
}

/** What the rules suggest for a finding when the settings name a client. */
export function throughModule(
  { finding, script }: Found,
  { module, name }: ClientModule,
): FindingSuggestion | undefined {
  const settings = { client: { module, name } };
  const same = script.again({ settings })?.findings.find((one) => isSame(one, finding));
  return same?.suggestions.find(({ messageId }) => messageId === 'useClient');
}

/** Whether two findings say the same of the same place. */
export function isSame(one: Finding, other: Finding): boolean {
  return one.rule === other.rule && one.span[0] === other.span[0] && one.span[1] === other.span[1];
}
