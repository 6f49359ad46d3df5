import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { adviceOn, findProgram } from '../../scripts/install-brokers.ts';

it('says on one line which brokers are missing and what to install', () => {
  const missing = [
    { name: 'RabbitMQ', packages: ['rabbitmq-server'] },
    { name: 'Kafka', packages: ['librdkafka-dev', 'gcc'] },
  ];
  expect(adviceOn(missing)).toBe(
    'Not found: RabbitMQ, Kafka. Install: apt-get install rabbitmq-server librdkafka-dev gcc',
  );
});

it('finds a program by its path or on the PATH, the first that is there', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'salesforce-resilience-path-'));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  const program = path.join(folder, 'a-broker');
  writeFileSync(program, '');
  vi.stubEnv('PATH', `/nowhere${path.delimiter}${folder}`);
  expect(findProgram('/nowhere/at/all', 'a-broker')).toBe(program);
  expect(findProgram(program)).toBe(program);
  expect(findProgram('no-such-broker')).toBeUndefined();
});
