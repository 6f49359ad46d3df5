import { SALESFORCE_NAME } from '../gate.ts';
import { type Files } from './files.ts';
import { type JsonObject, jsonIn, objectIn, textAt } from './json.ts';
import { type Wanted, LOCK_FILES } from './lock-files.ts';
import { dirname, isWithin, join, upwards } from './paths.ts';
import { manifestAt } from './source-file.ts';
import { aboutText, entryOf } from './texts.ts';
import { majorOf } from './versions.ts';
import { repositoryRoot } from './workspaces.ts';

/** Which version of a package a file gets. */
export interface PackageVersion {
  readonly major: number;
  /** The file that says so. */
  readonly from: string;
}

const DEPENDENCIES = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/**
 * The version of the package `name` that `fromFile` imports: the installed one, else the locked one, else the one that
 * package.json asks for. Undefined where that leaves several, or nobody says.
 */
export function packageVersion(name: string, fromFile: string, files: Files): PackageVersion | undefined {
  return installed(name, fromFile, files) ?? locked(name, fromFile, files) ?? declared(name, fromFile, files);
}

/** Whether package.json of the project around `fromFile`, or of a directory above it, asks for a package by its name. */
export function dependsOn(name: string | RegExp, fromFile: string, files: Files): boolean {
  return manifestsAround(fromFile, files).some(({ content }) => isNamed(name, content));
}

const saysSalesforce = aboutText((text) => SALESFORCE_NAME.test(text));

/** Whether package.json beside `fromFile`, or in a directory above it, has to do with Salesforce: read for many files. */
export function isOfSalesforce(fromFile: string, files: Files): boolean {
  return upwards(dirname(fromFile)).some((directory) => saysSalesforce(join(directory, 'package.json'), files));
}

function installed(name: string, fromFile: string, files: Files): PackageVersion | undefined {
  for (const directory of upwards(dirname(fromFile))) {
    const from = join(directory, `node_modules/${name}/package.json`);
    const major = majorOf(textAt(jsonIn(from, files) ?? {}, 'version') ?? '');
    if (major !== undefined) return { major, from };
  }
  return undefined;
}

/** What was found in a lock file: it is long, and searched once for each question. */
const answersIn = aboutText(() => new Map<string, { readonly major: number | undefined }>());

function locked(name: string, fromFile: string, files: Files): PackageVersion | undefined {
  const ranges = rangesOf(name, fromFile, files)?.ranges ?? [];
  for (const directory of directoriesAround(fromFile, files)) {
    const wanted = { name, from: dirname(fromFile).slice(directory.length).replace(/^\//, ''), ranges };
    for (const [file, search] of LOCK_FILES) {
      const from = join(directory, file);
      const known = answersIn(from, files);
      const { major } =
        (known && entryOf(known, keyOf(wanted), () => ({ major: search(files.read(from) ?? '', wanted) }))) ?? {};
      if (major !== undefined) return { major, from };
    }
  }
  return undefined;
}

function keyOf({ name, from, ranges }: Wanted): string {
  return [name, from, ...ranges].join('\n');
}

function declared(name: string, fromFile: string, files: Files): PackageVersion | undefined {
  const { from, ranges } = rangesOf(name, fromFile, files) ?? { from: '', ranges: [] };
  const major = ranges.map(majorOf).find((found) => found !== undefined);
  return major === undefined ? undefined : { major, from };
}

/** The ranges by which the nearest package.json that names the package asks for it. */
function rangesOf(
  name: string,
  fromFile: string,
  files: Files,
): { readonly from: string; readonly ranges: readonly string[] } | undefined {
  const nearest = manifestsAround(fromFile, files).find(({ content }) => isNamed(name, content));
  if (!nearest) return undefined;
  const ranges = DEPENDENCIES.flatMap((field) => textAt(objectIn(nearest.content[field]), name) ?? []);
  return { from: join(nearest.directory, 'package.json'), ranges };
}

function isNamed(name: string | RegExp, manifest: JsonObject): boolean {
  return DEPENDENCIES.map((field) => objectIn(manifest[field])).some((named) =>
    typeof name === 'string' ? Object.hasOwn(named, name) : Object.keys(named).some((one) => name.test(one)),
  );
}

/** The directories from the one of `fromFile` up to the root of its repository. */
function directoriesAround(fromFile: string, files: Files): readonly string[] {
  const root = repositoryRoot(dirname(fromFile), files);
  return root === undefined ? [] : upwards(dirname(fromFile)).filter((directory) => isWithin(directory, root));
}

function manifestsAround(
  fromFile: string,
  files: Files,
): readonly { readonly directory: string; readonly content: JsonObject }[] {
  return directoriesAround(fromFile, files).flatMap((directory) => {
    const content = manifestAt(directory, files);
    return content ? [{ directory, content }] : [];
  });
}
