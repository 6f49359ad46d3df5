import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const contributing = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8');

/** What CONTRIBUTING says between two markers. */
function block(name: string): string {
  const found = new RegExp(`<!-- begin ${name} -->([^]*)<!-- end ${name} -->`).exec(contributing)?.[1];
  if (found === undefined) throw new Error(`CONTRIBUTING.md has no block '${name}'.`);
  return found;
}

/** The folders of the tree, as paths. */
function drawnFolders(): string[] {
  const above: string[] = [];
  return block('tree')
    .split('\n')
    .flatMap((line) => {
      const found = /^([│├└─ ]*)([\w./-]+)\/(?: |$)/.exec(line);
      if (!found) return [];
      const depth = found[1]!.length / 3;
      above.splice(depth, Infinity, found[2]!);
      return [above.join('/')];
    });
}

/** The folders within a folder, itself included. */
function foldersIn(folder: string): string[] {
  const inner = readdirSync(path.join(root, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...inner.flatMap((entry) => foldersIn(`${folder}/${entry.name}`))];
}

const sourcesIn = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(root, folder, file));

describe('the tree in CONTRIBUTING', () => {
  const drawn = drawnFolders();

  it('draws folders that exist', () => {
    expect(drawn.length).toBeGreaterThan(15);
    for (const folder of drawn)
      expect(existsSync(path.join(root, folder)) && statSync(path.join(root, folder)).isDirectory(), folder).toBe(true);
  });

  it('draws every room of the packages', () => {
    const rooms = ['snippets/src', 'eslint-plugin/src', 'extension/src'].flatMap((source) =>
      foldersIn(source).slice(1),
    );
    expect(drawn).toEqual(expect.arrayContaining(rooms));
  });

  it('draws the folders of the tests', () => {
    const folders = readdirSync(path.join(root, 'test'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(drawn).toEqual(
      expect.arrayContaining(
        folders.map(({ name }) => `test/${name}`).filter((name) => !name.endsWith('node_modules')),
      ),
    );
  });
});

describe('who may import whom', () => {
  const rows = [...block('imports').matchAll(/^\| ([\w-]+\/[\w/-]+) +\| (.+?) +\|$/gm)].map(
    ([, room, allowed]) => [room!, allowed!] as const,
  );

  it('is said of every room', () => {
    expect(rows.map(([room]) => room)).toEqual(
      expect.arrayContaining(['eslint-plugin/src/analysis', 'eslint-plugin/src/rules', 'snippets/src']),
    );
  });

  it.each(rows)('%s imports only %s', (room, allowed) => {
    const may = allowed === 'nothing' ? [] : allowed.split(', ');
    // A room within this one has a row of its own.
    const inner = rows.map(([other]) => other).filter((other) => other.startsWith(`${room}/`));
    const files = sourcesIn(room).filter((file) => !inner.some((other) => file.startsWith(path.join(root, other))));
    expect(files).not.toEqual([]);
    for (const file of files) {
      for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) [^']*?from '([^']+)';$/gm)) {
        const target = specifier!.startsWith('.')
          ? path.relative(root, path.resolve(path.dirname(file), specifier!)).replaceAll('\\', '/')
          : specifier!;
        // The index of the rules and the entry are generated from, or hold, what is in the room.
        const own = target.startsWith(`${room}/`) || target === 'eslint-plugin/src/version.ts';
        expect(
          own ||
            may.some((one) => target === one || target.startsWith(one.endsWith('*') ? one.slice(0, -1) : `${one}/`)),
          `${path.relative(root, file)} imports ${target}`,
        ).toBe(true);
      }
    }
  });

  it('leaves rules alone with each other', () => {
    for (const file of sourcesIn('eslint-plugin/src/rules').filter((name) => !name.endsWith('index.ts'))) {
      expect(readFileSync(file, 'utf8')).not.toMatch(/from '\.\//);
    }
  });
});

describe('the commands', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };

  it('that the documents name exist', () => {
    for (const file of ['README.md', 'CONTRIBUTING.md']) {
      for (const [, name] of readFileSync(path.join(root, file), 'utf8').matchAll(/npm run ([\w-]+)/g))
        expect(Object.keys(scripts)).toContain(name);
    }
  });

  it('start files that exist', () => {
    const run = readFileSync(path.join(root, 'scripts/run.mjs'), 'utf8');
    for (const [, file] of run.matchAll(/tsx\('([^']+)'/g)) expect(existsSync(path.join(root, file!)), file).toBe(true);
  });
});
