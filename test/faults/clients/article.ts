import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Connection, Payment } from '../cell.ts';
import type { Client, ClientFactory } from './client.ts';
import { fetchOnce } from './fetch-once.ts';
import { fieldsOf, restClient } from './rest-client.ts';

type Record1 = (payment: Payment, token: string) => Promise<unknown>;
interface PostClient {
  readonly post: (path: string, body: object, token: string) => Promise<unknown>;
}

const API = '/services/data/v60.0/sobjects/Payment__c';

/** What one of the article's examples defines, with the constant that it takes from around it. */
function exampleOf(file: string, name: string, instanceUrl: string, edit = (code: string): string => code): unknown {
  const code = readFileSync(path.resolve('test/fixtures/article', file), 'utf8');
  // Its own console would fill the terminal.
  const quiet = { error: () => undefined };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the article's code, letter by letter
  return new Function('INSTANCE_URL', 'console', `${edit(code)}; return ${name};`)(instanceUrl, quiet);
}

/** The change that the article asks for under "Idempotency on retry", done to its function. */
const asUpsert = (code: string): string =>
  code
    .replace("method: 'POST'", "method: 'PATCH'")
    .replace('sobjects/Payment__c`', 'sobjects/Payment__c/Reference__c/${payment.reference}`')
    .replace(/,\s+Reference__c: payment\.reference/, '');

function functionClient(connection: Connection, file: string, name: string): Client {
  const { instanceUrl, accessToken } = connection;
  const create = exampleOf(file, name, instanceUrl) as Record1;
  const upsert = exampleOf(file, name, instanceUrl, asUpsert) as Record1;
  return {
    create: (payment) => create(payment, accessToken),
    upsert: (payment) => upsert(payment, accessToken),
    // The article names the steps of a load and writes none of them: plain requests.
    load: restClient(connection, (call) => fetchOnce(call, accessToken)).load,
  };
}

/** "The broken example". */
export const articleBroken: ClientFactory = (connection) => functionClient(connection, 'broken.js', 'recordPayment');

/** "Add retry with exponential backoff". */
export const articleLoop: ClientFactory = (connection) =>
  functionClient(connection, 'simple-retry.js', 'recordPaymentWithRetry');

/** "The fixed example", the class with the breaker; one object for all calls. */
export const articleClass: ClientFactory = (connection) => {
  const { instanceUrl, accessToken } = connection;
  const classOf = (edit?: (code: string) => string): PostClient =>
    new (exampleOf('client-class.js', 'SalesforceClient', instanceUrl, edit) as new () => PostClient)();
  const poster = classOf();
  const patcher = classOf((code) => code.replace("method: 'POST'", "method: 'PATCH'"));
  return {
    create: (payment) => poster.post(API, fieldsOf(payment, false), accessToken),
    upsert: (payment) => patcher.post(`${API}/Reference__c/${payment.reference}`, fieldsOf(payment, true), accessToken),
    load: restClient(connection, (call) => fetchOnce(call, accessToken)).load,
  };
};
