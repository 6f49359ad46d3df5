import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCli } from '../../extension/src/cli/cli.ts';

/** A folder of a user, in which the command line is run. */
export interface CliProject {
  readonly folder: string;
  write(files: Readonly<Record<string, string | Buffer>>): void;
  read(name: string): string;
  has(name: string): boolean;
  /** Every file with its text, by path with forward slashes. */
  all(): Record<string, string>;
  /** What the command line prints, and the code that it ends with. */
  run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }>;
  /** Makes a package of this repository's node_modules one of the folder's. */
  link(name: string): void;
  remove(): void;
}

/** A new empty folder. */
export function cliProject(): CliProject {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'salesforce-resilience-cli-')));
  const at = (name: string): string => path.join(folder, name);
  return {
    folder,
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(at(name)), { recursive: true });
        writeFileSync(at(name), text);
      }
    },
    read: (name) => readFileSync(at(name), 'utf8'),
    has: (name) => existsSync(at(name)),
    all() {
      const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const files = entries.map((entry) => path.join(entry.parentPath, entry.name));
      return Object.fromEntries(
        files.toSorted().map((file) => [path.relative(folder, file).replaceAll('\\', '/'), readFileSync(file, 'utf8')]),
      );
    },
    async run(...args) {
      const lines: Record<'err' | 'out', string[]> = { out: [], err: [] };
      const output = { out: (text: string) => lines.out.push(text), error: (text: string) => lines.err.push(text) };
      const code = await runCli(args, output, folder);
      return { code, out: lines.out.join('\n'), err: lines.err.join('\n') };
    },
    link(name) {
      mkdirSync(at('node_modules'), { recursive: true });
      symlinkSync(path.join(REPOSITORY, 'node_modules', name), at(`node_modules/${name}`), 'junction');
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
