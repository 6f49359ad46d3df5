/** The process that fixtures are fixed in. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_SETTINGS, nodeFiles, toPath } from 'eslint-plugin-salesforce-resilience/analysis';
import { severitiesOf } from '../../extension/src/cli/arguments.ts';
import { fixWorkspace } from '../../extension/src/cli/fix-workspace.ts';
import { lint } from '../../extension/src/host/lint.ts';
import type { Fixture } from './fixtures.ts';
import { typeErrors } from './type-errors.ts';

/** A fixture as it is written to disk. */
export type Written = Pick<Fixture, 'file' | 'folder' | 'style' | 'text'>;

/** What is fixed, and an empty folder for it. */
export interface ToFix {
  readonly fixtures: readonly Written[];
  readonly root: string;
}

/** What all fixes of the command line make of a fixture. */
export interface Fixed {
  /** The files before and after. */
  readonly broken: string;
  readonly fixed: string;
  readonly fixedText: string;
  /** The rules that find something before … */
  readonly found: readonly string[];
  /** … and after. */
  readonly left: readonly string[];
  /** What the compiler says of the fixed file. */
  readonly typeErrors: readonly string[];
}

const TYPES = { CommonJS: 'commonjs', ESM: 'module', TypeScript: 'module' } as const;

/** The project around a fixture. */
const manifests = ({ style }: Written): Record<string, object> => ({
  'package.json': { type: TYPES[style] },
  ...(style === 'TypeScript' ? { 'tsconfig.json': { compilerOptions: { module: 'nodenext' } } } : {}),
});

const severities = severitiesOf('strict');

process.on('message', (toFix: ToFix) => {
  process.send?.(fixFixtures(toFix));
});

/** Writes the fixtures into a folder, as they are and as `fix` leaves them. */
function fixFixtures({ fixtures, root }: ToFix): Fixed[] {
  const at = (version: string, { folder, file }: Written): string => path.join(root, version, folder, file);
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
  const compiled = fixtures.filter(({ style }) => style === 'TypeScript').map((fixture) => at('fixed', fixture));
  const errors = typeErrors(compiled);
  return fixtures.map((fixture, index) => {
    const broken = at('broken', fixture);
    const options = { filename: toPath(broken), root: toPath(root), settings: DEFAULT_SETTINGS, severities };
    const fixed = at('fixed', fixture);
    return {
      broken,
      fixed,
      fixedText: mended[index]?.text ?? '',
      found: named(lint(fixture.text, options).findings.map(({ rule }) => rule)),
      left: named((mended[index]?.left ?? []).map(({ finding }) => finding.rule)),
      typeErrors: errors.get(fixed) ?? [],
    };
  });
}

const named = (rules: readonly string[]): readonly string[] => [...new Set(rules)].toSorted();
