import type { Entry, Files } from '../../eslint-plugin/src/analysis/modules/files.ts';

/** Files that are only in memory. The table is looked at with every question, so a test may change it. */
export function memoryFiles(texts: Readonly<Record<string, string>>): Files {
  return {
    read: (path) => texts[path],
    list(directory) {
      const start = directory.endsWith('/') ? directory : `${directory}/`;
      const entries = new Map<string, Entry>();
      for (const path of Object.keys(texts).filter((each) => each.startsWith(start))) {
        const [name = '', ...deeper] = path.slice(start.length).split('/');
        entries.set(name, { name, directory: deeper.length > 0 });
      }
      return [...entries.values()];
    },
  };
}

/** The text of a JSON file. */
export const json = (value: unknown): string => JSON.stringify(value, null, 2);
