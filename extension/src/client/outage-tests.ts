import * as vscode from 'vscode';
import type { OutageTestRun } from '../protocol/requests.ts';
import { endsIn, type TestEnd, testsIn } from './test-output.ts';

/** A program to be run. */
export interface CommandRun {
  readonly command: readonly string[];
  readonly folder: string;
  /** Takes what it prints. */
  readonly write: (text: string) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Runs a program; gives its exit code. */
export type RunCommand = (run: CommandRun) => Promise<number | null>;

/** What running outage tests needs. */
export interface OutageTestsOptions {
  /** How a test is run now: its project may use another framework than the last time. */
  readonly howToRun: (test: vscode.Uri) => Promise<OutageTestRun>;
  readonly run: RunCommand;
}

/** How many tests of a file have passed. */
export interface Outcome {
  readonly passed: number;
  readonly all: number;
  /** The first one that has not. */
  readonly failed?: vscode.Range;
}

/**
 * The outage tests in the Testing view. They come there when they are first run: until then they are left to the project's
 * own test extension.
 */
export class OutageTests implements vscode.Disposable {
  readonly #options: OutageTestsOptions;
  #known: { controller: vscode.TestController; profile: vscode.TestRunProfile } | undefined;

  constructor(options: OutageTestsOptions) {
    this.#options = options;
  }

  /** Runs the tests of a file. */
  async run(file: vscode.Uri): Promise<Outcome> {
    const { controller, profile } = this.#shown();
    const item =
      controller.items.get(file.toString()) ??
      controller.createTestItem(file.toString(), vscode.workspace.asRelativePath(file), file);
    controller.items.add(item);
    const request = new vscode.TestRunRequest([item], undefined, profile);
    const source = new vscode.CancellationTokenSource();
    try {
      const [outcome] = await this.#carryOut(request, source.token);
      return outcome ?? { passed: 0, all: 0 };
    } finally {
      source.dispose();
    }
  }

  dispose(): void {
    this.#known?.controller.dispose();
  }

  #shown(): { controller: vscode.TestController; profile: vscode.TestRunProfile } {
    if (this.#known) return this.#known;
    const controller = vscode.tests.createTestController(
      'salesforceResilience.outageTests',
      vscode.l10n.t('Outage Tests'),
    );
    const profile = controller.createRunProfile(
      vscode.l10n.t('Run'),
      vscode.TestRunProfileKind.Run,
      async (request, token) => {
        await this.#carryOut(request, token);
      },
      true,
    );
    this.#known = { controller, profile };
    return this.#known;
  }

  /** A file is run as a whole: its tests take no time. */
  async #carryOut(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<Outcome[]> {
    const { controller } = this.#shown();
    const asked = request.include ?? [...controller.items].map(([, item]) => item);
    const files = new Set(asked.map((item) => item.parent ?? item));
    const run = controller.createTestRun(request);
    try {
      const outcomes: Outcome[] = [];
      for (const file of files)
        if (!token.isCancellationRequested) outcomes.push(await this.#runFile(file, run, token));
      return outcomes;
    } finally {
      run.end();
    }
  }

  async #runFile(file: vscode.TestItem, run: vscode.TestRun, token: vscode.CancellationToken): Promise<Outcome> {
    if (!file.uri) return { passed: 0, all: 0 };
    const tests = this.#testsOf(file, (await vscode.workspace.openTextDocument(file.uri)).getText());
    for (const test of tests) run.started(test);
    let output = '';
    const add = (text: string): void => {
      output += text;
      run.appendOutput(text.replaceAll(/\r?\n/g, '\r\n'));
    };
    const failure = await this.#runCommand(file.uri, add, token).catch((error: unknown) => String(error));
    const ends = endsIn(
      output,
      tests.map(({ label }) => label),
    );
    for (const test of tests) this.#report(test, ends.get(test.label), { run, otherwise: failure ?? output });
    const failed = tests.filter(({ label }) => ends.get(label)?.isPassed !== true);
    const [{ range } = {}] = failed;
    return { passed: tests.length - failed.length, all: tests.length, ...(range ? { failed: range } : {}) };
  }

  /** Runs the test of a file; gives the reason where it could not be run. */
  async #runCommand(
    uri: vscode.Uri,
    write: (text: string) => void,
    token: vscode.CancellationToken,
  ): Promise<string | undefined> {
    const { command, folder } = await this.#options.howToRun(uri);
    const abort = new AbortController();
    const cancelled = token.onCancellationRequested(() => {
      abort.abort();
    });
    write(`> ${command.join(' ')}\n\n`);
    try {
      await this.#options.run({ command, folder, write, signal: abort.signal });
      return undefined;
    } catch (error) {
      const reason = vscode.l10n.t(
        '{0} could not be run: {1}',
        command[0] ?? '',
        error instanceof Error ? error.message : String(error),
      );
      write(`${reason}\n`);
      return reason;
    } finally {
      cancelled.dispose();
    }
  }

  #testsOf(file: vscode.TestItem, text: string): vscode.TestItem[] {
    const { controller } = this.#shown();
    const tests = testsIn(text).map(({ name, line }) => {
      const item = controller.createTestItem(name, name, file.uri);
      item.range = new vscode.Range(line, 0, line, 0);
      return item;
    });
    file.children.replace(tests);
    return tests;
  }

  #report(test: vscode.TestItem, end: TestEnd | undefined, to: { run: vscode.TestRun; otherwise: string }): void {
    if (end?.isPassed) to.run.passed(test);
    else if (end) to.run.failed(test, messageOf(test, end.detail));
    else to.run.errored(test, messageOf(test, to.otherwise));
  }
}

function messageOf({ uri, range }: vscode.TestItem, text: string): vscode.TestMessage {
  const message = new vscode.TestMessage(text);
  if (uri && range) message.location = new vscode.Location(uri, range);
  return message;
}
