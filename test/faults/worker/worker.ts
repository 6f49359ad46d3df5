/** The process that a client lives in: makes the calls of one cell after the other, and says what it was told. */
import type { Order, Said } from '../cell.ts';
import type { ClientFactory } from '../clients/client.ts';
import { CLIENTS } from '../clients/clients.ts';
import { callAll } from './call-all.ts';
import { watchLag } from './lag.ts';

const say = (said: Said): void => void process.send?.(said);
const stray = (error: unknown): void => say({ type: 'stray', why: String(error) });
// What nobody catches ends most programs: here it is counted.
process.on('unhandledRejection', stray);
process.on('uncaughtException', stray);
process.on('disconnect', () => process.exit());

process.on('message', (order: Order) => {
  carryOut(order).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});

let isWarm = false;

async function warmUp(factory: ClientFactory, { connection, calmUrl }: Order): Promise<void> {
  const client = factory({ ...connection, instanceUrl: calmUrl, accessToken: 'calm' });
  const payments = ['WARM-1', 'WARM-2', 'WARM-3'].map((reference) => ({ reference, customerId: 'ACME', amount: 1 }));
  // A short time-out on a busy machine is no reason to give up.
  for (const payment of payments)
    await client[connection.kind === 'create' ? 'create' : 'upsert'](payment).catch(() => undefined);
}

async function carryOut(order: Order): Promise<void> {
  const row = CLIENTS.find(({ id }) => id === order.client);
  if (!row) throw new Error(`There is no client '${order.client}'.`);
  const factory = await row.load();
  if (!isWarm) await warmUp(factory, order);
  isWarm = true;
  say({ type: 'ready' });
  const lagMs = watchLag();
  await callAll(order, factory, (told) => say({ type: 'told', ...told }));
  say({ type: 'done', lagMs: lagMs() });
}
