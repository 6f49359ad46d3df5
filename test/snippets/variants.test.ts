import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import tsBlankSpace from 'ts-blank-space';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node18 } from '../support/node-18.ts';
import { startBulkServer } from './bulk/bulk-server.ts';
import { serve } from './client/local-server.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const sources = path.join(root, 'snippets/src');
const generated = path.join(root, 'snippets/generated');
const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const folder = mkdtempSync(path.join(tmpdir(), 'variants-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The compiler of an installed TypeScript. */
function compilerOf(name: string): string {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { tsc: string } };
  return path.join(path.dirname(manifest), bin.tsc);
}

/** What is by nature for Node alone, and what is written for the project that it is pasted into. */
const FOR_NODE = [path.join(sources, 'outage/server'), path.join(generated, 'outage/outage-server.ts')];
const FOR_TESTS = [path.join(generated, 'outage/tests')];

/** What a compiler has against files, as in the project of somebody who pastes them: `strict`, and no more than Node 18. */
async function complaintsOf(
  typescript: string,
  types: 'dom' | 'node',
  include: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const project = path.join(mkdtempSync(path.join(folder, 'project-')), 'tsconfig.json');
  const exclude = [...FOR_TESTS, ...(types === 'dom' ? FOR_NODE : [])];
  const compilerOptions = {
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    module: 'nodenext',
    target: 'es2022',
    skipLibCheck: true,
    lib: types === 'dom' ? ['es2022', 'dom', 'dom.iterable'] : ['es2022'],
    types: types === 'dom' ? [] : ['node'],
    typeRoots: [path.join(root, 'node_modules/@types')],
    ...more,
  };
  writeFileSync(project, JSON.stringify({ compilerOptions, include, exclude }));
  return run(process.execPath, [compilerOf(typescript), '-p', project]).then(
    () => '',
    (error: unknown) => (error as { stdout: string }).stdout,
  );
}

const versions = ['typescript-5.4', 'typescript-5.9', 'typescript', 'typescript-7'];
const environments = versions.flatMap((typescript) => [
  { typescript, types: 'dom' as const },
  { typescript, types: 'node' as const },
]);

describe('every snippet', () => {
  it('is found', () => {
    expect(files).toEqual(
      expect.arrayContaining(['client', 'bulk'].map((room) => expect.stringMatching(`^${room}`) as string)),
    );
  });

  it.each(environments)('compiles with $typescript and the types of $types', async ({ typescript, types }) => {
    expect(await complaintsOf(typescript, types, [sources, generated])).toBe('');
  });

  it.each(versions)('compiles as a test of Jest and of Vitest with %s', async (typescript) => {
    const project = mkdtempSync(path.join(folder, 'tests-'));
    for (const framework of ['jest', 'vitest']) {
      const tests = path.join(project, framework);
      cpSync(path.join(generated, 'outage/tests', framework), tests, { recursive: true });
      cpSync(path.join(generated, 'outage/salesforce-outage.ts'), path.join(tests, 'salesforce-outage.ts'));
      writeFileSync(
        path.join(tests, 'payments.ts'),
        'export declare function recordPayment(payment: { reference: string; amount: number }, token: string, refreshToken?: () => Promise<string>): Promise<unknown>;\n',
      );
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(project, 'node_modules'));
    const bundled = { module: 'esnext', moduleResolution: 'bundler' };
    expect(await complaintsOf(typescript, 'node', [`${project}/*/*.ts`], bundled)).toBe('');
  });

  it('would be complained of if it needed more than Node 18', async () => {
    writeFileSync(path.join(folder, 'too-new.ts'), 'export const sorted = [2, 1].toSorted();\n');
    expect(await complaintsOf('typescript-5.4', 'node', [path.join(folder, 'too-new.ts')])).toContain('toSorted');
  });
});

/** Writes every part as JavaScript, with the types blanked. What people paste is generated from the parts. */
function writeParts(): void {
  for (const file of files) {
    const javascript = tsBlankSpace(readFileSync(path.join(sources, file), 'utf8'));
    const target = path.join(folder, 'javascript', file.replace(/ts$/, 'mjs'));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, javascript.replaceAll(/(from\s+'\.[^']*)\.ts'/g, "$1.mjs'"));
  }
  cpSync(generated, path.join(folder, 'javascript/generated'), { recursive: true });
}

/** Runs a script on Node 18 and gives what it prints. */
async function runOn18(script: string): Promise<unknown> {
  const file = path.join(folder, 'javascript', 'script.mjs');
  writeFileSync(file, script);
  const { stdout } = await run(node18(), ['--unhandled-rejections=strict', file], { timeout: 60_000 });
  return JSON.parse(stdout);
}

describe('as JavaScript on Node 18, every snippet', () => {
  beforeAll(() => {
    expect(execFileSync(node18(), ['--version'], { encoding: 'utf8' })).toMatch(/^v18\./);
    writeParts();
  }, 300_000);

  const pasted = readdirSync(generated);

  it('loads in its parts', async () => {
    const script = `
      const names = ${JSON.stringify(files.map((file) => file.replaceAll('\\', '/').replace(/ts$/, 'mjs')))};
      for (const name of names) await import('./' + name);
      console.log(names.length);`;
    expect(await runOn18(script)).toBe(files.length);
  });

  it('loads as one file, an ES module', async () => {
    const names = pasted.filter((name) => name.endsWith('.mjs'));
    const script = `
      for (const name of ${JSON.stringify(names)}) await import('./generated/' + name);
      console.log(JSON.stringify(Object.keys(await import('./generated/bulk-load.mjs'))));`;
    expect(await runOn18(script)).toEqual(['BulkLoadError', 'bulkLoad']);
    expect(names.length).toBeGreaterThanOrEqual(8);
  });

  it('loads as one file, a CommonJS module', async () => {
    const names = pasted.filter((name) => name.endsWith('.cjs'));
    const script = `
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      for (const name of ${JSON.stringify(names)}) require('./generated/' + name);
      console.log(JSON.stringify(Object.keys(require('./generated/upsert-by-external-id.cjs'))));`;
    expect(await runOn18(script)).toEqual(['AmbiguousExternalIdError', 'SalesforceRejection', 'upsertByExternalId']);
    expect(names.length).toBeGreaterThanOrEqual(8);
  });

  it('works: the client outlasts a 503, with the signal of a caller', async () => {
    const { url, received } = await serve((response, index) => response.writeHead(index === 0 ? 503 : 200).end('{}'));
    const script = `
      import { createSalesforceFetch } from './generated/salesforce-fetch.mjs';
      const resilient = createSalesforceFetch({ baseDelayMs: 1 });
      const response = await resilient(${JSON.stringify(url)}, { signal: new AbortController().signal });
      console.log(response.status);`;
    expect(await runOn18(script)).toBe(200);
    expect(received).toHaveLength(2);
  });

  it('works: a load, an upsert and a health check through the client', async () => {
    const bulk = await startBulkServer({ faults: { upload: ['commit+drop'], poll: [{ status: 503 }] } });
    const { url } = await serve((response, _index, { path: asked }) => {
      response.writeHead(200).end(JSON.stringify(asked === '/services/data' ? [{ version: '62.0' }] : { id: 'a01' }));
    });
    const script = `
      import { bulkLoad } from './generated/bulk-load.mjs';
      import { createSalesforceFetch } from './generated/salesforce-fetch.mjs';
      import { checkHealth } from './generated/check-health.mjs';
      import { trustStatus } from './generated/trust-status.mjs';
      import { upsertByExternalId } from './generated/upsert-by-external-id.mjs';
      const org = (instanceUrl) => ({ fetch: createSalesforceFetch({ baseDelayMs: 1 }), instanceUrl, accessToken: 'token' });
      const rows = [{ Reference__c: 'P-1' }, { Reference__c: 'P-2' }];
      const options = { object: 'Payment__c', externalIdField: 'Reference__c', pauseMs: 1 };
      const { written } = await bulkLoad(org(${JSON.stringify(bulk.url)}), rows, options);
      const keys = { object: 'Payment__c', field: 'Reference__c', signal: new AbortController().signal };
      const upserted = await upsertByExternalId(org(${JSON.stringify(url)}), rows[0], keys);
      const health = await checkHealth(org(${JSON.stringify(url)}));
      const trust = await trustStatus('EU48', { baseUrl: ${JSON.stringify(url)} });
      console.log(JSON.stringify({ written, upserted, ready: health.ready, trust: trust.status }));`;
    expect(await runOn18(script)).toEqual({
      written: 2,
      upserted: { id: 'a01', created: false },
      ready: true,
      trust: 'unknown',
    });
    expect([...bulk.processed.values()]).toEqual([1, 1]);
  });
});
