import { classifyFailure, findFailure, type WriteFailure, type WriteResult } from './classify-failure.ts';
import {
  DELIVERY_POLICY,
  decideDelivery,
  redeliveryDelay,
  type DeliveryPolicy,
  type Verdict,
} from './decide-delivery.ts';
import { createOutageGate, type Pass } from './outage-gate.ts';

/** What every worker is told, whatever its broker; durations in ms. */
export interface DeliveryOptions<T> {
  /** Makes a message of its text; when this throws, the message is a poison message and goes to the dead-letter. */
  readonly parse: (text: string) => T;
  /**
   * Writes to Salesforce, by an upsert by external id: a message can come twice. Resolves with the answer of `fetch`,
   * or with nothing; throws SalesforceError. `signal` aborts when the worker has to stop.
   */
  readonly write: (message: T, signal: AbortSignal) => Promise<WriteResult>;
  /**
   * Asks Salesforce for something light (`GET /services/data`) and says whether it works: decides whose fault a 500 or
   * a time-out is when no other write tells. Without it such a failure counts as an outage, so that it cannot cost a
   * message its place; then a record that always ends in a time-out waits for ever if it is the only one.
   */
  readonly isSalesforceUp?: () => Promise<boolean>;
  readonly policy?: Partial<DeliveryPolicy>;
  /** Longest wait for the end of an outage with the message in hand (10 min); after it the message is given back. */
  readonly holdMs?: number;
  /** Called with each verdict, for logs and metrics. */
  readonly onVerdict?: (id: string, verdict: Verdict) => void;
  /** Called when the broker fails (receive, acknowledge, heartbeat); the worker goes on. */
  readonly onError?: (error: unknown) => void;
}

/** One message as a broker hands it over. */
export interface ReceivedMessage {
  /** The broker's id; the same at each redelivery. */
  readonly id: string;
  readonly body: string | Uint8Array;
  /** The broker's count of receives, this one included, or undefined where it has none. */
  readonly receives?: number | undefined;
  /** Earlier receives that failed while Salesforce was working, where the message carries them; else they are kept here. */
  readonly chances?: number | undefined;
}

/** Parses, waits out an outage, writes, and says what becomes of the message. Never rejects. */
export type Deliver = (message: ReceivedMessage, signal: AbortSignal) => Promise<Verdict>;

/**
 * The part that all workers share.
 *
 * @throws {RangeError} when a number of the policy, or `holdMs`, is negative or none.
 */
export function createDelivery<T>(options: DeliveryOptions<T>): Deliver {
  const policy = { ...DELIVERY_POLICY, ...options.policy };
  for (const [name, value] of Object.entries({ ...policy, holdMs: options.holdMs ?? 0 }))
    if (!(value >= 0)) throw new RangeError(`${name} is ${value}: give a number that is not negative.`);
  const gate = createOutageGate(policy);
  const remembered = createCounts();

  /** Whether Salesforce works although this write failed: another one succeeded meanwhile, or it answers when asked. */
  const isUp = async ({ kind }: WriteFailure, startedAt: number): Promise<boolean> => {
    if (kind !== 'ambiguous') return kind !== 'outage';
    const ask = async (): Promise<boolean> => (await options.isSalesforceUp?.()) ?? false;
    return gate.lastUpAt > startedAt || (await ask().catch(() => false));
  };

  const judge = async (
    message: ReceivedMessage,
    failure: WriteFailure,
    pass: Pass,
    startedAt: number,
  ): Promise<Verdict> => {
    const isSalesforceUp = await isUp(failure, startedAt);
    if (!isSalesforceUp) gate.shut(pass, failure.retryAt);
    else if (failure.isAnswer || failure.kind === 'ambiguous') gate.open();
    // An error of the write's own says nothing about Salesforce.
    else gate.leave(pass);
    const chances = message.chances ?? remembered.of(message.id);
    const receives = message.receives ?? chances + 1;
    const verdict = decideDelivery(failure, { receives, chances, isSalesforceUp }, policy);
    if (verdict.kind !== 'redeliver') return verdict;
    if (verdict.isCounted && message.chances === undefined) remembered.add(message.id);
    // Back before the next probe, it would only wait there again.
    return verdict.isCounted ? verdict : { ...verdict, delayMs: Math.max(verdict.delayMs, gate.remainingMs) };
  };

  const attempt = async (message: ReceivedMessage, signal: AbortSignal): Promise<Verdict> => {
    let parsed: T;
    try {
      parsed = options.parse(textOf(message.body));
    } catch (error) {
      return { kind: 'dead-letter', reason: `Unparsable message. ${String(error)}`.slice(0, 500) };
    }
    const pass = await gate.enter(options.holdMs ?? 600_000, signal);
    if (signal.aborted) return giveBack(0, 'The worker stops.');
    if (!pass) return giveBack(Math.max(gate.remainingMs, redeliveryDelay(1, policy)), 'Salesforce is down.');
    const startedAt = Date.now();
    const failure = await failureOf(() => options.write(parsed, signal), signal);
    if (failure === 'stopped') {
      gate.leave(pass);
      return giveBack(0, 'The worker stops.');
    }
    if (failure) return judge(message, failure, pass, startedAt);
    gate.open();
    return { kind: 'acknowledge' };
  };

  return async (message, signal) => {
    const verdict = await attempt(message, signal);
    if (verdict.kind !== 'redeliver') remembered.forget(message.id);
    try {
      options.onVerdict?.(message.id, verdict);
    } catch (error) {
      options.onError?.(error);
    }
    return verdict;
  };
}

function giveBack(delayMs: number, reason: string): Verdict {
  return { kind: 'redeliver', delayMs, isCounted: false, reason };
}

/** How a write failed; `stopped` as soon as the worker has to stop, even when the write does not heed its signal. */
async function failureOf(
  write: () => Promise<WriteResult>,
  signal: AbortSignal,
): Promise<WriteFailure | 'stopped' | undefined> {
  let stop = (): void => undefined;
  const stopped = new Promise<'stopped'>((resolve) => {
    stop = () => resolve('stopped');
    signal.addEventListener('abort', stop, { once: true });
  });
  // A write that throws before its first await must not escape either.
  const failure = Promise.resolve().then(write).then(findFailure).catch(classifyFailure);
  const result = await Promise.race([failure, stopped]);
  signal.removeEventListener('abort', stop);
  // Aborted by us, it says nothing about Salesforce; but what was written in time is acknowledged.
  return result !== undefined && signal.aborted ? 'stopped' : result;
}

/** Text that is no UTF-8 is unparsable too: decoding it loosely would write wrong values. */
function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body);
}

/** Counts by message id; the oldest of 10,000 is forgotten, which only gives that message more chances. */
function createCounts() {
  const counts = new Map<string, number>();
  return {
    of: (id: string): number => counts.get(id) ?? 0,
    add(id: string): void {
      const count = (counts.get(id) ?? 0) + 1;
      counts.delete(id);
      counts.set(id, count);
      const [oldest] = counts.keys();
      if (counts.size > 10_000 && oldest !== undefined) counts.delete(oldest);
    },
    forget: (id: string): unknown => counts.delete(id),
  };
}
