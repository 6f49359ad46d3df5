import type { Connection } from 'vscode-languageserver';
import { type Configuration, configurationFrom } from '../service/configuration.ts';
import { pathOf } from '../service/uris.ts';
import type { ClientProfile } from './client-profile.ts';
import { createClientSettings } from './client-settings.ts';
import { createExternalIdFields } from '../service/metadata-fields.ts';
import type { Folders } from './folders.ts';
import type { Guard } from './guard.ts';
import { type ProjectRules, withProjectRules } from './project-rules.ts';
import type { Runtime } from './runtime.ts';
import { createWarnings } from './warnings.ts';

/** The settings that hold for each document. */
export interface Configurations {
  /** Asks for what holds for a document; to be awaited before `of`. */
  readonly load: (uri: string) => Promise<void>;
  /** What holds for a document: the same object for as long as nothing has changed. */
  readonly of: (uri: string) => Configuration;
  /** Whether another extension shows the findings of a document already. */
  readonly isShownElsewhere: (uri: string) => boolean;
  /** Settings have changed, and are asked for anew. */
  readonly changed: (given?: unknown) => void;
  /** Files have changed that configurations are derived from. */
  readonly filesChanged: () => void;
  readonly forget: (uri: string) => void;
}

interface Options {
  readonly connection: Connection;
  readonly runtime: Runtime;
  readonly folders: Folders;
  readonly client: () => ClientProfile;
  readonly guard: Guard;
}

/** What is known of one scope: a folder, or a document outside of all. */
interface Scope {
  readonly own: Configuration;
}

/** Settings by folder, from the client or from what it has sent, joined with the project's ESLint configuration. */
export function createConfigurations({ connection, runtime, folders, client, guard }: Options): Configurations {
  const scopes = new Map<string, Promise<Scope>>();
  const ready = new Map<string, ProjectRules>();
  const warnings = createWarnings(connection);
  const settings = createClientSettings(connection, client, guard);
  let generation = 0;
  const scopeOf = (uri: string): string => folders.folderOf(uri) ?? uri;

  async function scopeFor(uri: string): Promise<Scope> {
    const raw = await settings.of(scopeOf(uri));
    const root = folders.rootOf(uri);
    const { configuration, problems } = configurationFrom(raw, root);
    warnings.show(scopeOf(uri), problems);
    const { disk } = runtime;
    return {
      own: disk ? { ...configuration, externalIdFields: createExternalIdFields(disk.files, root) } : configuration,
    };
  }

  function clear(): void {
    generation += 1;
    scopes.clear();
    ready.clear();
  }

  return {
    async load(uri) {
      while (!ready.has(uri)) {
        const asked = generation;
        const scope = scopeOf(uri);
        const known = scopes.get(scope) ?? scopeFor(uri);
        scopes.set(scope, known);
        const { own } = await known;
        const rules = await withProjectRules(own, pathOf(uri), client().options, runtime.eslint, (error) => {
          guard.report("Reading the project's ESLint configuration", error);
        });
        // Settings that have changed meanwhile are asked for again.
        if (asked === generation) ready.set(uri, rules);
      }
    },
    of: (uri) => ready.get(uri)?.configuration ?? configurationFrom(undefined, folders.rootOf(uri)).configuration,
    isShownElsewhere: (uri) => ready.get(uri)?.isShownElsewhere ?? false,
    changed(sent) {
      settings.sent(sent);
      clear();
    },
    filesChanged() {
      runtime.eslint?.forget();
      clear();
    },
    forget(uri) {
      ready.delete(uri);
      if (scopeOf(uri) === uri) scopes.delete(uri);
    },
  };
}
