import type { Connection } from 'vscode-languageserver';
import { SECTION } from '../protocol/settings.ts';
import type { ClientProfile } from './client-profile.ts';
import type { Guard } from './guard.ts';

/** The settings of the client, as it sends them: nothing about them has been checked. */
export interface ClientSettings {
  /** What holds in a scope, by its URI; undefined or null for the defaults. */
  of: (scope: string) => Promise<unknown>;
  /** Keeps what a client sends that is not asked, as `workspace/didChangeConfiguration` has it. */
  sent: (settings: unknown) => void;
}

/** Settings that are asked for where the client answers, or else those that it has sent last. */
export function createClientSettings(
  connection: Connection,
  client: () => ClientProfile,
  guard: Guard,
): ClientSettings {
  let last: unknown;
  return {
    async of(scope) {
      const fallback = last ?? client().options.settings;
      if (!client().answersConfiguration) return fallback;
      try {
        const answer: unknown = await connection.workspace.getConfiguration({ scopeUri: scope, section: SECTION });
        return answer ?? fallback;
      } catch (error) {
        guard.report('workspace/configuration', error);
        return fallback;
      }
    },
    sent(settings) {
      if (typeof settings === 'object' && settings !== null && SECTION in settings) last = settings[SECTION];
    },
  };
}
