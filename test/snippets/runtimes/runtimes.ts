import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { node18 } from '../../support/node-18.ts';
import { openPage } from '../../support/open-page.ts';
import type { Report } from './inside/perform.ts';
import type { Nature } from './inside/scenario.ts';
import { programOf } from './program-of.ts';
import { startWorkerd } from './start-workerd.ts';

/** A program that runs JavaScript, and what it is tested with. */
export interface Runtime {
  readonly name: string;
  /** The clients that it runs, as files of snippets/generated. */
  readonly clients: readonly string[];
  readonly nature: Nature;
  /** Runs main.mjs of the folder, which is also served at `origin`, and gives what its `report` is. */
  readonly run: (folder: string, origin: string) => Promise<Report>;
}

const MODULES = ['salesforce-fetch.mjs', 'salesforce-fetch-core.mjs'];
const COMMONJS = ['salesforce-fetch.cjs', 'salesforce-fetch-core.cjs'];
const TYPESCRIPT = ['salesforce-fetch.ts', 'salesforce-fetch-core.ts'];

const SERVER: Nature = { tellsRefused: true, endsRequests: true, repeatsByItself: false, sendsStreams: true };

export const RUNTIMES: readonly Runtime[] = [
  {
    name: 'Node',
    clients: COMMONJS,
    nature: SERVER,
    run: (folder) => runProgram(process.execPath, ['print.mjs'], folder),
  },
  {
    name: 'Node 18.0',
    clients: MODULES,
    // Its `fetch` is the first that Node had, and an experiment.
    nature: { ...SERVER, tellsRefused: false, endsRequests: false },
    run: (folder) => runProgram(node18(), ['print.mjs'], folder),
  },
  {
    name: 'Deno',
    clients: [...TYPESCRIPT, ...COMMONJS],
    nature: SERVER,
    run: (folder) =>
      runProgram(programOf('deno'), ['run', '--no-prompt', '--allow-net=127.0.0.1', 'print.mjs'], folder),
  },
  {
    name: 'Bun',
    clients: [...TYPESCRIPT, ...COMMONJS],
    nature: SERVER,
    run: (folder) => runProgram(programOf('bun'), ['print.mjs'], folder),
  },
  {
    name: 'workerd',
    clients: [...MODULES, ...COMMONJS],
    // Its errors of the network are all the same.
    nature: { ...SERVER, tellsRefused: false },
    async run(folder) {
      const worker = await startWorkerd(programOf('workerd'), folder);
      try {
        const response = await fetch(worker.url, { signal: AbortSignal.timeout(60_000) });
        if (!response.ok) throw new Error(`workerd answered ${response.status}.\n${worker.log()}`);
        return (await response.json()) as Report;
      } finally {
        await worker.stop();
      }
    },
  },
  {
    name: 'Chromium',
    clients: MODULES,
    // Pages may not know why a request failed; and a stream is for HTTP/2 only.
    nature: { tellsRefused: false, endsRequests: true, repeatsByItself: true, sendsStreams: false },
    async run(folder, origin) {
      // Salesforce is on another port; the requests before those of another origin would be in its ledger.
      const browser = await openPage(folder, '--disable-web-security');
      try {
        await browser.page.goto(`${origin}/page.html`);
        return await browser.page.evaluate<Report>(`import('/main.mjs').then(({ report }) => report())`);
      } finally {
        await browser.stop();
      }
    },
  },
];

/** Runs a program that prints a report. */
function runProgram(program: string, args: readonly string[], folder: string): Promise<Report> {
  // What a program keeps, it keeps in the folder; and a proxy has no place between it and the loopback interface.
  const env = { ...process.env, DENO_DIR: folder, DENO_NO_UPDATE_CHECK: '1', NO_PROXY: '127.0.0.1', NO_COLOR: '1' };
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
  const [printed, complained]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complained.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const [text, complaints] = [printed, complained].map((chunks) => Buffer.concat(chunks).toString());
      if (code === 0) resolve(JSON.parse(text!) as Report);
      else reject(new Error(`${path.basename(program)} ended with ${code ?? signal}.\n${text}${complaints}`));
    });
  });
}
