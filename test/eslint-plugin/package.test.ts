import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import plugin from 'eslint-plugin-salesforce-resilience';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const packageFolder = path.join(root, 'eslint-plugin');
const manifest = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
};
const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith(ending) && file !== 'index.ts')
    .map((file) => path.basename(file, ending))
    .sort();

describe('every rule', () => {
  const names = Object.keys(plugin.rules).sort();

  it('has a file, a page and a test, and nothing else has', () => {
    expect(filesIn('eslint-plugin/src/rules', '.ts')).toEqual(names);
    expect(filesIn('eslint-plugin/docs/rules', '.md')).toEqual(names);
    expect(filesIn('test/eslint-plugin/rules', '.test.ts')).toEqual(names);
  });

  it.each(names)('%s says what it is about and what goes wrong', (name) => {
    const { definition, meta } = plugin.rules[name]!;
    expect(definition.name).toBe(name);
    expect(name).toMatch(/^(?:require|no|prefer)(?:-[a-z]+){1,4}$/);
    expect(definition.description).toMatch(/^[A-Z].*[^.]$/);
    expect(meta.docs.url).toBe(`https://unpkg.com/${manifest.name}@${manifest.version}/docs/rules/${name}.md`);
    for (const message of Object.values(definition.messages)) expect(message).toMatch(/^(?:[A-Z]|\{\{).*\.$/s);
  });

  it('is in the strict preset, and in the recommended one as it says', () => {
    const rules = (names: string[]): Record<string, string> =>
      Object.fromEntries(names.map((name) => [`salesforce-resilience/${name}`, 'error']));
    const recommended = names.filter((name) => plugin.rules[name]!.definition.preset === 'recommended');
    for (const suffix of ['', '-legacy'] as const) {
      expect(plugin.configs[`strict${suffix}`].rules).toEqual(rules(names));
      expect(plugin.configs[`recommended${suffix}`].rules).toEqual(rules(recommended));
    }
  });
});

describe('the package', () => {
  it('says its own name and version', () => {
    expect(plugin.meta).toEqual({ name: manifest.name, version: manifest.version, namespace: 'salesforce-resilience' });
  });

  it('depends on two packages, and on ESLint 8.57 to 10', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(['@eslint-community/eslint-utils', '@typescript-eslint/types']);
    expect(manifest.peerDependencies).toEqual({ eslint: '^8.57.0 || ^9.0.0 || ^10.0.0' });
  });

  it('runs on its own code and eslint-utils: what it loads is the cost of every lint run', () => {
    const built = path.join(packageFolder, 'dist');
    const imports = readdirSync(built, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [
        ...readFileSync(path.join(built, file), 'utf8').matchAll(
          /^(?:import|export) [^'"`]*?(?:from )?['"]([^'".][^'"]*)['"];$/gm,
        ),
      ])
      .map(([, specifier]) => specifier);
    expect(new Set(imports)).toEqual(new Set(['@eslint-community/eslint-utils']));
  });

  it('is loaded by require as well as by import, as eslintrc does', () => {
    const code = `const { rules, configs } = require(${JSON.stringify(path.join(packageFolder, 'dist/index.js'))});
      console.log(Object.keys(rules).length, Object.keys(configs).length);`;
    const said = execFileSync(process.execPath, ['--no-warnings', '-e', code], { encoding: 'utf8' });
    expect(said).toBe(`${Object.keys(plugin.rules).length} 4\n`);
  });
});
