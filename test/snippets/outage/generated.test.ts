import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { bulkApi } from '@salesforce-resilience/snippets/outage/bulk-api';
import type { compositeApi } from '@salesforce-resilience/snippets/outage/composite-api';
import type { salesforceOutage } from '@salesforce-resilience/snippets/outage/salesforce-outage';
import type { serveOutage } from '@salesforce-resilience/snippets/outage/server/outage-server';

const folder = path.resolve(import.meta.dirname, '../../../snippets/generated/outage');

interface Kit {
  readonly salesforceOutage: typeof salesforceOutage;
  readonly compositeApi: typeof compositeApi;
  readonly bulkApi: typeof bulkApi;
  readonly serveOutage: typeof serveOutage;
}

/** A file as people paste it, loaded by Node alone. */
const load = async (name: string): Promise<Kit> =>
  name.endsWith('.cjs')
    ? (createRequire(import.meta.url)(path.join(folder, name)) as Kit)
    : ((await import(/* @vite-ignore */ pathToFileURL(path.join(folder, name)).href)) as Kit);

describe('the harness as one file', () => {
  it.each([
    'salesforce-outage.mjs',
    'salesforce-outage.cjs',
    'salesforce-outage-full.mjs',
    'salesforce-outage-full.cjs',
  ])('works from %s', async (name) => {
    const kit = await load(name);
    const outage = kit.salesforceOutage(['503']);
    await outage.run(() => outage.call('PAY-1', () => fetch(`${outage.instanceUrl}/services/data/`)));
    expect(outage.verdict()).toMatchObject({ lost: ['PAY-1'], requests: [{ status: 503 }] });
  });

  it('has composite and Bulk API in its full form', async () => {
    const {
      salesforceOutage: start,
      compositeApi: composite,
      bulkApi: bulk,
    } = await load('salesforce-outage-full.mjs');
    const outage = start([], { apis: [composite, bulk()] });
    const headers = { Authorization: `Bearer ${outage.accessToken}` };
    const ask = (resource: string, body: object): Promise<Response> =>
      outage.fetch(`${outage.instanceUrl}/services/data/v64.0/${resource}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
    expect((await ask('composite', { compositeRequest: [] })).status).toBe(200);
    expect((await ask('jobs/ingest', { object: 'Payment__c', operation: 'insert' })).status).toBe(200);
  });

  it('has a server beside it', async () => {
    const { serveOutage: serve } = await load('outage-server.mjs');
    const { salesforceOutage: start } = await load('salesforce-outage.mjs');
    const server = await serve(start(['503']));
    onTestFinished(() => server.close());
    expect((await fetch(`${server.url}/services/data/`)).status).toBe(503);
    expect((await fetch(`${server.url}/services/data/`)).status).toBe(200);
  });

  it('compiles under strict', () => {
    const program = ts.createProgram(
      ['salesforce-outage.ts', 'salesforce-outage-full.ts', 'outage-server.ts'].map((name) => path.join(folder, name)),
      {
        ...{ noEmit: true, strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
        ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, allowImportingTsExtensions: true },
        lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
        ...{ types: ['node'], skipLibCheck: true, erasableSyntaxOnly: true },
      },
    );
    const errors = ts.getPreEmitDiagnostics(program);
    expect(errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });
});
