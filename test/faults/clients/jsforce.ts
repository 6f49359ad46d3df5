import { createRequire } from 'node:module';
import type { Connection, Payment } from '../cell.ts';
import type { Client, ClientFactory } from './client.ts';
import { logIn } from './log-in.ts';
import { fieldsOf } from './rest-client.ts';
import { TUNING } from './tuning.ts';

interface Org {
  readonly sobject: (name: string) => {
    readonly create: (record: object) => Promise<unknown>;
    readonly upsert: (record: object, field: string) => Promise<unknown>;
  };
  readonly bulk2: {
    readonly loadAndWaitForResults: (
      options: object,
    ) => Promise<{ readonly failedResults: readonly Readonly<Record<string, unknown>>[] }>;
  };
}

// Its types do not compile with those of a project that sets exactOptionalPropertyTypes.
const require = createRequire(import.meta.url);
const { Connection: JsforceConnection } = require('jsforce') as { Connection: new (options: object) => Org };
// Not documented, and the one place where retries and time-outs of all connections can be set.
const { setDefaults } = require('jsforce/lib/request.js') as { setDefaults: (defaults: object) => void };

function jsforceClient(connection: Connection): Client {
  const { instanceUrl, accessToken } = connection;
  const org = new JsforceConnection({
    instanceUrl,
    accessToken,
    version: '62.0',
    logLevel: 'NONE',
    refreshFn: (_org: Org, callback: (error: Error | null, token?: string) => void) => {
      logIn(connection).then(
        (token) => callback(null, token),
        (error: unknown) => callback(error as Error),
      );
    },
  });
  return {
    create: (payment) => org.sobject('Payment__c').create(fieldsOf(payment, false)),
    upsert: (payment) => org.sobject('Payment__c').upsert(fieldsOf(payment, false), 'Reference__c'),
    load: (payments) => load(org, payments),
  };
}

async function load(org: Org, payments: readonly Payment[]): Promise<string[]> {
  const { failedResults } = await org.bulk2.loadAndWaitForResults({
    object: 'Payment__c',
    operation: 'upsert',
    externalIdFieldName: 'Reference__c',
    input: payments.map((payment) => ({ ...fieldsOf(payment, false) })),
    pollInterval: 5_000,
    pollTimeout: 600_000,
  });
  return failedResults.map((row) => String(row['Reference__c']));
}

/** As it comes, with the function that it has for sessions that end. */
export const jsforce: ClientFactory = jsforceClient;

/** With PATCH repeated too, more retries, and a time-out: for all connections of the process. */
export const jsforceTuned: ClientFactory = (connection) => {
  const isCreate = connection.kind === 'create';
  const retry = {
    maxRetries: TUNING.retries,
    minTimeout: TUNING.baseMs,
    methods: ['GET', 'PUT', 'HEAD', 'OPTIONS', 'DELETE', isCreate ? 'POST' : 'PATCH'],
    // One list for all methods: what is safe for a create.
    ...(isCreate && { statusCodes: [429, 503], errorCodes: ['ECONNREFUSED'] }),
  };
  setDefaults({ retry, timeout: TUNING.attemptMs * (TUNING.retries + 1) });
  return jsforceClient(connection);
};
