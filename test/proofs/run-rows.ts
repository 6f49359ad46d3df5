/** The process that programs are run in: each row by itself against a Salesforce of its own, on a clock that runs faster. */
import { platformApi } from '@salesforce-resilience/snippets/outage/platform-api';
import { compositeApi } from '@salesforce-resilience/snippets/outage/composite-api';
import { salesforceOutage } from '@salesforce-resilience/snippets/outage/salesforce-outage';
import { serveOutage } from '@salesforce-resilience/snippets/outage/server/outage-server';
import type { Damage } from './defects.ts';

/** A program, and what happens to its requests. */
export interface Row {
  readonly path: string;
  readonly outage: readonly string[];
  /** So many times at once comes each payment. */
  readonly times: number;
  /** The caller waits no longer than this (ms on the clock of the process). */
  readonly patienceMs: number;
}

/** A program that exports what it does with one payment. */
interface Program {
  readonly act: (
    org: { readonly url: string; readonly token: string },
    payment: { readonly reference: string; readonly amount: number },
  ) => Promise<unknown>;
}

const PAYMENTS = ['PAY-1', 'PAY-2'];

async function run(row: Row): Promise<Damage> {
  const program = (await import(row.path)) as Program;
  const damages = await Promise.all(PAYMENTS.map((reference) => damageTo(reference, program, row)));
  return damages.reduce((all, one) => ({
    lost: all.lost + one.lost,
    duplicated: all.duplicated + one.duplicated,
    silentlyLost: all.silentlyLost + one.silentlyLost,
    hung: all.hung + one.hung,
    early: all.early + one.early,
    failed: all.failed + one.failed,
  }));
}

async function damageTo(
  reference: string,
  { act }: Program,
  { outage: script, times, patienceMs }: Row,
): Promise<Damage> {
  const outage = salesforceOutage(script, { externalId: 'Reference__c', apis: [platformApi(), compositeApi] });
  const server = await serveOutage(outage);
  const org = { url: server.url, token: outage.accessToken };
  const calls = Array.from({ length: times }, () => outage.call(reference, () => act(org, { reference, amount: 5 })));
  const ends = await Promise.race([Promise.all(calls), within(patienceMs)]);
  const { lost, duplicated, silentlyLost, hung, early } = outage.verdict();
  await server.close();
  return {
    lost: lost.length,
    duplicated: duplicated.length,
    silentlyLost: silentlyLost.length,
    hung: hung.length,
    // One that comes early is as bad as several, and their number is up to chance.
    early: Math.min(1, early.length),
    failed: ends?.some(({ told }) => told === 'failure') ? 1 : 0,
  };
}

const within = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** So many at a time, so that none waits long for its turn. */
const LANES = 12;

process.on('message', (rows: readonly Row[]) => {
  const damages: (Damage | string)[] = rows.map(() => '');
  const left = [...rows.entries()];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, row] = next;
      damages[index] = await run(row).catch((error: unknown) =>
        error instanceof Error ? String(error.stack) : String(error),
      );
    }
  };
  void Promise.all(Array.from({ length: LANES }, lane)).then(() => process.send?.(damages));
});
// What a program prints is its own affair, and what it leaves uncaught as well: its ledger counts.
process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);
