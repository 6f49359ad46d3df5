import { createServer, IncomingMessage, type Server } from 'node:http';
import { Socket } from 'node:net';
import { createRequestHandler } from 'local-aws-sqs';
import { freePort, type Broker } from './broker.ts';

/**
 * An SQS server from npm, which speaks the protocol of the AWS SDK: long polls, visibility time-outs, receive counts.
 * Measured against what AWS documents it differs in three things: it knows the system attributes under their older name
 * only (translated here), it counts a changed visibility as a receive, and it does not hold up the group of a FIFO
 * message (fifo-queue.ts is there for that). It keeps its messages in memory, so `kill` takes away the network and the
 * connections, not the service's state.
 */
export async function startSqs(): Promise<Broker> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const { requestHandler } = createRequestHandler({ port, hostname: '127.0.0.1' });
  let server: Server | undefined;
  const start = async (): Promise<void> => {
    const listening = createServer((request, response) => {
      translated(request)
        .then((readable) => requestHandler(readable, response))
        .catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => listening.listen(port, '127.0.0.1', resolve));
    server = listening;
  };
  const kill = async (): Promise<void> => {
    const closed = new Promise((resolve) => server?.close(resolve));
    server?.closeAllConnections();
    await closed;
  };
  await start();
  return { address, start, kill, stop: kill };
}

/** The same request with AttributeNames, as MessageSystemAttributeNames were called before 2023. */
async function translated(request: IncomingMessage): Promise<IncomingMessage> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const body = text.replace('"MessageSystemAttributeNames"', '"AttributeNames"');
  // Without the socket, which a request that has been read takes with it.
  const copy = new IncomingMessage(new Socket());
  const { headers, method, url } = request;
  Object.assign(copy, { headers, method, url });
  copy.push(body);
  copy.push(null);
  return copy;
}
