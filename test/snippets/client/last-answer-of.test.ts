import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastAnswerOf } from '@salesforce-resilience/snippets/client/last-answer-of';
import { retrySalesforce } from '@salesforce-resilience/snippets/client/retry-salesforce';
import { FakeSalesforce } from '../../support/fake-salesforce.ts';

interface Org {
  readonly _transport: object;
  readonly sobject: (name: string) => {
    readonly upsert: (record: object, field: string) => Promise<{ readonly success: boolean }>;
  };
}

// Its types do not compile with those of a project that sets exactOptionalPropertyTypes.
const { Connection } = createRequire(import.meta.url)('jsforce') as { Connection: new (options: object) => Org };

let salesforce: FakeSalesforce;
let org: Org;
let isAsking = false;

beforeEach(async () => {
  isAsking = false;
  salesforce = new FakeSalesforce({
    faults: () => {
      if (!isAsking) return undefined;
      isAsking = false;
      return { kind: 'status', status: 503, retryAfter: 1 };
    },
  });
  const instanceUrl = await salesforce.start();
  const login = await fetch(`${instanceUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: accessToken } = (await login.json()) as { access_token: string };
  org = new Connection({ instanceUrl, accessToken, version: '62.0' });
});
afterEach(() => salesforce.stop());

const upsert = () => org.sobject('Payment__c').upsert({ Reference__c: 'PAY-1', Amount__c: 5 }, 'Reference__c');
const eager = { idempotent: true, baseDelayMs: 1 };

describe('lastAnswerOf', () => {
  it('lets a retry wait as Retry-After asks, which jsforce does not pass on', async () => {
    isAsking = true;
    const started = Date.now();
    const { success } = await retrySalesforce(upsert, { ...eager, lastAnswer: lastAnswerOf(org) });
    expect(success).toBe(true);
    expect(salesforce.early).toBe(0);
    expect(Date.now() - started).toBeGreaterThanOrEqual(1_000);
  });

  it('is needed for that', async () => {
    isAsking = true;
    await retrySalesforce(upsert, eager);
    expect(salesforce.early).toBe(1);
  });

  it('listens once to a connection, and leaves the answers as they are', async () => {
    const { _transport: transport } = org;
    const first = lastAnswerOf(org);
    const listening = Object.entries(transport);
    expect(lastAnswerOf(org)).toBe(first);
    expect(Object.entries(transport)).toEqual(listening);
    expect(await upsert()).toMatchObject({ success: true });
    expect(first()).toMatchObject({ statusCode: 201 });
  });

  it('forgets the answer where none came', async () => {
    const lastAnswer = lastAnswerOf(org);
    await upsert();
    await salesforce.stop();
    await expect(upsert()).rejects.toThrow();
    expect(lastAnswer()).toBeUndefined();
  });

  it('knows nothing of a connection that sends by something else', () => {
    expect(lastAnswerOf({})()).toBeUndefined();
    expect(lastAnswerOf({ _transport: {} })()).toBeUndefined();
  });
});
