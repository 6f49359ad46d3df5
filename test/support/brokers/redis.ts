import { Redis } from 'ioredis';
import type { ChildProcess } from 'node:child_process';
import { eventually, freePort, killProgram, scratchFolder, startProgram, type Broker } from './broker.ts';

/** A real Redis with its own port and data, every write synced to disk before it is answered; `kill` is SIGKILL. */
export async function startRedis(): Promise<Broker> {
  const { folder, remove } = scratchFolder('redis');
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', appendfsync: 'always', save: '' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    server = startProgram('redis-server', args);
    const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => undefined);
    await eventually(() => client.connect().then(() => client.ping()));
    client.disconnect();
  };
  await start();
  return {
    address: `127.0.0.1:${port}`,
    start,
    kill: () => killProgram(server),
    async stop() {
      await killProgram(server);
      remove();
    },
  };
}
