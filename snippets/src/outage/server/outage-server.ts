import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { OutageAnswer, SalesforceOutage } from '../salesforce-outage.ts';

/** An outage on the loopback interface, for any client that speaks HTTP. */
export interface OutageServer {
  /** Such as `http://127.0.0.1:40123`; what a client takes as instance URL. */
  readonly url: string;
  /** Refuses connections until {@link OutageServer.resume}, on the same port: nothing can be sent at all. */
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  /** Closes every connection and stops. */
  readonly close: () => Promise<void>;
}

/**
 * The loopback face of an outage: real connections that are reset, cut and kept in silence, on 127.0.0.1 only.
 *
 * @param outage - What `salesforceOutage` gave.
 * @param port - 0 for a free one.
 * @throws {Error} when the port is taken.
 */
export async function serveOutage(outage: SalesforceOutage, port = 0): Promise<OutageServer> {
  /** Connections that were reset from this side: what went out on them before was heard. */
  const broken = new WeakSet<Socket>();
  const server = createServer((request, response) => {
    respond(outage, request, response, broken).catch((error: unknown) => {
      // A client that goes away while it sends is not our failure; anything else must be seen.
      if (request.socket.destroyed) return;
      response.writeHead(500, { 'Content-Type': 'text/plain' }).end(`The outage itself failed: ${String(error)}`);
    });
  });
  await listen(server, port);
  const { port: taken } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${taken}`, pause: close, resume: () => listen(server, taken), close };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function respond(
  outage: SalesforceOutage,
  request: IncomingMessage,
  response: ServerResponse,
  broken: WeakSet<Socket>,
): Promise<void> {
  const { method = 'GET', url: path = '/', headers, socket } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { authorization = '', host = '127.0.0.1' } = headers;
  const order = { method, path, authorization, origin: `http://${host}`, body: Buffer.concat(chunks).toString() };
  const { seen, answer } = outage.receive(order, () => !socket.destroyed || broken.has(socket));
  response.once('close', () => {
    if (!response.writableFinished && !broken.has(socket)) seen.abortedAt ??= outage.now();
  });
  deliver(await answer, response, socket, broken);
}

function deliver(
  { status, headers, body, delivery }: OutageAnswer,
  response: ServerResponse,
  socket: Socket,
  broken: WeakSet<Socket>,
): void {
  if (delivery === 'hang') return;
  if (delivery === 'whole') {
    response.writeHead(status, headers).end(status === 204 ? undefined : body);
    return;
  }
  if (delivery !== 'stall') broken.add(socket);
  if (delivery === 'reset') socket.resetAndDestroy();
  else if (delivery === 'drop') socket.destroy();
  else {
    // Without a length, the body goes out in chunks: the last one never comes.
    response.writeHead(status, headers).write(body.slice(0, Math.ceil(body.length / 2)), () => {
      if (delivery === 'truncate') socket.destroy();
    });
  }
}
