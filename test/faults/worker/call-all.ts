import type { Order, Payment, Told } from '../cell.ts';
import type { Client, ClientFactory } from '../clients/client.ts';

/** Makes the calls of a cell, so many at a time, and tells what each was told. */
export async function callAll(order: Order, factory: ClientFactory, tell: (told: Told) => void): Promise<void> {
  const { connection, payments, callers, isHerd } = order;
  const shared = isHerd ? undefined : factory(connection);
  const clientFor = (): Client => shared ?? factory(connection);
  if (connection.kind === 'load') {
    for (const told of await toldOfLoad(payments, clientFor())) tell(told);
    return;
  }
  const { kind } = connection;
  const waiting = [...payments];
  const caller = async (): Promise<void> => {
    for (let payment = waiting.shift(); payment; payment = waiting.shift()) {
      tell(await toldOfCall(payment, () => clientFor()[kind](payment)));
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

async function toldOfCall(payment: Payment, call: () => Promise<unknown>): Promise<Told> {
  const { reference } = payment;
  try {
    return { reference, told: saysSuccess(await call()) ? 'success' : 'failure' };
  } catch (error) {
    return { reference, ...failureIn(error) };
  }
}

async function toldOfLoad(payments: readonly Payment[], client: Client): Promise<Told[]> {
  try {
    const failed = new Set(await client.load(payments));
    return payments.map(({ reference }) => ({ reference, told: failed.has(reference) ? 'failure' : 'success' }));
  } catch (error) {
    return payments.map(({ reference }) => ({ reference, ...failureIn(error) }));
  }
}

/** Null is what the article's broken example gives; `success: false` is Salesforce's own word. */
function saysSuccess(value: unknown): boolean {
  return value !== null && (Object(value) as { success?: unknown }).success !== false;
}

function failureIn(error: unknown): Pick<Told, 'told' | 'why'> {
  const { outcome } = Object(error) as { outcome?: unknown };
  return { told: outcome === 'unknown' ? 'unknown' : 'failure', why: String(error) };
}
