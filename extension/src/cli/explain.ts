import path from 'node:path';
import {
  callsOf,
  explain,
  type Explanation,
  nodeFiles,
  placeOf,
  projectModules,
  type SalesforceCall,
  type Settings,
  settingsOf,
  toPath,
} from 'eslint-plugin-salesforce-resilience/analysis';
import { parse, ParseError, parseQuietly } from '../host/parse.ts';
import { eslintSettings } from './eslint-settings.ts';

/** A place that cannot be explained; the message says what to do. */
export class ExplainError extends Error {
  override readonly name = 'ExplainError';
}

/**
 * What the model knows about the Salesforce calls at a place, as text.
 *
 * @param place - `FILE` for every call in a file, `FILE:LINE` for those on one line.
 * @param cwd - Working directory, which a relative path starts from.
 * @throws {ExplainError} when the file cannot be read or parsed, or the line has no call.
 */
export async function explainPlace(place: string, cwd: string): Promise<string> {
  const [, file = place, line] = /^(.*?)(?::(\d+))?(?::\d+)?$/s.exec(place) ?? [];
  const filename = toPath(path.resolve(cwd, file));
  const calls = callsIn(filename, cwd, settingsOf(await eslintSettings(cwd).of(filename)));
  const wanted = line === undefined ? calls : calls.filter((call) => isOn(call, Number(line)));
  if (wanted.length > 0) return wanted.map((call) => toText(call, cwd)).join('\n\n');
  const others = calls.map((call) => `  ${relative(placeOf(call.node), cwd)}`);
  const known =
    others.length > 0
      ? `Calls are found at:\n${others.join('\n')}`
      : 'None is found in the file: the URL, a header or the client must show Salesforce.';
  throw new ExplainError(`No Salesforce call is found at ${place}. ${known}`);
}

function callsIn(filename: string, cwd: string, settings: Settings): readonly SalesforceCall[] {
  const files = nodeFiles();
  const text = files?.read(filename);
  if (!files || text === undefined)
    throw new ExplainError(`${filename} cannot be read. Give a file: explain FILE:LINE.`);
  const parsed = (): ReturnType<typeof parse> => {
    try {
      return parse(text, filename);
    } catch (error) {
      throw error instanceof ParseError ? new ExplainError(error.message) : error;
    }
  };
  const modules = projectModules(files, parseQuietly, settings, toPath(cwd));
  return callsOf({ ...parsed(), project: { filename, root: toPath(cwd), settings, modules } });
}

function isOn({ node }: SalesforceCall, line: number): boolean {
  return node.loc.start.line <= line && line <= node.loc.end.line;
}

function toText(call: SalesforceCall, cwd: string): string {
  const lines = explain(call).map(({ topic, says, at }: Explanation) => {
    const place = at === undefined ? '' : `  (${relative(at, cwd)})`;
    return `  ${topic.padEnd(12)} ${says}${place}`;
  });
  return [relative(placeOf(call.node), cwd), ...lines].join('\n');
}

function relative(place: string, cwd: string): string {
  const [, file = place, position = ''] = /^(.*?)((?::\d+){2})$/.exec(place) ?? [];
  return `${path.relative(cwd, file)}${position}`;
}
