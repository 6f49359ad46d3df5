import { bulkApi } from '@salesforce-resilience/snippets/outage/bulk-api';
import { compositeApi } from '@salesforce-resilience/snippets/outage/composite-api';
import { overCapacity } from '@salesforce-resilience/snippets/outage/over-capacity';
import { platformApi } from '@salesforce-resilience/snippets/outage/platform-api';
import { type SalesforceOutage, salesforceOutage } from '@salesforce-resilience/snippets/outage/salesforce-outage';
import { serveOutage } from '@salesforce-resilience/snippets/outage/server/outage-server';
import type { Cell, CellResult, Order, Payment, Told } from '../cell.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { watchLag } from '../worker/lag.ts';
import { benchClient } from './bench-clients.ts';
import type { ClientProcess, Heard } from './client-process.ts';

/** A timer may fire a little early, and two processes read their clocks at different moments: real ms. */
const TOLERANCE_MS = 4;
const factor = Number(process.env['TIME_FACTOR'] ?? 1);

/** A result, and what it was made from. */
export interface JudgedCell {
  readonly result: CellResult;
  readonly strays: readonly string[];
  readonly timeLine: string;
  readonly why: readonly string[];
  /** The longest time that the machine kept the judge or the client from running (real ms). */
  readonly lagMs: number;
}

/**
 * Runs a client through a scenario, against a Salesforce on a real socket; its ledger says what came of it.
 *
 * @param calmUrl - An org where nothing fails, which takes the token 'calm'.
 */
export async function runCell(
  cell: Cell,
  scenario: Scenario,
  process: ClientProcess,
  calmUrl: string,
): Promise<JudgedCell> {
  const { script, isUnique = false, clockSkewMs = 0, latencyMs = 0, capacity, refusedMs } = scenario;
  const apis = [compositeApi, bulkApi(), platformApi()];
  const meets = capacity === undefined ? script : overCapacity(capacity, script);
  const outage = salesforceOutage(meets, { apis, clockSkewMs, latencyMs, unique: isUnique });
  const server = await serveOutage(outage);
  const lagMs = watchLag();
  const payments = paymentsOf(scenario.items ?? 20);
  const answers = expectAnswers(outage, payments);
  const order: Order = {
    ...{ client: cell.client, payments, calmUrl, callers: scenario.callers ?? 5, isHerd: scenario.isHerd ?? false },
    connection: { instanceUrl: server.url, accessToken: outage.accessToken, kind: cell.kind, isUnique },
  };
  const onReady = (): void => {
    if (refusedMs !== undefined) setTimeout(() => void server.resume(), refusedMs);
  };
  if (refusedMs !== undefined) await server.pause();
  try {
    const times = { limitMs: scenario.limitMs ?? 150_000, lingerMs: scenario.lingerMs ?? 2_000 };
    const inJudge = benchClient(cell.client, outage);
    const heard = inJudge
      ? await inJudge(order, answers.tell, onReady)
      : await process.carryOut(order, times, answers.tell, onReady);
    return { ...judged(cell, outage, heard, answers.told), lagMs: Math.max(heard.lagMs, lagMs()) };
  } finally {
    await server.close().catch(() => undefined);
  }
}

const paymentsOf = (count: number): Payment[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ reference: `PAY-${String(index + 1).padStart(3, '0')}`, customerId: 'ACME', amount: index + 1 },
  }));

/** Notes the calls with the outage, and hands it what they are told. */
function expectAnswers(outage: SalesforceOutage, payments: readonly Payment[]) {
  const told = new Map<string, Told>();
  const settle = new Map<string, (told: Told) => void>();
  for (const { reference } of payments) {
    void outage.call(reference, async () => {
      const answer = await new Promise<Told>((resolve) => settle.set(reference, resolve));
      if (answer.told === 'unknown') throw Object.assign(new Error(answer.why), { outcome: 'unknown' });
      return answer.told === 'success';
    });
  }
  const tell = (answer: Told): void => {
    told.set(answer.reference, answer);
    settle.get(answer.reference)?.(answer);
  };
  return { told, tell };
}

function judged(
  cell: Cell,
  outage: SalesforceOutage,
  heard: Heard,
  told: ReadonlyMap<string, Told>,
): Omit<JudgedCell, 'lagMs'> {
  const verdict = outage.verdict();
  const answers = [...told.values()];
  const result: CellResult = {
    ...cell,
    items: verdict.calls,
    lost: verdict.lost.length,
    silentlyLost: verdict.silentlyLost.length,
    duplicated: verdict.duplicated.length,
    failedThoughStored: verdict.failedThoughStored.length,
    unknown: answers.filter((one) => one.told === 'unknown').length,
    hung: verdict.hung.length,
    strays: heard.strays.length,
    early: verdict.early.filter(({ earlyMs }) => earlyMs > TOLERANCE_MS * factor).length,
    requests: verdict.requests.length,
    logins: outage.requests.filter(({ path }) => path.includes('/services/oauth2/')).length,
    seconds: Math.round((heard.endedAt - heard.startedAt) / 100) / 10,
  };
  const why = [...new Set(answers.flatMap((one) => one.why ?? []))];
  return { result, strays: heard.strays, timeLine: verdict.timeLine, why };
}
