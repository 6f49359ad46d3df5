import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Files, nodeFiles, toPath } from 'eslint-plugin-salesforce-resilience/analysis';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse, ParseError } from '../host/parse.ts';
import type { Configuration } from '../service/configuration.ts';
import { createDocuments } from '../service/documents.ts';
import { createExternalIdFields } from '../service/metadata-fields.ts';
import { OutageTestError } from '../service/outage-test/outage-test-error.ts';
import { outageTestFor } from '../service/outage-test/outage-test.ts';
import { languageOf } from '../service/scripts.ts';
import { uriOf } from '../service/uris.ts';
import { ArgumentError, severitiesOf } from './arguments.ts';
import type { Output } from './cli.ts';
import { fileSettings } from './file-settings.ts';
import { writeChanges } from './write-changes.ts';

/**
 * Writes an outage test for a function beside its file, and the harness where it is not there yet.
 *
 * @param place - `FILE:FUNCTION` or `FILE:CLASS.METHOD`.
 * @returns the exit code: 2 when a file cannot be written.
 * @throws {ArgumentError} when the place names no function that can be tested.
 */
export async function generateTest(place: string, { out, error }: Output, cwd: string): Promise<number> {
  const [, file, name] = /^(.+):([\w$]+(?:\.[\w$]+)?)$/s.exec(place) ?? [];
  if (file === undefined || name === undefined)
    throw new ArgumentError(`Say which function to test, such as test src/payments.js:recordPayment, not '${place}'.`);
  const at = path.resolve(cwd, file);
  const settings = await fileSettings(cwd, 'strict', (text) => error(text))(at);
  const disk = nodeFiles() ?? { read: () => undefined, list: () => [] };
  const { files, run, path: test } = testFor(at, name, { disk, settings, cwd });
  const failures = writeChanges(files.map((one) => ({ path: one.path, before: undefined, after: one.text })));
  for (const failure of failures) error(`${path.relative(cwd, failure.path)}: ${failure.reason}.`);
  if (failures.length > 0) return 2;
  for (const one of files) out(`Written: ${path.relative(cwd, one.path)}`);
  out(`Run it: ${run} ${path.relative(cwd, test)}`);
  return 0;
}

function testFor(
  file: string,
  name: string,
  { disk, settings, cwd }: { readonly disk: Files; readonly settings: Configuration['settings']; readonly cwd: string },
): ReturnType<typeof outageTestFor> {
  const root = toPath(cwd);
  const configuration: Configuration = {
    // A function is worth a test however it is named, and wherever it is.
    ...{ enabled: true, root, severities: severitiesOf('strict'), settings: { ...settings, tests: true } },
    ...{ externalIdFields: createExternalIdFields(disk, root), eslint: 'off', hover: false, codeLens: false },
    maxFileSize: Infinity,
  };
  const uri = uriOf(toPath(file), 'file:///');
  const document = TextDocument.create(uri, languageOf(file), 1, textOf(file));
  try {
    const linted = createDocuments({ files: disk, configurationOf: () => configuration }).lintedOf(document);
    if (linted) return outageTestFor(linted, name, disk);
    parse(document.getText(), toPath(file));
    throw new ArgumentError(`${file} is no JavaScript or TypeScript.`);
  } catch (problem) {
    const isTold = problem instanceof OutageTestError || problem instanceof ParseError;
    throw isTold ? new ArgumentError(problem.message) : problem;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (problem) {
    throw new ArgumentError(`${file} cannot be read: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}
