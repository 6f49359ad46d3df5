import type { Edit } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Words } from '../../protocol/words.ts';
import type { FindingSuggestion } from '../../host/lint.ts';
import type { Found } from '../documents.ts';
import type { ServiceOptions } from '../service.ts';
import { clientModuleFor } from './client-module.ts';
import { clientModuleText } from './client-module-text.ts';
import { retriedByModule } from './retried-by-module.ts';
import { importStyleOf, styled } from './import-style.ts';

/** What `fetch` is without an agent, a proxy or types of its own, which a client in another module could not send with. */
const PLAIN_FETCH = /^(?:(?:globalThis|window|self|global)\.)?fetch$/;

/** A file that a fix needs and that is not there. */
export interface NewFile {
  /** Absolute path, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** How a call goes through the resilient client in a module of the project. */
export interface ThroughModule {
  readonly title: (words: Words) => string;
  /** In the file of the call, its import in the style of the file. */
  readonly edits: readonly Edit[];
  /** The module, where there is none. */
  readonly creates: NewFile | undefined;
  /** What the rule suggests when the settings name the client of that module. */
  readonly suggestion: FindingSuggestion;
}

/**
 * How a call goes through the client of a module, the one that is there or one to be made; undefined where that cannot send
 * it, or has no place.
 */
export function throughModule(found: Found, root: string, files: ServiceOptions['files']): ThroughModule | undefined {
  const { finding, script } = found;
  if (finding.suggestions[0]?.messageId === 'insertRetry') return retriedByModule(found, root, files);
  const { call } = finding;
  const { text } = script.script;
  const callee = text.slice(...call.node.callee.range);
  if (call.source.text !== text || !PLAIN_FETCH.test(callee)) return undefined;
  const client = clientModuleFor(script.script, root, files);
  if (!client) return undefined;
  const suggestions = finding.suggestionsWith({ client: { module: client.module, name: client.name } });
  const suggestion = suggestions.find(({ messageId }) => messageId === 'useClient');
  if (!suggestion) return undefined;
  const place = client.path.slice(root.length + 1);
  const edits = styled(suggestion.edits, importStyleOf(text));
  if (client.exists)
    return {
      title: (words) => words.t('Send the call through {0} of {1}.', client.name, place),
      edits,
      creates: undefined,
      suggestion,
    };
  const isCommonJs = suggestion.edits.some((edit) => edit.text.includes('require(')) && !/\.[cm]?ts$/.test(client.path);
  return {
    title: (words) => words.t('Create {0} with the resilient client and send this call through it.', place),
    edits,
    creates: { path: client.path, text: clientModuleText(client.path, client.name, isCommonJs) },
    suggestion,
  };
}

/**
 * Whether a suggestion brings a client into the file that logs in with a function of that file, which a client in another
 * module could not.
 */
export function logsIn({ edits }: Pick<FindingSuggestion, 'edits'>): boolean {
  return edits.some(({ text }) => /^const \w+ = \w+\(\{.*\brefreshToken: /m.test(text));
}
