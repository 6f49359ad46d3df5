import type { Files } from 'eslint-plugin-salesforce-resilience/analysis';

/** More directories than this are not looked through. */
const MOST_DIRECTORIES = 5000;
const SKIPPED = /^(?:\.|node_modules$)/;
const FIELD = /^(.+)\.field-meta\.xml$/;
const EXTERNAL_ID = /<externalId>\s*true\s*<\/externalId>/;

/**
 * The external-id fields of an object by the metadata of a Salesforce project: `objects/NAME/fields/FIELD.field-meta.xml`.
 * The directories are looked through when first asked.
 *
 * @param root - Absolute path of the project.
 */
export function createExternalIdFields(files: Files, root: string): (sobject: string) => readonly string[] {
  let byObject: ReadonlyMap<string, readonly string[]> | undefined;
  return (sobject) => {
    byObject ??= fieldDirectories(files, root);
    return (byObject.get(sobject.toLowerCase()) ?? []).flatMap((directory) => externalIdsIn(directory, files));
  };
}

/** The directories with the fields of each object, by its name in small letters: names of objects have no case. */
function fieldDirectories(files: Files, root: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const left = [root];
  for (let looked = 0; looked < MOST_DIRECTORIES; looked += 1) {
    const directory = left.shift();
    if (directory === undefined) break;
    for (const { name, directory: isDirectory } of files.list(directory)) {
      if (!isDirectory || SKIPPED.test(name)) continue;
      const path = `${directory.replace(/\/$/, '')}/${name}`;
      const sobject = name === 'fields' ? /\/objects\/([^/]+)\/fields$/.exec(path)?.[1]?.toLowerCase() : undefined;
      if (sobject === undefined) left.push(path);
      else found.set(sobject, [...(found.get(sobject) ?? []), path]);
    }
  }
  return found;
}

function externalIdsIn(directory: string, files: Files): string[] {
  return files.list(directory).flatMap(({ name }) => {
    const field = FIELD.exec(name)?.[1];
    const text = field === undefined ? undefined : files.read(`${directory}/${name}`);
    return field !== undefined && text !== undefined && EXTERNAL_ID.test(text) ? [field] : [];
  });
}
