/**
 * The main job on the demo integration: find what loses or duplicates payments, fix a copy, and run both versions
 * through the same outage. With paths, it lints these instead.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { applySuggestions, lintPaths, type LintOptions } from './lint.ts';
import { type OutageReport, runThroughOutage } from './outage.ts';
import { createProgress } from './progress.ts';
import { diffText, findingsText, paint, tableText } from './print.ts';
import { type ReportedVersion, reportHtml } from './report.ts';

const USAGE = `Usage: npm start [-- PATH…] [--strict] [--settings JSON]

  without PATH      lints, fixes and runs the demo integration in test/demo
  PATH…             lints these files and folders; exit code as ESLint's
  --strict          all rules, and calls that only one signal says are Salesforce
  --settings JSON   the settings of the plugin, such as '{"minimumConfidence":"certain"}'`;

const root = path.resolve(import.meta.dirname, '../..');
const REPORT = path.join(root, 'outage-report.html');
const DEMO = ['payments.js', 'payments.ts'];

/** What the command line asks for; undefined, with the reason printed, when it is wrong. */
function readArguments(): { paths: string[]; options: LintOptions } | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { strict: { type: 'boolean' }, settings: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    const settings = values.settings === undefined ? undefined : parseSettings(values.settings);
    return { paths: positionals, options: { preset: values.strict ? 'strict' : 'recommended', settings } };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return undefined;
  }
}

function parseSettings(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(
      `--settings takes JSON, such as '{"tests":true}': ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** Lints and prints. The exit code is ESLint's: 0 nothing found, 1 findings, 2 when something could not be linted. */
async function lint(paths: readonly string[], options: LintOptions, from: string): Promise<number> {
  const progress = createProgress();
  let linted = 0;
  const { findings, failures } = await lintPaths(paths, options, (file) => {
    linted += 1;
    progress.show(`${linted} files linted, now ${path.relative(from, file)} …`);
  });
  progress.clear();
  for (const found of findings) if (found.messages.length > 0) console.log(`${findingsText(found, from)}\n`);
  for (const failure of failures)
    console.error(`${path.relative(from, failure.path) || failure.path}: ${failure.reason}`);
  const count = findings.reduce((sum, { messages }) => sum + messages.length, 0);
  console.log(
    `${count} ${count === 1 ? 'finding' : 'findings'} in ${findings.length} ${findings.length === 1 ? 'file' : 'files'}.`,
  );
  if (failures.length > 0) {
    console.error(`${failures.length} of ${failures.length + findings.length} could not be linted.`);
    return 2;
  }
  return count > 0 ? 1 : 0;
}

function heading(text: string): void {
  console.log(`\n${paint(['bold', 'underline'], text)}\n`);
}

/**
 * The fixed program with the full client in place of the core that the quick-fix inserts; it tells what its circuit
 * breaker does.
 */
function withFullClient(fixed: string): string {
  const client = pathToFileURL(path.join(root, 'snippets/generated/salesforce-fetch.mjs')).href;
  return fixed
    .replace(
      /\/\/ #region salesforce-fetch\n[^]*?\/\/ #endregion/,
      `import { createSalesforceFetch } from '${client}';`,
    )
    .replace(
      'createSalesforceFetch({',
      "createSalesforceFetch({ onEvent: ({ type, family, to }) => type === 'breaker' && family === 'data' && process.emit('salesforce-breaker', to),",
    );
}

/** What the picture shows side by side. */
function versionsOf(before: OutageReport, after: OutageReport, full: OutageReport): ReportedVersion[] {
  const quickFixes = 'Retry with backoff, Retry-After, a new login after 401, and upserts by external id.';
  const breaker = 'The same with the full client: while Salesforce is down, all calls wait for a single probe.';
  return [
    { title: 'Before', about: 'A failure is logged, and the payment is forgotten.', report: before },
    { title: 'After the quick-fixes', about: quickFixes, report: after },
    { title: 'With the full client', about: breaker, report: full },
  ];
}

/** Find, fix, prove. */
async function demonstrate(options: LintOptions): Promise<number> {
  const demo = path.join(root, 'test/demo');
  const files = DEMO.map((name) => path.join(demo, name));
  heading('1. What is wrong with the demo integration');
  const linted = await lint(files, options, root);
  if (linted === 2) return 2;

  heading('2. The quick-fixes, applied to a copy');
  const copies = await mkdtemp(path.join(os.tmpdir(), 'salesforce-resilience-'));
  try {
    await writeFile(path.join(copies, 'package.json'), '{ "type": "module" }\n');
    for (const name of DEMO) {
      const text = await readFile(path.join(demo, name), 'utf8');
      const fixed = await applySuggestions(text, path.join(demo, name), options);
      await writeFile(path.join(copies, name), fixed);
      console.log(`${diffText(`test/demo/${name}`, text, fixed)}\n`);
    }

    heading('3. Both versions through the same five-minute outage, in virtual time');
    console.log(
      '200 payments a minute: 30 s of calm, five minutes of 503 (with and without Retry-After), 429, 502, resets,',
    );
    console.log('answers lost after the commit and an expired token, 60 s of calm.\n');
    const fullClient = path.join(copies, 'full-client.js');
    await writeFile(fullClient, withFullClient(await readFile(path.join(copies, 'payments.js'), 'utf8')));
    const runs = [
      ...DEMO.flatMap((name) => [
        { title: `${name} before`, program: path.join(demo, name) },
        { title: `${name} after`, program: path.join(copies, name) },
      ]),
      { title: 'with the full client', program: fullClient },
    ];
    const progress = createProgress();
    const columns: { title: string; report: OutageReport }[] = [];
    for (const { title, program } of runs) {
      progress.show(`${title}: ${columns.length + 1} of ${runs.length} …`);
      columns.push({ title, report: await runThroughOutage(program) });
    }
    progress.clear();
    console.log(tableText(columns));
    const proven = columns
      .filter(({ title }) => !title.endsWith('before'))
      .every(({ report }) => report.lost === 0 && report.duplicated === 0);
    console.log(
      proven ? '\nThe fixed version lost 0 and duplicated 0.' : '\nThe fixed version lost or duplicated payments.',
    );
    const [before, after, , , full] = columns.map(({ report }) => report);
    if (before && after && full) await writeFile(REPORT, reportHtml(versionsOf(before, after, full)));
    console.log(`The outage as a picture: ${REPORT}`);
    return proven ? 0 : 1;
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
}

/** npm runs this in the repository; the paths are those of the folder that the user is in. */
const from = process.env['INIT_CWD'] ?? process.cwd();
const asked = readArguments();
if (!asked) process.exitCode = 2;
else if (asked.paths.length === 0) process.exitCode = await demonstrate(asked.options);
else {
  const paths = asked.paths.map((given) => path.resolve(from, given));
  process.exitCode = await lint(paths, asked.options, from);
}
