import { createServer, type Server } from 'node:http';
import { createRequestHandler } from 'local-aws-sqs';
import { freePort, type Broker } from './broker.ts';

/**
 * An SQS server from npm, which speaks the protocol of the AWS SDK: visibility time-outs, receive counts, FIFO groups.
 * It keeps its messages in memory, so `kill` takes away the network and the connections, not the service's state.
 */
export async function startSqs(): Promise<Broker> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const { requestHandler } = createRequestHandler({ port, hostname: '127.0.0.1' });
  let server: Server | undefined;
  const start = async (): Promise<void> => {
    const listening = createServer((request, response) => {
      requestHandler(request, response).catch(() => response.destroy());
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
