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

/**
 * Puts text between `<!-- begin NAME -->` and `<!-- end NAME -->` of a file.
 *
 * @throws {Error} for a file without these lines
 */
export async function writeBetween(file: string, marker: string, text: string): Promise<void> {
  const page = await readFile(file, 'utf8');
  const [begin, end] = [`<!-- begin ${marker} -->`, `<!-- end ${marker} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`${path.relative(process.cwd(), file)} needs a line '${begin}' and a line '${end}'.`);
  await writeGenerated(file, `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`);
}
