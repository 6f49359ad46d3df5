import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import prettier from 'prettier';

const checking = process.argv.includes('--check');

/**
 * Writes a generated file, formatted as its kind is; with `--check` it only compares.
 *
 * @throws {Error} with `--check`, when the file is not what would be written.
 */
export async function writeGenerated(file: string, text: string): Promise<void> {
  const options = await prettier.resolveConfig(file);
  const wanted = await prettier.format(text, { ...options, filepath: file });
  const present = await readFile(file, 'utf8').catch(() => undefined);
  if (present === wanted) return;
  const name = path.relative(process.cwd(), file);
  if (checking) throw new Error(`${name} is out of date: run \`npm run generate\` and commit what it writes.`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, wanted);
  console.log(`wrote ${name}`);
}
