import type { Files } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Script } from '../scripts.ts';
import { specifierExtension } from './specifier-extension.ts';
import { dirname, filesIn, placesFor } from './module-place.ts';

/** The module that holds, or will hold, the resilient client of a project. */
export interface ClientModule {
  readonly path: string;
  /** As the setting `client` names it: from the root, with the extension that imports of the project have. */
  readonly module: string;
  /** The exported client. */
  readonly name: string;
  readonly exists: boolean;
}

/**
 * Where a file finds the client of its project: the module that is there, or one to be made where the project keeps such
 * code. Undefined where there is no place for it.
 */
export function clientModuleFor(
  script: Pick<Script, 'filename' | 'text'>,
  root: string,
  files: Files | undefined,
): ClientModule | undefined {
  const { filename } = script;
  const places = placesFor(filename, root, files);
  const found = files && firstOf(places, (place) => existingIn(place, files));
  const [place = dirname(filename)] = places;
  const path = found?.path ?? `${place}/${nameIn(place, filename, files)}.${extensionFor(filename)}`;
  // A file of that name which is no client must stay as it is.
  if (path === filename || !path.startsWith(`${root}/`) || (!found && files?.read(path) !== undefined))
    return undefined;
  const bare = path.replace(/\.[cm]?[jt]s$/, '').slice(root.length);
  const extension = specifierExtension(script, path, root, files);
  return { path, module: `.${bare}${extension}`, name: found?.name ?? 'salesforceFetch', exists: Boolean(found) };
}

const NAMES = /^(?:salesforce-fetch|salesforceFetch|salesforce_fetch|SalesforceFetch)\.[cm]?[jt]s$/;
const INSTANCE = /^(?:export )?const (\w+)[^=\n]*= createSalesforceFetch\(/m;

/** A module in a folder that exports a resilient client. */
function existingIn(directory: string, files: Files): { path: string; name: string } | undefined {
  return firstOf(
    filesIn(directory, files).filter((file) => NAMES.test(file)),
    (file) => {
      const path = `${directory}/${file}`;
      const text = files.read(path) ?? '';
      const name = INSTANCE.exec(text)?.[1];
      if (name === undefined) return undefined;
      const exported = new RegExp(
        String.raw`^export const ${name}\b|\bexports\b[^\n]*\b${name}\b|^export \{[^}]*\b${name}\b`,
        'm',
      );
      return exported.test(text) ? { path, name } : undefined;
    },
  );
}

/** The name in the style of the files around it. */
function nameIn(place: string, filename: string, files: Files | undefined): string {
  const around = files ? [place, dirname(filename)].flatMap((directory) => filesIn(directory, files)) : [];
  const names = around.map((name) => name.replace(/\..*$/, ''));
  const styles = [
    ['salesforce-fetch', /^[a-z\d]+(?:-[a-z\d]+)+$/],
    ['salesforceFetch', /^[a-z\d]+(?:[A-Z][a-z\d]*)+$/],
    ['salesforce_fetch', /^[a-z\d]+(?:_[a-z\d]+)+$/],
  ] as const;
  const counted = styles.map(([style, pattern]) => ({
    style,
    uses: names.filter((name) => pattern.test(name)).length,
  }));
  return counted.toSorted((one, other) => other.uses - one.uses)[0]?.style ?? 'salesforce-fetch';
}

/** The language of the file that wants it, without JSX. */
function extensionFor(filename: string): string {
  return /\.([cm]?[jt]s)x?$/.exec(filename)?.[1] ?? 'js';
}

function firstOf<Item, Result>(items: readonly Item[], find: (item: Item) => Result | undefined): Result | undefined {
  for (const item of items) {
    const result = find(item);
    if (result !== undefined) return result;
  }
  return undefined;
}
