import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { salesforceOutage } from '@salesforce-resilience/snippets/outage/salesforce-outage';
import { serveOutage } from '@salesforce-resilience/snippets/outage/server/outage-server';
import { programOf } from './program-of.ts';
import { startWorkerd } from './start-workerd.ts';

const GENERATED = path.resolve(import.meta.dirname, '../../../snippets/generated');

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'one-client-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A worker whose requests share a client, as they are to: workerd lets them share no input and output. */
const workerFor = (url: string): string => `
import { createSalesforceFetch } from './client.mjs';

async function refreshToken() {
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  const response = await fetch('${url}/services/oauth2/token', { method: 'POST', body });
  return (await response.json()).access_token;
}

const options = { baseDelayMs: 20, maxConcurrent: 2, failureThreshold: 3, totalTimeoutMs: 10_000, refreshToken };
const client = createSalesforceFetch(options);

export default {
  async fetch(request) {
    const target = '${url}/services/data/v64.0/sobjects/Payment__c/Reference__c' + new URL(request.url).pathname;
    const headers = { Authorization: 'Bearer ended' };
    return client(target, { method: 'PATCH', headers, body: '{}', signal: request.signal });
  },
};
`;

// Waits for the login, for a free place and for the breaker end with what another request does.
it.each(['salesforce-fetch', 'salesforce-fetch-core'])(
  '%s in workerd serves all requests, and one that goes away takes no other with it',
  async (name) => {
    const keys = ['P-1', 'P-2', 'P-3', 'P-4', 'P-5', 'P-6', 'P-7', 'P-8'];
    const outage = salesforceOutage(['503 x3', '503; retry-after=1', 'hang; on=P-9', 'slow 200ms; on=login']);
    const server = await serveOutage(outage);
    onTestFinished(() => server.close());
    copyFileSync(path.join(GENERATED, `${name}.mjs`), path.join(folder, 'client.mjs'));
    writeFileSync(path.join(folder, 'worker.mjs'), workerFor(server.url));
    const worker = await startWorkerd(programOf('workerd'), folder);
    onTestFinished(() => worker.stop());

    const leaving = fetch(`${worker.url}P-9`, { signal: AbortSignal.timeout(100) }).catch((reason: unknown) => reason);
    const ask = (key: string) => fetch(worker.url + key, { signal: AbortSignal.timeout(15_000) });
    const answers = await Promise.all(keys.map(ask));
    expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 201));
    expect(await leaving).toMatchObject({ name: 'TimeoutError' });
    const { logins, duplicated, early } = outage.verdict();
    expect([logins, duplicated, early]).toEqual([1, [], []]);
    expect(outage.ledger.records.map(({ key }) => key).sort()).toEqual(keys);
    expect(worker.log()).not.toContain('different request context');
  },
  60_000,
);
