import type { Files } from 'eslint-plugin-salesforce-resilience/analysis';
import type { InitializeParams, WorkspaceFoldersChangeEvent } from 'vscode-languageserver';
import { pathOf } from '../service/uris.ts';

/** The folders of the workspace. */
export interface Folders {
  start(params: Partial<InitializeParams>): void;
  change(event: WorkspaceFoldersChangeEvent): void;
  /** URI of the innermost folder that a document lies in; undefined for a document outside of all. */
  folderOf(uri: string): string | undefined;
  /** Absolute path that paths in settings start from: the folder, or the nearest directory with a package.json. */
  rootOf(uri: string): string;
}

/**
 * Folders that follow what the client says.
 *
 * @param files - To find the project of a document outside of all folders.
 */
export function createFolders(files: Files | undefined): Folders {
  let folders: readonly string[] = [];
  const add = (uris: readonly string[]): void => {
    folders = [...new Set([...folders, ...uris.map(withoutSlash)])];
  };
  const folderOf = (uri: string): string | undefined =>
    folders
      .filter((folder) => uri === folder || uri.startsWith(`${folder}/`))
      .reduce<string | undefined>((best, one) => (best && best.length >= one.length ? best : one), undefined);
  return {
    folderOf,
    start({ workspaceFolders, rootUri }) {
      if (workspaceFolders) add(workspaceFolders.map(({ uri }) => uri));
      else if (typeof rootUri === 'string') add([rootUri]);
    },
    change({ added, removed }) {
      const gone = new Set(removed.map(({ uri }) => withoutSlash(uri)));
      folders = folders.filter((folder) => !gone.has(folder));
      add(added.map(({ uri }) => uri));
    },
    rootOf(uri) {
      const folder = folderOf(uri);
      return folder === undefined ? projectOf(directoryOf(pathOf(uri)), files) : pathOf(folder) || '/';
    },
  };
}

/** The nearest directory, this one or above, with a package.json; this one when there is none. */
function projectOf(directory: string, files: Files | undefined): string {
  for (let at = directory; files; at = directoryOf(at)) {
    if (files.list(at).some(({ name }) => name === 'package.json')) return at;
    if (at === directoryOf(at)) break;
  }
  return directory;
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';
}

function withoutSlash(uri: string): string {
  return uri.replace(/\/+$/, '');
}
