import process from 'node:process';
import type { TestProject } from 'vitest/node';
import { adviceOn, installBrokers, missingBrokers } from '../../../scripts/install-brokers.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The brokers that cannot be started on this machine. */
    missingBrokers: readonly string[];
  }
}

/** Before the tests with brokers: brings the brokers where it can. With `BROKERS=all`, each of them has to be there. */
export default function setUp(project: TestProject): void {
  installBrokers();
  const missing = missingBrokers();
  if (missing.length > 0) {
    if (process.env['BROKERS'] === 'all') throw new Error(adviceOn(missing));
    console.warn(`Some queue workers are not tested. ${adviceOn(missing)}`);
  }
  project.provide(
    'missingBrokers',
    missing.map(({ name }) => name),
  );
}
