import type { Ending } from './workbench.ts';

/** What a suite writes when all its tests have run. */
export interface SuiteResult {
  readonly passed: readonly string[];
  readonly failed: readonly { readonly title: string; readonly message: string }[];
  /** Tests that were left out. */
  readonly skipped: readonly string[];
}

/** What was seen of a run. */
export interface Observation {
  readonly ending: Ending;
  /** What the server printed. */
  readonly serverLog: string;
  /** The text of the result file; absent when the suite wrote none. */
  readonly result: string | undefined;
}

/** A run in words: its result, and every reason why it is not green. */
export interface Verdict {
  readonly result: SuiteResult;
  readonly problems: readonly string[];
}

const NOTHING: SuiteResult = { passed: [], failed: [], skipped: [] };

/**
 * Judges a run. VS Code's exit code alone is not believed: it is 0 when the extension host was killed, and when a test
 * called process.exit(0). So the server's own line on the extension host counts, and the suite's result file.
 */
export function judge({ ending, serverLog, result: text }: Observation): Verdict {
  const result = text === undefined ? undefined : parse(text);
  const { passed, failed, skipped } = result ?? NOTHING;
  const problems = [
    ...(ending === 'timeout' ? ['The suite did not end in time.'] : []),
    ...deathsOf(serverLog),
    ...(result ? [] : ['The suite wrote no result: it was ended before all its tests had run.']),
    ...(result && passed.length + failed.length === 0 ? ['The suite ran no test.'] : []),
    ...failed.map(({ title, message }) => `${title}: ${message}`),
    ...skipped.map((title) => `${title}: was skipped.`),
    ...(typeof ending === 'number' && ending !== 0 && failed.length === 0
      ? [`VS Code ended with code ${ending}.`]
      : []),
  ];
  return { result: result ?? NOTHING, problems };
}

/** The extension hosts that did not end by themselves. */
function deathsOf(serverLog: string): string[] {
  const exits = serverLog.matchAll(/Extension Host Process exited with code: (\S+), signal: (\S+?)\./g);
  return [...exits]
    .filter(([, code, signal]) => code !== '0' || signal !== 'null')
    .map(([, code, signal]) => `The extension host died: code ${code}, signal ${signal}.`);
}

function parse(text: string): SuiteResult | undefined {
  try {
    return JSON.parse(text) as SuiteResult;
  } catch {
    // Half a file: the host ended while it wrote.
    return undefined;
  }
}
