import { dirname, type Files } from 'eslint-plugin-salesforce-resilience/analysis';
import { relativeImportsIn } from '../actions/import-style.ts';

const READ = /\bprocess\.env(?:\.([A-Z]\w*)|\[['"]([A-Z]\w*)['"]\])/g;
/** So many files are looked through: configuration is seldom farther away. */
const MOST_FILES = 10;

/** The variables of the environment that a file reads, itself or by what it imports. */
export function environmentOf(
  { filename, text }: { readonly filename: string; readonly text: string },
  files: Files | undefined,
): readonly string[] {
  const names = new Set<string>();
  const seen = new Map([[filename, text]]);
  for (const [path, content] of seen) {
    for (const [, plain, quoted] of content.matchAll(READ)) names.add(plain ?? quoted ?? '');
    for (const specifier of files ? relativeImportsIn(content) : []) {
      const found = fileOf(joined(dirname(path), specifier), files);
      if (found && seen.size < MOST_FILES) seen.set(found.path, found.text);
    }
  }
  return [...names].filter((name) => name !== 'NODE_ENV');
}

function fileOf(path: string, files: Files | undefined): { path: string; text: string } | undefined {
  const bare = path.replace(/\.[cm]?[jt]s$/, '');
  for (const end of ['', '.ts', '.js', '.mjs', '.cjs', '.mts', '/index.ts', '/index.js']) {
    const at = end === '' ? path : `${bare}${end}`;
    const text = files?.read(at);
    if (text !== undefined) return { path: at, text };
  }
  return undefined;
}

function joined(directory: string, specifier: string): string {
  const parts = directory.split('/');
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
