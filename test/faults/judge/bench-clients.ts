import type { SalesforceOutage } from '@salesforce-resilience/snippets/outage/salesforce-outage';
import type { Order, Payment, Told } from '../cell.ts';
import type { Call, Client } from '../clients/client.ts';
import { fetchOnce } from '../clients/fetch-once.ts';
import { logIn } from '../clients/log-in.ts';
import { restClient } from '../clients/rest-client.ts';
import { statusOf } from '../clients/sessions.ts';
import { callAll } from '../worker/call-all.ts';
import type { Heard } from './client-process.ts';

type InJudge = (order: Order, tell: (told: Told) => void, onReady: () => void) => Promise<Heard>;

/** The clients that check the bench; they run beside the outage, since one of them must know what it knows. */
export function benchClient(id: string, outage: SalesforceOutage): InJudge | undefined {
  const client = { perfect, 'terrible: sends nothing': sendsNothing, 'terrible: sends twice': sendsTwice }[id];
  if (!client) return undefined;
  return async (order, tell, onReady) => {
    const startedAt = Date.now();
    onReady();
    await callAll(order, (connection) => client(connection, outage), tell);
    const endedAt = Date.now();
    await wait(60_000);
    return { strays: [], startedAt, endedAt, lagMs: 0 };
  };
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const sendsNothing = (): Client => ({
  create: () => Promise.resolve(true),
  upsert: () => Promise.resolve(true),
  load: () => Promise.resolve([]),
});

const sendsTwice = (connection: Order['connection']): Client =>
  restClient(connection, async (call) => {
    const again: Call = call.method === 'PATCH' ? asCreate(call) : call;
    for (const one of [again, again]) await fetchOnce(one, connection.accessToken).catch(() => undefined);
    return true;
  });

/** An upsert cannot make a duplicate: the terrible client makes a create of it. */
function asCreate({ url, body = '{}' }: Call): Call {
  const [, path = '', reference = ''] = /^(.*)\/Reference__c\/(.+)$/.exec(url) ?? [];
  const fields = { ...(JSON.parse(body) as object), Reference__c: decodeURIComponent(reference) };
  return { method: 'POST', url: path, body: JSON.stringify(fields) };
}

/** Longer than anything is late. */
const ANSWER_MS = 60_000;
/** Longer than any Retry-After that is worth waiting for. */
const PAUSE_MS = 12_000;
const MOST_ATTEMPTS = 60;

/** Looks into the ledger and the script of the server: what it cannot save, nobody can. */
function perfect(connection: Order['connection'], outage: SalesforceOutage): Client {
  let token = connection.accessToken;
  let renewal: Promise<void> | undefined;
  const renew = async (): Promise<void> => {
    token = await logIn(connection).catch(() => wait(PAUSE_MS).then(() => token));
  };
  const send = (call: Call): Promise<unknown> => fetchOnce(call, token, fetch, AbortSignal.timeout(ANSWER_MS));
  const client = restClient(connection, send);
  const isStored = ({ reference }: Payment): boolean => outage.ledger.recordsOf(reference).length > 0;
  const isHopeless = ({ reference }: Payment): boolean => {
    const step = outage.requests.findLast(({ keys }) => keys.includes(reference))?.step ?? '';
    return /daily|FIELD|=(?:date\()?"?\d{5,}/.test(step);
  };
  const untilStored = async <T>(payments: readonly Payment[], action: () => Promise<T>, stored: T): Promise<T> => {
    for (let attempt = 1, logins = 0; ; attempt += 1) {
      const used = token;
      try {
        return await action();
      } catch (error) {
        if (payments.every(isStored)) return stored;
        if (attempt > MOST_ATTEMPTS || payments.every(isHopeless) || logins > 3) throw error;
        if (statusOf(error) !== 401) await wait(PAUSE_MS * (1 + Math.random()));
        else if (token === used) {
          logins += 1;
          await (renewal ??= renew().finally(() => (renewal = undefined)));
        }
      }
    }
  };
  return {
    create: (payment) => untilStored([payment], () => client.create(payment), true),
    upsert: (payment) => untilStored([payment], () => client.upsert(payment), true),
    load: (payments) => untilStored(payments, () => client.load(payments), []),
  };
}
