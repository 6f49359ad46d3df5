import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
} from 'vscode-languageserver';
import { SECTION } from '../protocol/settings.ts';
import type { ClientProfile } from './client-profile.ts';

/** What answers rest on: sources, manifests and lock files, ESLint's configuration, the metadata of objects. */
const WATCHED = [
  '**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx,gs,vue,svelte}',
  '**/*.json',
  '**/{yarn.lock,pnpm-lock.yaml}',
  '**/.eslintrc*',
  '**/*.field-meta.xml',
];

const CONFIGURATION = /(?:\/eslint\.config\.[cm]?[jt]s|\/\.eslintrc[^/]*|\/package\.json|\.field-meta\.xml)$/;

/** Asks the client to tell when settings and files change. */
export async function watch(connection: Connection, client: ClientProfile): Promise<void> {
  if (client.registersConfiguration)
    await connection.client.register(DidChangeConfigurationNotification.type, { section: SECTION });
  if (client.registersWatchers)
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: WATCHED.map((globPattern) => ({ globPattern })),
    });
}

/** Whether a configuration may be derived from a file. */
export function isConfiguration(uri: string): boolean {
  return CONFIGURATION.test(uri);
}
