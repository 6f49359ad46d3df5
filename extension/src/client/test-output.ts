/** A test of an outage test's file. */
export interface NamedTest {
  readonly name: string;
  /** Where it stands, from 0. */
  readonly line: number;
}

/** How a test has ended, as its framework printed it. */
export interface TestEnd {
  readonly isPassed: boolean;
  /** What was printed about its failure. */
  readonly detail: string;
}

/** What the terminal makes colours of. */
const COLOURS = /\u001B\[[\d;]*m/g;
const PASSED = /^\s*[✓✔√]\s/;
const FAILED = /^\s*(?:[✕✖×✗]|\d+\))\s/;
const MOST_LINES = 30;

/** The tests of a file that the extension has generated, in their order. */
export function testsIn(text: string): NamedTest[] {
  return text.split('\n').flatMap((content, line) => {
    const name = /^test\((['"])(.+)\1, /.exec(content)?.[2];
    return name === undefined ? [] : [{ name, line }];
  });
}

/**
 * How tests have ended: the frameworks differ, but each prints a line for a test that begins with a mark. What is printed
 * last about a failed one are the details.
 */
export function endsIn(output: string, names: readonly string[]): ReadonlyMap<string, TestEnd> {
  const lines = output.replaceAll(COLOURS, '').split(/\r?\n/);
  const isAbout = (line: string): boolean => names.some((name) => line.includes(name));
  return new Map(
    names.flatMap((name) => {
      const own = lines.filter((line) => line.includes(name));
      const isFailed = own.some((line) => FAILED.test(line));
      if (!isFailed && !own.some((line) => PASSED.test(line))) return [];
      return [[name, { isPassed: !isFailed, detail: isFailed ? detailOf(lines, name, isAbout) : '' }]];
    }),
  );
}

/** The longest of what stands below a line with the name, up to the next test; without where it was thrown. */
function detailOf(lines: readonly string[], name: string, isAbout: (line: string) => boolean): string {
  const details = lines.flatMap((line, index) => (line.includes(name) ? [below(lines.slice(index + 1), isAbout)] : []));
  return details.toSorted((one, other) => other.length - one.length)[0] ?? '';
}

function below(lines: readonly string[], isAbout: (line: string) => boolean): string {
  const end = lines.findIndex((line) => isAbout(line) || /^\s*at \S|⎯{3}|^\s*[❯>] \S+:\d+/.test(line));
  const own = (end === -1 ? lines : lines.slice(0, end)).slice(0, MOST_LINES);
  const indent = Math.min(...own.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return own
    .map((line) => line.slice(Number.isFinite(indent) ? indent : 0))
    .join('\n')
    .trim()
    .replace(/^(?:Assertion)?Error(?: \[\w+\])?: /, '');
}
