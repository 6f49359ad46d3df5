import { createSalesforceFetch as createCore } from '@salesforce-resilience/snippets/client/core';
import { bulkLoad } from '@salesforce-resilience/snippets/bulk/bulk-load';
import { BulkLoadError } from '@salesforce-resilience/snippets/bulk/bulk-load-error';
import { createSalesforceFetch, type SalesforceFetchOptions } from '@salesforce-resilience/snippets/client';
import type { Connection, Payment } from '../cell.ts';
import type { Client, ClientFactory } from './client.ts';
import { fetchOnce } from './fetch-once.ts';
import { logIn } from './log-in.ts';
import { fieldsOf, restClient } from './rest-client.ts';

/** A client of ours with its defaults: a login is all that it has to be given. */
function clientOf(connection: Connection, send: typeof fetch): Client {
  const { instanceUrl, accessToken } = connection;
  return {
    ...restClient(connection, (call) => fetchOnce(call, accessToken, send)),
    load: (payments) => load({ fetch: send, instanceUrl, accessToken }, payments),
  };
}

async function load(org: Parameters<typeof bulkLoad>[0], payments: readonly Payment[]): Promise<string[]> {
  const rows = payments.map((payment) => fieldsOf(payment, false));
  try {
    await bulkLoad(org, rows, { object: 'Payment__c', externalIdField: 'Reference__c', timeoutMs: 600_000 });
    return [];
  } catch (error) {
    if (!(error instanceof BulkLoadError)) throw error;
    const { reason, failed, unprocessed } = error as BulkLoadError;
    // What its documentation says of these two: it goes on at Salesforce.
    if (/interrupted|deadline/.test(reason)) throw Object.assign(error, { outcome: 'unknown' });
    const rest = [...failed.map(({ row }) => row), ...unprocessed];
    if (rest.length === 0) throw error;
    return rest.map((row) => String((row as Record<string, unknown>)['Reference__c']));
  }
}

const fullWith = (connection: Connection, options: SalesforceFetchOptions = {}): Client =>
  clientOf(connection, createSalesforceFetch({ refreshToken: () => logIn(connection), ...options }));

/** The short form, for one file. */
export const oursCore: ClientFactory = (connection) =>
  clientOf(connection, createCore({ refreshToken: () => logIn(connection) }));

/** The module. */
export const ours: ClientFactory = (connection) => fullWith(connection);

/** … for those who would rather hear "unknown" than repeat a create after a 503. */
export const oursCautious: ClientFactory = (connection) => fullWith(connection, { repeatRefusedCreates: false });

/** … with the external id of what is created, so that it can be looked up. */
export const oursKeyed: ClientFactory = (connection) =>
  fullWith(connection, {
    keyOf: ({ fields }) => ({
      field: 'Reference__c',
      value: String(fields['Reference__c']),
      isUnique: connection.isUnique,
    }),
  });
