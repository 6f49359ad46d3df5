import type { FindingSuggestion } from '../../host/lint.ts';
import type { Found } from '../documents.ts';
import type { ServiceOptions } from '../service.ts';
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
  const way = throughModule(found, root, files);
  if (!way || (!way.client.exists && !features.createsFiles)) return undefined;
  const { client, suggestion } = way;
  const place = client.path.slice(root.length + 1);
  if (client.exists) {
    const title = `Send the call through ${client.name} of ${place}.`;
    return { title, edit: () => editInPlace(suggestion, subject) };
  }
  return {
    title: `Create ${place} with the resilient client and send this call through it.`,
    edit() {
      const isCommonJs = suggestion.edits.some(({ text }) => text.includes('require('));
      const text = clientModuleText(client.path, client.name, isCommonJs && !/\.[cm]?ts$/.test(client.path));
      return withNewFile(editInPlace(suggestion, subject), uriOf(client.path, linted.document.uri), text);
    },
  };
}

/** What the rule suggests for a finding when the settings name the client of that module. */
interface ThroughModule {
  readonly client: ClientModule;
  readonly suggestion: FindingSuggestion;
}

/** How a call goes through the client of a module; undefined where that cannot send it, or has no place. */
export function throughModule(
  { finding, script }: Found,
  root: string,
  files: ServiceOptions['files'],
): ThroughModule | undefined {
  const { call } = finding;
  const callee = script.script.text.slice(...call.node.callee.range);
  if (call.source.text !== script.script.text || !PLAIN_FETCH.test(callee)) return undefined;
  const client = clientModuleFor(script.script, root, files);
  if (!client) return undefined;
  const suggestions = finding.suggestionsWith({ client: { module: client.module, name: client.name } });
  const suggestion = suggestions.find(({ messageId }) => messageId === 'useClient');
  return suggestion && { client, suggestion };
}
