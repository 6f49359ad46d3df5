import { dirname, type Files } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Script } from '../scripts.ts';
import { specifierExtension } from './specifier-extension.ts';
import { filesIn, placesFor } from './module-place.ts';

/** What goes into a module of its own, and how such a module is known. */
interface ModuleKind {
  /** The names of its file in the styles that projects have: with hyphens, in camel case, with underscores. */
  readonly styles: readonly [hyphens: string, camelCase: string, underscores: string];
  readonly files: RegExp;
  /** What it exports where it is made. */
  readonly name: string;
  /** The name of what it holds in the text of a module; undefined where that is something else. */
  readonly nameIn: (text: string) => string | undefined;
}

const CLIENT: ModuleKind = {
  styles: ['salesforce-fetch', 'salesforceFetch', 'salesforce_fetch'],
  files: /^(?:salesforce-fetch|salesforceFetch|salesforce_fetch|SalesforceFetch)\.[cm]?[jt]s$/,
  name: 'salesforceFetch',
  nameIn: (text) => /^(?:export )?const (\w+)[^=\n]*= createSalesforceFetch\(/m.exec(text)?.[1],
};

/** A module with one of the functions that repeat a call. */
export function retryKind(name: string): ModuleKind {
  return {
    styles: ['retry-salesforce', 'retrySalesforce', 'retry_salesforce'],
    files: /^(?:retry-salesforce|retrySalesforce|retry_salesforce)\.[cm]?[jt]s$/,
    name,
    nameIn: (text) => (new RegExp(String.raw`\bfunction ${name}\b`).test(text) ? name : undefined),
  };
}

/** The module that holds, or will hold, the resilient client of a project, or what repeats its calls. */
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
  kind = CLIENT,
): ClientModule | undefined {
  const { filename } = script;
  const places = placesFor(filename, root, files);
  const found = files && firstOf(places, (place) => existingIn(place, files, kind));
  const [place = dirname(filename)] = places;
  const path = found?.path ?? `${place}/${nameIn(place, filename, files, kind)}.${extensionFor(filename)}`;
  // A file of that name which is no client must stay as it is.
  if (path === filename || !path.startsWith(`${root}/`) || (!found && files?.read(path) !== undefined))
    return undefined;
  const bare = path.replace(/\.[cm]?[jt]s$/, '').slice(root.length);
  const extension = specifierExtension(script, path, root, files);
  return { path, module: `.${bare}${extension}`, name: found?.name ?? kind.name, exists: Boolean(found) };
}

/** A module of a kind in a folder, with what it exports. */
function existingIn(directory: string, files: Files, kind: ModuleKind): { path: string; name: string } | undefined {
  return firstOf(
    filesIn(directory, files).filter((file) => kind.files.test(file)),
    (file) => {
      const path = `${directory}/${file}`;
      const text = files.read(path) ?? '';
      const name = kind.nameIn(text);
      if (name === undefined) return undefined;
      const exported = new RegExp(
        String.raw`^export (?:const|(?:async )?function) ${name}\b|\bexports\b[^\n]*\b${name}\b|^export \{[^}]*\b${name}\b`,
        'm',
      );
      return exported.test(text) ? { path, name } : undefined;
    },
  );
}

/** The name in the style of the files around it. */
function nameIn(place: string, filename: string, files: Files | undefined, { styles: named }: ModuleKind): string {
  const around = files ? [place, dirname(filename)].flatMap((directory) => filesIn(directory, files)) : [];
  const names = around.map((name) => name.replace(/\..*$/, ''));
  const [hyphens, camelCase, underscores] = named;
  const styles = [
    [hyphens, /^[a-z\d]+(?:-[a-z\d]+)+$/],
    [camelCase, /^[a-z\d]+(?:[A-Z][a-z\d]*)+$/],
    [underscores, /^[a-z\d]+(?:_[a-z\d]+)+$/],
  ] as const;
  const counted = styles.map(([style, pattern]) => ({
    style,
    uses: names.filter((name) => pattern.test(name)).length,
  }));
  return counted.toSorted((one, other) => other.uses - one.uses)[0]?.style ?? hyphens;
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
