import { delay } from './calls.ts';
import type { Stage } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';

/** The exports of a pasted client. */
export interface Snippet {
  readonly createSalesforceFetch: Stage['clientWith'];
}

/** One scenario for one client. */
export interface Task extends Pick<Stage, 'url' | 'token' | 'nobody'> {
  /** The file of the client. */
  readonly client: string;
  /** The name of the scenario. */
  readonly scenario: string;
  /** What is asked to make Salesforce take connections, and to be told when it has got a request. */
  readonly resumeUrl: string;
  readonly reachedUrl: string;
}

/** What became of all tasks. */
export interface Report {
  /** Of each task: what its call gave, or what its error says. */
  readonly told: readonly (Readonly<{ value: unknown }> | Readonly<{ error: unknown }> | 'hung')[];
  /** The reasons of rejected promises that nobody has handled. */
  readonly strays: readonly string[];
}

/** What shows that stray rejections are seen. */
export const STRAY = 'a promise that is rejected for the test';
const PATIENCE_MS = 25_000;

/** Performs all tasks at once, since they mostly wait, and says at `doneUrl` when they are done. */
export async function perform(
  clients: Readonly<Record<string, Snippet>>,
  tasks: readonly Task[],
  doneUrl: string,
): Promise<Report> {
  const strays = watchRejections();
  const told = await Promise.all(tasks.map((task) => performOne(clients[task.client]!, task)));
  void Promise.reject(new Error(STRAY));
  // Long enough for what comes late.
  await delay(100);
  await fetch(doneUrl);
  return { told, strays: [...strays].map((reason) => (reason instanceof Error ? reason.message : String(reason))) };
}

async function performOne({ createSalesforceFetch }: Snippet, task: Task): Promise<Report['told'][number]> {
  const { url, token, nobody, resumeUrl, reachedUrl, scenario } = task;
  const found = SCENARIOS.find(({ name }) => name === scenario);
  const resume = (): Promise<unknown> => fetch(resumeUrl);
  const reached = (): Promise<unknown> => fetch(reachedUrl);
  const call = found!.perform({ clientWith: createSalesforceFetch, url, token, nobody, resume, reached });
  const ended = call.then((value) => ({ value }), errorOf);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'hung'>((resolve) => void (timer = setTimeout(() => resolve('hung'), PATIENCE_MS)));
  return Promise.race([ended, late]).finally(() => clearTimeout(timer));
}

/** As much of an error as can be sent. */
function errorOf(thrown: unknown): { error: unknown } {
  const { name, message, outcome, attempts } = Object(thrown) as Readonly<Record<string, unknown>>;
  return { error: outcome === undefined ? `${String(name)}: ${String(message)}` : { name, outcome, attempts } };
}

/** The reasons of rejections that nobody handles, from now on: browsers and workers have events, Node and Bun a process. */
function watchRejections(): ReadonlySet<unknown> {
  const reasons = new Set<unknown>();
  const scope = globalThis as unknown as {
    addEventListener?: (type: string, listener: (event: PromiseRejectionEvent) => void) => void;
    process?: { on?: (type: string, listener: (reason: unknown) => void) => void };
  };
  scope.addEventListener?.('unhandledrejection', (event) => {
    event.preventDefault();
    reasons.add(event.reason);
  });
  scope.process?.on?.('unhandledRejection', (reason) => reasons.add(reason));
  return reasons;
}
