import type { Files } from 'eslint-plugin-salesforce-resilience/analysis';

const SKIPPED = /^(?:\..*|node_modules|bower_components|dist|build|out|coverage)$/;
const SOURCE = /(?<!\.d)(?<!\.min)\.(?:[cm]?[jt]s|[jt]sx|vue|svelte)$/;
const LANGUAGES: Readonly<Record<string, string>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascriptreact',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescriptreact',
};

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
  const isBelow = SOURCE.test(path) && path.startsWith(`${directory}/`);
  return (
    isBelow &&
    !path
      .slice(directory.length)
      .split('/')
      .some((name) => SKIPPED.test(name))
  );
}

/** The language of a file, as LSP names it, by its extension. */
export function languageOf(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  return LANGUAGES[extension] ?? extension;
}
