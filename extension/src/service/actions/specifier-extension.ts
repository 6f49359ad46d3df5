import { dirname, type Files } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Script } from '../scripts.ts';
import { relativeImportsIn } from './import-style.ts';
import { filesIn, packageOf } from './module-place.ts';

/**
 * The extension that an import of a module has in this project: as the other imports of the file have it, those of the files
 * beside it, else as package.json and tsconfig.json ask for.
 */
export function specifierExtension(
  { filename, text }: Pick<Script, 'filename' | 'text'>,
  path: string,
  root: string,
  files: Files | undefined,
): string {
  const own = /\.[cm]?[jt]s$/.exec(path)?.[0] ?? '';
  const written = own.replace('t', 'j');
  const known = styleIn(text) ?? (files && usedBeside(filename, files));
  if (known !== undefined) return known === 'none' ? '' : known === 'source' ? own : written;
  // Node looks for no extensions in ES modules.
  if (own.startsWith('.m')) return written;
  if (own === '.cjs') return own;
  return files && isNodeModule(packageOf(filename, root, files), own, files) ? written : '';
}

type Style = 'none' | 'source' | 'written';

/** How the imports of the files in the same folder end. */
function usedBeside(filename: string, files: Files): Style | undefined {
  const directory = dirname(filename);
  const code = filesIn(directory, files).filter((name) => /\.(?:[cm]?[jt]sx?|vue|svelte)$/.test(name));
  // A few files tell as much as many.
  for (const name of code.slice(0, 20)) {
    const style = styleIn(files.read(`${directory}/${name}`) ?? '');
    if (style) return style;
  }
  return undefined;
}

/** How the relative imports in a text end. */
function styleIn(text: string): Style | undefined {
  const imports = relativeImportsIn(text).filter((one) => !/\.(?:json|css|vue|svelte|svg)$/.test(one));
  if (imports.length === 0) return undefined;
  if (imports.some((one) => /\.[cm]?tsx?$/.test(one))) return 'source';
  return imports.some((one) => /\.[cm]?jsx?$/.test(one)) ? 'written' : 'none';
}

/** Whether what a package has is run by Node as ES modules, and not put together by a bundler. */
function isNodeModule(home: string, extension: string, files: Files): boolean {
  if (!/"type"\s*:\s*"module"/.test(files.read(`${home}/package.json`) ?? '')) return false;
  if (extension !== '.ts') return true;
  return /"module(?:Resolution)?"\s*:\s*"node(?:16|18|20|next)"/i.test(files.read(`${home}/tsconfig.json`) ?? '');
}
