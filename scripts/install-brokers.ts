/**
 * Installs the brokers that the queue workers are tested against from Debian's packages, where it may: as root, with
 * apt-get. Elsewhere it says what to install; a broker that is there already, wherever it comes from, is used.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** A broker, how it is recognised, and Debian's packages of it. */
interface BrokerPackages {
  readonly name: string;
  /** One of each list has to exist; bare names are looked up on the PATH. */
  readonly needs: readonly (readonly string[])[];
  readonly packages: readonly string[];
}

const HEADER = 'include/librdkafka/rdkafka_mock.h';

const BROKERS: readonly BrokerPackages[] = [
  {
    name: 'RabbitMQ',
    // Debian's command of that name runs as the user rabbitmq only; the script that it calls runs as anybody.
    needs: [['/usr/lib/rabbitmq/bin/rabbitmq-server', 'rabbitmq-server'], ['epmd']],
    packages: ['rabbitmq-server'],
  },
  { name: 'Redis', needs: [['redis-server']], packages: ['redis-server'] },
  {
    name: 'Kafka',
    needs: [[`/usr/${HEADER}`, `/usr/local/${HEADER}`, `/opt/homebrew/${HEADER}`], ['cc']],
    packages: ['librdkafka-dev', 'gcc', 'libc6-dev'],
  },
];

/** The first of these files that exists; a bare name is looked up on the PATH. */
export function findProgram(...names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return names
    .flatMap((name) => (path.isAbsolute(name) ? [name] : folders.map((folder) => path.join(folder, name))))
    .find((file) => existsSync(file));
}

/** The brokers that are not there, each with the packages that bring it. */
export function missingBrokers(): readonly Pick<BrokerPackages, 'name' | 'packages'>[] {
  return BROKERS.filter(({ needs }) => needs.some((files) => findProgram(...files) === undefined));
}

/** What to do about missing brokers, on one line. */
export function adviceOn(missing: ReturnType<typeof missingBrokers>): string {
  const names = missing.map(({ name }) => name).join(', ');
  return `Not found: ${names}. Install: apt-get install ${missing.flatMap(({ packages }) => packages).join(' ')}`;
}

/** Installs what is missing when this is root on a system with apt-get; without starting any service. */
export function installBrokers(): void {
  const missing = missingBrokers();
  if (missing.length === 0 || process.getuid?.() !== 0 || !findProgram('apt-get')) return;
  const packages = missing.flatMap((broker) => broker.packages);
  console.error(`Installing ${packages.join(', ')} …`);
  // In run level 1 the packages' scripts do not start their services: the tests start their own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { status, stderr } = spawnSync('apt-get', ['-qq', ...args], { env, encoding: 'utf8' });
    if (status !== 0) console.error(`apt-get ${args.join(' ')} failed. ${stderr}`);
  }
}

if (process.argv[1] === import.meta.filename) {
  installBrokers();
  const missing = missingBrokers();
  if (missing.length > 0) {
    console.error(adviceOn(missing));
    process.exit(1);
  }
}
