import amqp from 'amqplib';
import type { ChildProcess } from 'node:child_process';
import { findProgram } from '../../../scripts/install-brokers.ts';
import { eventually, freePort, killProgram, scratchFolder, startProgram, type Broker } from './broker.ts';

/** A real RabbitMQ with its own node name, ports, cookie and data; `kill` is SIGKILL. */
export async function startRabbitmq(): Promise<Broker> {
  const { folder, remove } = scratchFolder('rabbitmq');
  const [port, distributionPort, epmdPort] = [await freePort(), await freePort(), await freePort()];
  const address = `amqp://127.0.0.1:${port}`;
  const env = {
    HOME: folder,
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: `resilience-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_MNESIA_BASE: `${folder}/data`,
    RABBITMQ_LOG_BASE: `${folder}/log`,
    RABBITMQ_CONF_ENV_FILE: `${folder}/none`,
    RABBITMQ_CONFIG_FILE: `${folder}/none`,
    RABBITMQ_ENABLED_PLUGINS_FILE: `${folder}/plugins`,
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
  };
  const names = startProgram('epmd', ['-port', String(epmdPort)], env);
  const program = findProgram('/usr/lib/rabbitmq/bin/rabbitmq-server') ?? 'rabbitmq-server';
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    server = startProgram(program, [], env);
    await eventually(async () => (await amqp.connect(address)).close(), 60_000);
  };
  await start();
  return {
    address,
    start,
    kill: () => killProgram(server),
    async stop() {
      await killProgram(server);
      await killProgram(names);
      remove();
    },
  };
}
