import type { Files } from 'eslint-plugin-salesforce-resilience/analysis';

const SKIPPED = /^(?:\..*|node_modules|bower_components|dist|build|out|coverage)$/;
const SOURCE = /(?<!\.d)(?<!\.min)\.(?:[cm]?[jt]s|[jt]sx|gs|vue|svelte)$/;

/** The source files beneath a directory, without what is installed or built; one at a time, so that others may go between. */
export function* sourcesIn(directory: string, files: Files): Generator<string> {
  for (const { name, directory: isDirectory } of files.list(directory)) {
    const path = `${directory.replace(/\/$/, '')}/${name}`;
    if (!isDirectory && SOURCE.test(name)) yield path;
    else if (isDirectory && !SKIPPED.test(name)) yield* sourcesIn(path, files);
  }
}

/** Whether a file is one of the source files beneath a directory. */
export function isSourceIn(directory: string, path: string): boolean {
  if (!SOURCE.test(path) || !path.startsWith(`${directory}/`)) return false;
  const names = path.slice(directory.length).split('/');
  return !names.some((name) => SKIPPED.test(name));
}
