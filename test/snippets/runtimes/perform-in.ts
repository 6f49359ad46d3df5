import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tsBlankSpace from 'ts-blank-space';
import type { OrgApi } from '@salesforce-resilience/snippets/outage/org-api';
import { salesforceOutage, type SalesforceOutage } from '@salesforce-resilience/snippets/outage/salesforce-outage';
import { serveOutage } from '@salesforce-resilience/snippets/outage/server/outage-server';
import { unusedPort } from '../client/local-server.ts';
import type { Report } from './inside/perform.ts';
import type { Scenario } from './inside/scenario.ts';
import { SCENARIOS } from './inside/scenarios.ts';
import type { Runtime } from './runtimes.ts';

/** One scenario for one client of a runtime. */
export interface Case {
  readonly client: string;
  readonly scenario: Scenario;
}

/** What became of a case. */
export interface Performed extends Case {
  readonly outage: SalesforceOutage;
  readonly told: Report['told'][number];
  /** Requests whose connection was ended before the answer was whole. */
  readonly ended: number;
}

const GENERATED = path.resolve(import.meta.dirname, '../../../snippets/generated');
const INSIDE = path.join(import.meta.dirname, 'inside');
/** For 5 s, Chromium may read on to keep the connection of an answer that nobody wants any more. */
const PATIENCE_MS = 7_000;
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.mjs': 'text/javascript' };

/** A file of 120,000 bytes, which no connection sends at once. */
const resultsApi: OrgApi = ({ path: [root] }) => {
  if (root !== 'jobs') return undefined;
  return { status: 200, headers: { 'Content-Type': 'text/csv' }, body: 'P-1,12.50\n'.repeat(12_000) };
};

/** What a runtime has to perform. */
export const casesOf = ({ clients }: Runtime): Case[] =>
  clients.flatMap((client) =>
    SCENARIOS.filter(({ isFull }) => !isFull || !client.includes('core')).map((scenario) => ({ client, scenario })),
  );

/** Performs all scenarios in a runtime, each with a Salesforce of its own. */
export async function performIn(runtime: Runtime): Promise<{ performed: Performed[]; strays: Report['strays'] }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'runtimes-'));
  const cases = casesOf(runtime);
  const outages = cases.map(({ scenario }) => salesforceOutage(scenario.script, { apis: [resultsApi] }));
  const servers = await Promise.all(outages.map((outage) => serveOutage(outage)));
  const endedOf = ({ requests }: SalesforceOutage): number => requests.filter(isAborted).length;
  const dueOf = ({ scenario: { expected } }: Case): number =>
    runtime.nature.endsRequests ? (expected(runtime.nature).ended ?? 0) : 0;
  let ended: readonly number[] = [];
  const control = await serveControl(folder, {
    resume: (index) => servers[index]!.resume(),
    reached: (index) => until(() => outages[index]!.requests.length > 0),
    // Later on, the end of the runtime would end all requests.
    async done() {
      await until(() => outages.every((outage, index) => endedOf(outage) >= dueOf(cases[index]!)), PATIENCE_MS);
      ended = outages.map(endedOf);
    },
  });
  try {
    await Promise.all(servers.filter((_, index) => cases[index]!.scenario.isDown).map((server) => server.pause()));
    const nobody = `http://127.0.0.1:${await unusedPort()}`;
    const tasks = cases.map(({ client, scenario: { name: scenario } }, index) => {
      const [token, { url }] = [outages[index]!.accessToken, servers[index]!];
      const [resumeUrl, reachedUrl] = [`${control.url}/resume/${index}`, `${control.url}/reached/${index}`];
      return { client, scenario, url, token, nobody, resumeUrl, reachedUrl };
    });
    await writeProgram(folder, runtime.clients, `${JSON.stringify(tasks)}, '${control.url}/done/all'`);
    const { told, strays } = await runtime.run(folder, control.url);
    const of = (index: number) => ({ outage: outages[index]!, told: told[index]!, ended: ended[index]! });
    return { performed: cases.map((one, index) => ({ ...one, ...of(index) })), strays };
  } finally {
    await Promise.all([control, ...servers].map((server) => server.close()));
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const isAborted = ({ abortedAt }: SalesforceOutage['requests'][number]): boolean => abortedAt !== undefined;

async function until(isReady: () => boolean, ms = Infinity): Promise<void> {
  const endsAt = Date.now() + ms;
  while (!isReady() && Date.now() < endsAt) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Writes what the runtimes run; each begins with a file of its own. */
async function writeProgram(folder: string, clients: readonly string[], tasks: string): Promise<void> {
  for (const client of clients) await copyFile(path.join(GENERATED, client), path.join(folder, client));
  for (const part of await readdir(INSIDE)) {
    const javascript = tsBlankSpace(await readFile(path.join(INSIDE, part), 'utf8'));
    const modules = javascript.replace(/(from '\.[^']*)\.ts'/g, "$1.mjs'");
    await writeFile(path.join(folder, part.replace(/ts$/, 'mjs')), modules);
  }
  // A CommonJS module has its exports as its default.
  const imports = clients.map(
    (client, index) => `import ${client.endsWith('.cjs') ? '' : '* as '}client${index} from './${client}';`,
  );
  const named = clients.map((client, index) => `'${client}': client${index}`);
  const main = [
    `import { perform } from './perform.mjs';`,
    ...imports,
    `export const report = () => perform({ ${named.join(', ')} }, ${tasks});`,
  ];
  const [load, page] = [`import { report } from './main.mjs';`, '<!doctype html><title>Scenarios</title>'];
  await writeFile(path.join(folder, 'main.mjs'), main.join('\n'));
  // With a connection that was left open, the program would not end by itself, and nothing would be known.
  const print = `process.stdout.write(JSON.stringify(await report()), () => process.exit(0));`;
  await writeFile(path.join(folder, 'print.mjs'), `${load}\n${print}\n`);
  const worker = `export default { fetch: async () => Response.json(await report()) };`;
  await writeFile(path.join(folder, 'worker.mjs'), `${load}\n${worker}\n`);
  await writeFile(path.join(folder, 'page.html'), page);
}

/** What a runtime asks of the test, by the number of a case. */
type Wishes = Readonly<Record<string, (index: number) => unknown>>;

/** Serves the files of a folder, and wishes such as /resume/3. */
async function serveControl(folder: string, wishes: Wishes) {
  const answer = async (url: string, response: ServerResponse): Promise<void> => {
    const [, wish = '', index] = url.split('/');
    if (index !== undefined) await wishes[wish]!(Number(index));
    const body = index === undefined ? await readFile(path.join(folder, wish)) : '';
    response.writeHead(200, { 'Content-Type': TYPES[path.extname(wish)] ?? 'text/plain' }).end(body);
  };
  const server = createServer((request, response) => {
    answer(request.url ?? '/', response).catch((error: unknown) => response.writeHead(404).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
