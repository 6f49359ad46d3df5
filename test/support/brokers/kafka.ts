import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { killProgram, scratchFolder, startProgram, type Broker } from './broker.ts';

/**
 * The mock cluster of librdkafka: no Kafka, but the protocol of one, as Confluent tests its own clients with it. It keeps
 * its messages in memory, so `kill` takes the broker off the network with all its connections and keeps its log.
 *
 * @param topics How many partitions each topic has.
 */
export async function startKafka(topics: Readonly<Record<string, number>>): Promise<Broker> {
  const { folder, remove } = scratchFolder('kafka');
  const program = path.join(folder, 'mock-kafka');
  execFileSync('cc', ['-o', program, path.join(import.meta.dirname, 'mock-kafka.c'), '-lrdkafka'], { stdio: 'pipe' });
  const child = startProgram(
    program,
    Object.entries(topics).map(([name, partitions]) => `${name}:${partitions}`),
  );
  const lines = createInterface({ input: child.stdout! });
  const [address] = (await once(lines, 'line')) as [string];
  const say = async (word: string): Promise<void> => {
    const answered = once(lines, 'line');
    child.stdin?.write(`${word}\n`);
    await answered;
  };
  return {
    address,
    kill: () => say('down'),
    start: () => say('up'),
    async stop() {
      await killProgram(child);
      remove();
    },
  };
}
