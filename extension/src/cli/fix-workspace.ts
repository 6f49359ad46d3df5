import { type Files, toPath } from 'eslint-plugin-salesforce-resilience/analysis';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../host/lint.ts';
import { parse, ParseError } from '../host/parse.ts';
import { editBetween, withEdits } from '../service/actions/edits.ts';
import { fixRound, MOST_ROUNDS } from '../service/actions/fix-round.ts';
import { type Fix, type FixOptions, preferredFix } from '../service/actions/preferred-fix.ts';
import type { Configuration } from '../service/configuration.ts';
import { createDocuments, type LintedScript } from '../service/documents.ts';
import { createExternalIdFields } from '../service/metadata-fields.ts';
import { languageOf, scriptOf } from '../service/scripts.ts';
import { pathOf, uriOf } from '../service/uris.ts';
import type { FixArguments } from './fix-arguments.ts';
import type { Target } from './fix-targets.ts';
import { type Failure, unparsable } from './source-files.ts';
import { type Change, createWorkspace, type Workspace } from './workspace.ts';

/** What is found in a file after it was mended as far as that goes. */
export interface Left {
  readonly finding: Finding;
  /** Why it is left: there is no fix, its fix has names to fill in, or mending did not come to an end. */
  readonly because: 'no fix' | 'names to fill in' | 'no end';
}

/** What became of a file. */
export interface Mended {
  readonly path: string;
  /** As it is now. */
  readonly text: string;
  readonly fixes: readonly Fix[];
  readonly left: readonly Left[];
}

/** What fixes make of a project. */
export interface FixedWorkspace {
  readonly mended: readonly Mended[];
  readonly changes: readonly Change[];
  readonly failures: readonly Failure[];
}

/** A file while it is mended. */
interface Patient {
  readonly path: string;
  readonly options: FixOptions;
  readonly fixes: Fix[];
  script: LintedScript | undefined;
  failure: Failure | undefined;
}

/**
 * Mends files in rounds until nothing changes, at most three: in each round as much of a file as can be mended together.
 * Nothing is written.
 *
 * @param cwd - Working directory, which paths in the settings start from.
 */
export function fixWorkspace(
  targets: readonly Target[],
  { severities, holes }: Pick<FixArguments, 'holes' | 'severities'>,
  disk: Files,
  cwd: string,
): FixedWorkspace {
  const workspace = createWorkspace(disk);
  const configurationOf = configurations(severities, disk, toPath(cwd));
  const { files } = workspace;
  const patients = targets.map((target): Patient => {
    workspace.add(target.path, target.text);
    const options = { files, configuration: configurationOf(target), createsFiles: true, holes };
    return { path: target.path, options, fixes: [], script: undefined, failure: undefined };
  });
  const look = looker(patients, workspace);
  for (let round = 0, isChanged = true; isChanged; round += 1) {
    isChanged = false;
    // One after the other: the second file finds the client that the first one has brought in.
    for (const patient of patients) {
      look(patient, round);
      if (round < MOST_ROUNDS && mend(patient, workspace)) isChanged = true;
    }
  }
  return {
    mended: patients.map((patient) => mendedOf(patient, workspace)),
    changes: workspace.changes(),
    failures: patients.flatMap(({ failure }) => failure ?? []),
  };
}

/** Looks at a file as it is now. */
function looker(patients: readonly Patient[], workspace: Workspace): (patient: Patient, version: number) => void {
  const byPath = new Map(patients.map(({ path, options }) => [path, options.configuration]));
  const configurationOf = (uri: string): Configuration => {
    const configuration = byPath.get(pathOf(uri));
    if (!configuration) throw new TypeError(`${uri} is none of the files to be mended.`);
    return configuration;
  };
  const documents = createDocuments({ files: workspace.files, configurationOf });
  return (patient, version) => {
    if (patient.failure) return;
    const { path } = patient;
    const text = workspace.textOf(path);
    const document = TextDocument.create(uriOf(path, 'file:///'), languageOf(path), version, text);
    const linted = documents.lintedOf(document);
    patient.script = linted?.script;
    if (!linted) patient.failure = failureOf(document, path);
  };
}

/** Why a document could not be looked at. */
function failureOf(document: TextDocument, path: string): Failure {
  try {
    const script = scriptOf(document);
    if (script) parse(script.text, script.filename);
  } catch (error) {
    if (error instanceof ParseError) return unparsable(path, error);
    throw error;
  }
  return { path, reason: 'its language is not known' };
}

/** One round for one file; says whether that has changed anything. */
function mend({ path, script, options, fixes }: Patient, workspace: Workspace): boolean {
  const round = script && fixRound(script, options);
  if (!round) return false;
  // Of a mixture only the script was mended.
  const edit = editBetween(script.script.text, round.next.script.text);
  workspace.put(path, withEdits(workspace.textOf(path), [edit]));
  for (const { creates } of round.fixes) if (creates) workspace.put(creates.path, creates.text);
  fixes.push(...round.fixes);
  return true;
}

function mendedOf({ path, script, fixes, options }: Patient, workspace: Workspace): Mended {
  const left = (script?.findings ?? []).map((finding): Left => {
    if (!script || finding.suggestions.length === 0) return { finding, because: 'no fix' };
    const isFixable = preferredFix({ finding, script }, options) !== undefined;
    return { finding, because: isFixable ? 'no end' : 'names to fill in' };
  });
  return { path, text: workspace.textOf(path), fixes, left };
}

/** The configuration of a file: the same for files with the same settings. */
function configurations(
  severities: FixArguments['severities'],
  disk: Files,
  root: string,
): (target: Target) => Configuration {
  const externalIdFields = createExternalIdFields(disk, root);
  const known = new Map<Target['settings'], Configuration>();
  return ({ settings }) => {
    const configuration: Configuration = known.get(settings) ?? {
      ...{ enabled: true, root, severities, settings, externalIdFields },
      ...{ eslint: 'off', hover: false, codeLens: false, maxFileSize: Infinity },
    };
    known.set(settings, configuration);
    return configuration;
  };
}
