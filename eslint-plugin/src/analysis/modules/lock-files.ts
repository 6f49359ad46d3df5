import { upwards } from './paths.ts';
import { escapeRegExp } from './patterns.ts';
import { majorOf } from './versions.ts';

/** Who asks for the version of a package. */
export interface Wanted {
  readonly name: string;
  /** The directory of the asking file, as seen from the lock file: empty, or such as `packages/a/src`. */
  readonly from: string;
  /** The ranges by which package.json asks for it. */
  readonly ranges: readonly string[];
}

type Search = (text: string, wanted: Wanted) => number | undefined;

/** The lock files of the package managers, and how the major version of a package is found in each. */
export const LOCK_FILES: readonly (readonly [name: string, search: Search])[] = [
  ['package-lock.json', npmMajor],
  ['npm-shrinkwrap.json', npmMajor],
  ['yarn.lock', yarnMajor],
  ['pnpm-lock.yaml', pnpmMajor],
];

/** `packages/a/src`, `packages/a`, `packages` and the empty path of the lock file itself. */
function placesOf({ from }: Wanted): readonly string[] {
  return upwards(`/${from}`).map((path) => path.slice(1));
}

/** The major version that all have, when they agree. */
function agreed(versions: readonly (string | undefined)[]): number | undefined {
  const majors = new Set(versions.flatMap((version) => (version === undefined ? [] : (majorOf(version) ?? []))));
  const [major] = majors;
  return majors.size === 1 ? major : undefined;
}

function npmMajor(text: string, wanted: Wanted): number | undefined {
  for (const place of placesOf(wanted)) {
    const key = escapeRegExp(`${place && `${place}/`}node_modules/${wanted.name}`);
    const found = new RegExp(`"${key}":\\s*\\{[^{}]*?"version":\\s*"([^"]+)"`).exec(text)?.[1];
    if (found !== undefined) return majorOf(found);
  }
  // Version 1 nests packages within those that need them, so the one that is indented least is the project's own.
  const nested = new RegExp(`^([ \\t]*)"${escapeRegExp(wanted.name)}":\\s*\\{[^{}]*?"version":\\s*"([^"]+)"`, 'gm');
  const all = [...text.matchAll(nested)].map(([, indent = '', version]) => ({ depth: indent.length, version }));
  const least = Math.min(...all.map(({ depth }) => depth));
  return agreed(all.filter(({ depth }) => depth === least).map(({ version }) => version));
}

/** Both kinds of yarn.lock have blocks with a heading such as `"a@^1, a@npm:^1.2":` and a version beneath. */
function yarnMajor(text: string, { name, ranges }: Wanted): number | undefined {
  const block = new RegExp(
    `^"?(?:[^\\s#][^\\n]*, ?"?)?${escapeRegExp(name)}@[^\\n]*:\\r?\\n(?: +[^\\n]*\\n)*? +version:? "?(?!0\\.0\\.0-use\\.local)([^"\\s]+)`,
    'gm',
  );
  const blocks = [...text.matchAll(block)].map(([whole, version]) => ({
    heading: whole.split('\n', 1).join(),
    version,
  }));
  const isAskedFor = (heading: string): boolean => {
    const descriptors = heading.replace(/["\r]|:\r?$/g, '').split(/, ?/);
    return ranges.some(
      (range) => descriptors.includes(`${name}@${range}`) || descriptors.includes(`${name}@npm:${range}`),
    );
  };
  const own = blocks.filter(({ heading }) => isAskedFor(heading));
  return agreed((own.length > 0 ? own : blocks).map(({ version }) => version));
}

function pnpmMajor(text: string, wanted: Wanted): number | undefined {
  const name = `['"]?${escapeRegExp(wanted.name)}['"]?`;
  const version = new RegExp(`^ +${name}:(?:\\s+specifier:.*\\s+version:)? +['"]?([^\\s'"(]+)`, 'gm');
  for (const place of placesOf(wanted)) {
    // Before version 6 a `specifiers` table comes first, with ranges instead of versions.
    const own = [...importerIn(text, place).matchAll(version)].at(-1)?.[1];
    if (own !== undefined) return majorOf(own);
  }
  const all = new RegExp(`^ +['"]?/?${escapeRegExp(wanted.name)}[@/](\\d[^\\s'"():]*)`, 'gm');
  return agreed([...text.matchAll(all)].map(([, found]) => found));
}

/** The part of a pnpm-lock.yaml on what the package in `place` asks for. */
function importerIn(text: string, place: string): string {
  const key = escapeRegExp(place || '.');
  const importer = new RegExp(`^  ['"]?${key}['"]?:\\r?\\n((?:    .*(?:\\r?\\n|$)|\\r?\\n)*)`, 'm').exec(text)?.[1];
  if (importer !== undefined) return importer;
  return place || /^importers:/m.test(text) ? '' : (text.split(/^packages:/m, 1)[0] ?? '');
}
