import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect } from 'vitest';
import type { Broker } from '../../../support/brokers/broker.ts';
import { FakeSalesforce, type Fault, type SeenRequest } from '../../../support/fake-salesforce.ts';
import type { WorkerReport } from '../workers/worker-program.ts';

/** What a run needs of one broker. */
export interface QueueUnderTest {
  readonly broker: Broker;
  /** The worker's program in `../workers`. */
  readonly program: string;
  /** Environment of the worker: QUEUE, DEAD_LETTERS and what its library wants. */
  readonly env: Readonly<Record<string, string>>;
  produce(bodies: readonly string[]): Promise<void>;
  /** The bodies that are in the dead-letter now; one that is there twice comes twice. */
  deadLetters(): Promise<readonly string[]>;
  /** How many messages are still in the queue, where the broker tells. */
  remaining?(): Promise<number>;
}

/** What a run showed. */
export interface Figures {
  readonly messages: number;
  readonly requests: number;
  readonly redeliveries: number;
  readonly requestsInOutage: number;
  readonly seconds: number;
}

const MESSAGES = 2_000;
const OUTAGE_MS = 2_000;

const reference = (index: number): string => (index % 100 === 7 ? `P-${index}-refused` : `P-${index}`);
const isPoison = (index: number): boolean => index % 100 === 13;
const bodyOf = (index: number): string =>
  isPoison(index) ? `{ poison ${index}` : JSON.stringify({ reference: reference(index), amount: index });

/**
 * Sends 2,000 messages through a worker process while Salesforce fails now and then, loses answers and is out for two
 * seconds, the worker is killed twice and the broker once; then says what came of it.
 */
export async function runThroughOutages(queue: QueueUnderTest): Promise<Figures> {
  const startedAt = Date.now();
  const outage = { isOn: false, requests: 0 };
  const seen = new Map<string, number>();
  const salesforce = new FakeSalesforce({ faults: (request) => faultOf(request, outage, seen) });
  const SALESFORCE = await salesforce.start();
  const login = await fetch(`${SALESFORCE}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: TOKEN } = (await login.json()) as { access_token: string };
  const env = { ...queue.env, BROKER: queue.broker.address, SALESFORCE, TOKEN };
  const workers = createWorkers(queue.program, env);
  const indexes = Array.from({ length: MESSAGES }, (_, index) => index);
  const good = indexes.filter((index) => !isPoison(index) && !reference(index).endsWith('refused'));
  const bad = indexes.filter((index) => !good.includes(index)).map(bodyOf);
  const written = (count: number) =>
    waitUntil(
      () => salesforce.ledger.recorded >= count,
      `${count} records`,
      () => ({ recorded: salesforce.ledger.recorded, report: workers.report() }),
    );

  try {
    await queue.produce(indexes.map(bodyOf));
    workers.start();
    await written(300);
    await workers.kill();
    workers.start();
    await written(700);
    outage.isOn = true;
    await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS));
    outage.isOn = false;
    await written(1_100);
    await queue.broker.kill();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await queue.broker.start();
    await written(1_500);
    await workers.kill();
    workers.start();
    await written(good.length);
    let dead: readonly string[] = [];
    await waitUntil(
      async () => {
        dead = await queue.deadLetters();
        return new Set(dead).size >= bad.length && ((await queue.remaining?.()) ?? 0) === 0;
      },
      'all dead letters and an empty queue',
      () => ({ dead: new Set(dead).size }),
    );
    await workers.end();

    expect(good.filter((index) => salesforce.ledger.recordsOf(reference(index)).length !== 1)).toEqual([]);
    expect(salesforce.ledger.recorded).toBe(good.length);
    expect(salesforce.ledger.duplicates).toBe(0);
    expect([...new Set(dead)].toSorted()).toEqual(bad.toSorted());
    expect(workers.exitCode()).toBe(0);
    expect(salesforce.early).toBe(0);
    // Ten may be under way when it begins, with a repetition each; then one probe at a time.
    expect(outage.requests).toBeLessThanOrEqual(60);
    const { redelivered, output } = workers.report();
    expect(output).not.toContain('Warning: Possible');
    return {
      messages: MESSAGES,
      requests: salesforce.requests,
      redeliveries: redelivered,
      requestsInOutage: outage.requests,
      seconds: Math.round((Date.now() - startedAt) / 1_000),
    };
  } finally {
    await workers.kill();
    await salesforce.stop();
  }
}

/** What goes wrong with a request: in the outage everything, else a little of everything, the same in each run. */
function faultOf(
  request: SeenRequest,
  outage: { isOn: boolean; requests: number },
  seen: Map<string, number>,
): Fault | undefined {
  const { path: url, index } = request;
  if (url.startsWith('/services/oauth2/')) return undefined;
  if (outage.isOn) {
    outage.requests += 1;
    return { kind: 'status', status: 503, ...(index % 2 === 0 && { retryAfter: 1 }) };
  }
  if (url.endsWith('-refused')) return { kind: 'status', status: 400, errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION' };
  const times = (seen.get(url) ?? 0) + 1;
  seen.set(url, times);
  // Every 25th payment meets a locked row twice.
  if (/[05]0$|[27]5$/.test(url) && times <= 2) return { kind: 'status', status: 400, errorCode: 'UNABLE_TO_LOCK_ROW' };
  if (index % 31 === 0) return { kind: 'status', status: 503 };
  if (index % 37 === 0) return { kind: 'commit-then-reset' };
  if (index % 41 === 0) return { kind: 'reset' };
  return undefined;
}

/** Worker processes, one at a time, and the sum of what they reported. */
function createWorkers(program: string, env: Readonly<Record<string, string>>) {
  const reports: WorkerReport[] = [];
  let child: ChildProcess | undefined;
  let output = '';
  return {
    start(): void {
      const file = path.join(import.meta.dirname, '../workers', program);
      const started = fork(file, [], {
        execArgv: ['--conditions=source', '--import', 'tsx'],
        env: { ...process.env, ...env },
        silent: true,
      });
      const place = reports.push({ acknowledged: 0, redelivered: 0, deadLettered: 0, errors: {} }) - 1;
      started.on('message', (report: WorkerReport) => (reports[place] = report));
      for (const stream of [started.stdout, started.stderr])
        stream?.on('data', (chunk: Buffer) => (output += String(chunk)));
      child = started;
    },
    async kill(): Promise<void> {
      if (child?.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    /** Asks it to stop, as a deployment does. */
    async end(): Promise<void> {
      if (child?.exitCode !== null) throw new Error(`The worker has ended by itself. ${output}`);
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
    exitCode: () => child?.exitCode,
    report: () => ({
      redelivered: reports.reduce((sum, { redelivered }) => sum + redelivered, 0),
      errors: reports.map(({ errors }) => errors),
      output,
    }),
  };
}

async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  what: string,
  state: () => unknown,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited for ${what} in vain: ${JSON.stringify(state())}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
