import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compressedClock } from '../support/compressed-clock.ts';
import { FakeSalesforce, type Fault, type SeenRequest } from '../support/fake-salesforce.ts';

/** The five minutes: until which second what goes wrong. */
const PHASES: readonly { readonly until: number; readonly fault: Fault }[] = [
  { until: 60, fault: { kind: 'status', status: 503, retryAfter: 30 } },
  { until: 110, fault: { kind: 'status', status: 503, body: '<html><title>Down for Maintenance</title></html>' } },
  { until: 150, fault: { kind: 'status', status: 429, retryAfter: { dateIn: 20 } } },
  { until: 190, fault: { kind: 'status', status: 502, body: '<html>Bad Gateway</html>' } },
  { until: 220, fault: { kind: 'reset' } },
  { until: 280, fault: { kind: 'commit-then-reset' } },
  { until: 300, fault: { kind: 'status', status: 503, retryAfter: 10 } },
];

/** Payments are confirmed every 300 ms: 200 a minute. */
const INTERVAL_MS = 300;
/** Real time for a program to start and log in. */
const START_UP_MS = 2_500;
const CALM_BEFORE_S = 30;
const OUTAGE_S = 300;
const CALM_AFTER_S = 60;
/** When the session ends, counted from the beginning of the outage. */
const TOKEN_EXPIRES_S = 285;
/** One request in so many is served even so: throughput drops to a handful, not to nothing. */
const ONE_IN = 25;

/** What became of the payments of one run; times are those of the compressed clock. */
export interface OutageReport {
  readonly payments: number;
  readonly recorded: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly early: number;
  readonly requests: number;
  /** From the confirmation of a payment to its record, at most (s). */
  readonly longestWait: number;
}

/** How to run a program through the outage. */
export interface OutageOptions {
  /** How much faster than real time it goes. */
  readonly factor: number;
  /** Told now and then how far it is, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Ends the run and its process. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a payment program, as it is, against a fake Salesforce through the outage: confirmed payments go to its standard
 * input, 200 a minute, and the ledger tells what became of them.
 *
 * @throws {Error} when the program cannot be started or ends with an error of its own.
 */
export async function runThroughOutage(program: string, options: OutageOptions): Promise<OutageReport> {
  const { factor, onProgress, signal } = options;
  // The program has time to start before the first payment, on the clock that it will share.
  const origin = Date.now() + START_UP_MS;
  const now = compressedClock(factor, origin);
  const begins = origin + CALM_BEFORE_S * 1_000;
  const salesforce = new FakeSalesforce({ now, faults: (request) => faultAt(request, begins) });
  const url = await salesforce.start();
  const child = spawn(process.execPath, [...imports(), program], {
    env: {
      ...process.env,
      TIME_FACTOR: String(factor),
      TIME_ORIGIN: String(origin),
      SALESFORCE_INSTANCE_URL: url,
      SALESFORCE_CLIENT_ID: 'payments',
      SALESFORCE_CLIENT_SECRET: 'secret',
    },
    // What the program logs is its own affair; its exit code is not.
    stdio: ['pipe', 'ignore', 'pipe'],
    ...(signal ? { signal } : {}),
  });
  const confirmed = new Map<string, number>();
  const total = ((CALM_BEFORE_S + OUTAGE_S + CALM_AFTER_S) * 1_000) / INTERVAL_MS;
  let expired = false;
  const ticker = setInterval(() => {
    if (!expired && now() >= begins + TOKEN_EXPIRES_S * 1_000) {
      salesforce.expireTokens();
      expired = true;
    }
    while (confirmed.size < total && origin + confirmed.size * INTERVAL_MS <= now()) {
      const payment = { reference: `PAY-${confirmed.size + 1}`, customerId: 'ACME', amount: 10 };
      confirmed.set(payment.reference, now());
      child.stdin.write(`${JSON.stringify(payment)}\n`);
    }
    if (confirmed.size >= total) child.stdin.end();
    onProgress?.(confirmed.size / total);
  }, 5);
  try {
    await ended(child, program);
  } finally {
    clearInterval(ticker);
    await salesforce.stop();
  }
  return reportOf(salesforce, confirmed);
}

function faultAt({ at, index }: SeenRequest, begins: number): Fault | undefined {
  const second = (at - begins) / 1_000;
  if (second < 0 || index % ONE_IN === 0) return undefined;
  return PHASES.find(({ until }) => second < until)?.fault;
}

/** TypeScript is compiled as it is loaded; the compressed clock comes before the program. */
function imports(): string[] {
  const clock = path.resolve(import.meta.dirname, '../support/compressed-time.ts');
  return ['--import', import.meta.resolve('tsx'), '--import', pathToFileURL(clock).href];
}

async function ended(child: ReturnType<typeof spawn>, program: string): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2_000);
  });
  // A program that has ended no longer reads its payments: its exit code says why.
  child.stdin?.on('error', () => undefined);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`${path.basename(program)} ended with exit code ${code}:\n${said}`);
}

function reportOf(salesforce: FakeSalesforce, confirmed: ReadonlyMap<string, number>): OutageReport {
  const { ledger, early, requests } = salesforce;
  const waits = [...confirmed].flatMap(([reference, at]) =>
    ledger.recordsOf(reference).map((record) => record.at - at),
  );
  return {
    payments: confirmed.size,
    recorded: ledger.recorded,
    lost: confirmed.size - ledger.recorded,
    duplicated: ledger.duplicates,
    early,
    requests,
    longestWait: Math.max(0, ...waits) / 1_000,
  };
}
