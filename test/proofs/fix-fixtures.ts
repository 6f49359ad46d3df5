import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_SETTINGS, nodeFiles, toPath } from 'eslint-plugin-salesforce-resilience/analysis';
import { severitiesOf } from '../../extension/src/cli/arguments.ts';
import { fixWorkspace } from '../../extension/src/cli/fix-workspace.ts';
import { lint } from '../../extension/src/host/lint.ts';
import type { Fixture } from './fixtures.ts';

/** A fixture before and after all fixes of the command line. */
export interface FixedFixture {
  readonly fixture: Fixture;
  /** The files. */
  readonly broken: string;
  readonly fixed: string;
  readonly fixedText: string;
  /** The rules that find something before … */
  readonly found: readonly string[];
  /** … and after. */
  readonly left: readonly string[];
}

/** The packages that fixtures import. */
const PACKAGES = path.resolve(import.meta.dirname, '../../node_modules');
const TYPES = { CommonJS: 'commonjs', ESM: 'module', TypeScript: 'module' } as const;

/** The project around a fixture. */
const manifests = ({ style }: Fixture): Record<string, object> => ({
  'package.json': { type: TYPES[style] },
  ...(style === 'TypeScript' ? { 'tsconfig.json': { compilerOptions: { module: 'nodenext' } } } : {}),
});

const severities = severitiesOf('strict');

/**
 * Writes the fixtures into a folder, as they are and as `fix` leaves them.
 *
 * @param root - An empty folder.
 */
export function fixFixtures(fixtures: readonly Fixture[], root: string): FixedFixture[] {
  symlinkSync(PACKAGES, path.join(root, 'node_modules'), 'junction');
  const at = (version: string, { folder, file }: Fixture): string => path.join(root, version, folder, file);
  for (const fixture of fixtures) {
    for (const file of [at('broken', fixture), at('fixed', fixture)]) {
      mkdirSync(path.dirname(file), { recursive: true });
      for (const [name, content] of Object.entries(manifests(fixture)))
        writeFileSync(path.join(path.dirname(file), name), JSON.stringify(content));
      writeFileSync(file, fixture.text);
    }
  }
  const targets = fixtures.map((fixture) => {
    return { path: toPath(at('fixed', fixture)), text: fixture.text, settings: DEFAULT_SETTINGS };
  });
  const disk = nodeFiles();
  if (!disk) throw new Error('There is no disk.');
  const { changes, mended, failures } = fixWorkspace(targets, { severities, holes: false }, disk, root);
  if (failures.length > 0) throw new Error(JSON.stringify(failures));
  for (const change of changes) writeFileSync(change.path, change.after);
  return fixtures.map((fixture, index) => {
    const broken = at('broken', fixture);
    const options = { filename: toPath(broken), root: toPath(root), settings: DEFAULT_SETTINGS, severities };
    return {
      fixture,
      broken,
      fixed: at('fixed', fixture),
      fixedText: mended[index]?.text ?? '',
      found: named(lint(fixture.text, options).findings.map(({ rule }) => rule)),
      left: named((mended[index]?.left ?? []).map(({ finding }) => finding.rule)),
    };
  });
}

const named = (rules: readonly string[]): readonly string[] => [...new Set(rules)].toSorted();
