import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { FakeSalesforce, type Fault } from '../../support/fake-salesforce.ts';

/** One request that came in, its body included. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A loopback server that lives until the test ends. */
export interface LocalServer {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
}

/** Starts a server that hands each request, once read, to `answer` together with how many came before it. */
export async function serve(
  answer: (response: ServerResponse, index: number, request: ReceivedRequest) => void,
  port = 0,
): Promise<LocalServer> {
  const received: ReceivedRequest[] = [];
  const read = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = request;
    const seen = { method, path, authorization: headers.authorization, body: Buffer.concat(chunks).toString() };
    received.push(seen);
    answer(response, received.length - 1, seen);
  };
  const server = createServer((request, response) => {
    // A client that goes away while its body is read is what some tests are about.
    read(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

/** Starts a server that answers with these statuses in turn, and with the last one from then on. */
export async function serveStatuses(...statuses: readonly number[]): Promise<LocalServer> {
  return serve((response, index) => response.writeHead(statuses[index] ?? statuses.at(-1)!).end());
}

/** A port of the loopback interface on which nobody listens. */
export async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** A fake Salesforce, logged in to, in which the first requests after the login meet these faults in turn. */
export async function startSalesforce(...faults: readonly (Fault | undefined)[]) {
  const salesforce = new FakeSalesforce({
    faults: ({ path, index }) => (path.startsWith('/services/oauth2/') ? undefined : faults[index - 1]),
  });
  const instanceUrl = await salesforce.start();
  onTestFinished(() => salesforce.stop());
  const login = async (): Promise<string> => {
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const response = await fetch(`${instanceUrl}/services/oauth2/token`, { method: 'POST', body });
    return ((await response.json()) as { access_token: string }).access_token;
  };
  const headers = { Authorization: `Bearer ${await login()}`, 'Content-Type': 'application/json' };
  return {
    salesforce,
    login,
    headers,
    /** Where payments are created; an external id appended, where one is upserted. */
    payments: `${instanceUrl}/services/data/v64.0/sobjects/Payment__c`,
    body: JSON.stringify({ Reference__c: 'P-1', Amount__c: 12.5 }),
    /** How many requests came in after the login. */
    sent: () => salesforce.requests - 1,
  };
}
