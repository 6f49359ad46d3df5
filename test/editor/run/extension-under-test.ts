import { existsSync } from 'node:fs';
import path from 'node:path';
import { packVsix } from '../../../scripts/pack-vsix.ts';

/**
 * The extension that is tested: the given .vsix file or folder, or else the one of this repository, packed anew into the
 * folder. What users install is what is tested.
 * @throws when what was given does not exist
 */
export async function extensionUnderTest(folder: string, given?: string): Promise<string> {
  if (given === undefined) return packVsix(folder);
  if (existsSync(given)) return path.resolve(given);
  throw new Error(`There is no extension at ${given}.`);
}
