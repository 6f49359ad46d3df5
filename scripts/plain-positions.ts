import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

const HIDES = /const toUnenumerable = \(object, key\) => \{[^]*?\n\};/;

/**
 * Leaves the positions in Babel's ESTree plain objects. The parser hides `index` in each of them, which nobody here
 * enumerates, and V8 turns an object with such a property into a slow one: a third of the time that parsing takes.
 *
 * @throws when the parser has it otherwise by now, so that the next version is looked at.
 */
export const plainPositions: Plugin = {
  name: 'plain-positions',
  setup(builder) {
    builder.onLoad({ filter: /@babel[\\/]parser[\\/]lib[\\/]index\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!HIDES.test(text))
        throw new Error(`${path} does not hide positions as it did: see scripts/plain-positions.ts.`);
      return { contents: text.replace(HIDES, 'const toUnenumerable = () => {};'), loader: 'js' };
    });
  },
};
