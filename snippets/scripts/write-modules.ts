import { writeGenerated } from '../../scripts/generated.ts';
import type { Assembly } from './assemble.ts';

/** A snippet in both languages, and what a module made of it exports. */
export interface Snippet extends Pick<Assembly, 'exports' | 'typescript'> {
  readonly javascript: string;
}

/**
 * Writes the modules that a snippet makes: TypeScript, ES module and CommonJS.
 *
 * @param file - Where, without the extension.
 */
export async function writeModules(file: string, { typescript, javascript, exports }: Snippet): Promise<void> {
  const values = exports.values.toSorted().join(', ');
  const types = exports.types.length > 0 ? `export type { ${exports.types.toSorted().join(', ')} };\n` : '';
  await writeGenerated(`${file}.ts`, `${typescript}\n\nexport { ${values} };\n${types}`);
  await writeGenerated(`${file}.mjs`, `${javascript}\n\nexport { ${values} };\n`);
  await writeGenerated(`${file}.cjs`, `'use strict';\n\n${javascript}\n\nmodule.exports = { ${values} };\n`);
}
