import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const dist = path.resolve(import.meta.dirname, '../../../dist');

/**
 * The packed extension: what users install is what is tested.
 * @throws when there is none, with the command that packs it
 */
export function findExtension(given?: string): string {
  if (given !== undefined) {
    if (existsSync(given)) return path.resolve(given);
    throw new Error(`There is no extension at ${given}.`);
  }
  const packed = (existsSync(dist) ? readdirSync(dist) : [])
    .filter((name) => /^salesforce-resilience-.*\.vsix$/.test(name))
    .map((name) => path.join(dist, name))
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  if (packed[0] !== undefined) return packed[0];
  throw new Error('There is no packed extension in dist. Run npm run package, or name one with --extension=PATH.');
}
