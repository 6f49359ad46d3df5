import type { Files } from '../../eslint-plugin/src/analysis/modules/files.ts';
import { dirname } from '../../eslint-plugin/src/analysis/modules/paths.ts';
import { createResolve } from '../../eslint-plugin/src/analysis/modules/resolve.ts';

/** What importing `specifier` means in a file of a project, as it is now. */
export function resolveModule(specifier: string, fromFile: string, files: Files): string | undefined {
  return createResolve(files)(specifier, dirname(fromFile));
}
