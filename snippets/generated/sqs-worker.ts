/** The messages that a worker has in hand. */
interface InWork {
  readonly count: number;
  /** Whether the time to finish is over. */
  readonly isOver: boolean;
  /**
   * Follows a task until it ends, and gives what it gives. Its signal aborts when the time to finish is over: what is not
   * written then is given back. Each task has one of its own, since Node warns of many listeners on one signal.
   */
  run<R>(task: (signal: AbortSignal) => Promise<R>): Promise<R>;
  /** Resolves when fewer than `limit` tasks are in work. */
  below(limit: number): Promise<void>;
  /** Waits until nothing is in work; after `timeoutMs` it aborts all signals and waits for the messages to be given back. */
  drain(timeoutMs: number): Promise<void>;
}

function createInWork(): InWork {
  const tasks = new Map<Promise<unknown>, AbortController>();
  let isOver = false;
  const below = async (limit: number): Promise<void> => {
    while (tasks.size >= limit) await Promise.race(tasks.keys());
  };
  const abortAll = (): void => {
    isOver = true;
    for (const controller of tasks.values()) controller.abort();
  };
  return {
    get count() {
      return tasks.size;
    },
    get isOver() {
      return isOver;
    },
    run(task) {
      const controller = new AbortController();
      if (isOver) controller.abort();
      const result = task(controller.signal);
      const ended = (): unknown => tasks.delete(followed);
      const followed: Promise<unknown> = result.then(ended, ended);
      tasks.set(followed, controller);
      return result;
    },
    below,
    async drain(timeoutMs) {
      const timer = setTimeout(abortAll, timeoutMs);
      await below(1);
      clearTimeout(timer);
    },
  };
}

/**
 * Runs `work` and calls `extend` every `intervalMs` until it ends, so that the broker does not hand the message to
 * somebody else meanwhile. A failing heartbeat is reported and `work` goes on: at worst the message comes twice, and an
 * upsert bears that; a write broken off in the middle would leave its outcome unknown.
 */
async function keepLease<R>(
  intervalMs: number,
  extend: () => Promise<unknown>,
  work: () => Promise<R>,
  onError: (error: unknown) => void,
): Promise<R> {
  const timer = setInterval(() => {
    Promise.resolve().then(extend).catch(onError);
  }, intervalMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Why a write failed, as far as that decides what becomes of the message. */
interface WriteFailure {
  /**
   * - `final`: the same write will always be refused (400 validation, 404, 300).
   * - `message`: transient, and to do with this record (locked row, lost race for a unique value, an error of the write).
   * - `outage`: Salesforce, or our access to it, is not there (503, 429, limits, no connection, a refused session).
   * - `ambiguous`: one or the other (500, 502, 504, time-out, reset): what happens to other messages decides.
   */
  readonly kind: 'final' | 'message' | 'outage' | 'ambiguous';
  readonly reason: string;
  /** When Salesforce asked to be tried again. */
  readonly retryAt: Date | undefined;
  /** Whether Salesforce answered: then it was there, unless the answer says otherwise. */
  readonly isAnswer: boolean;
}

/** What a write may resolve with: the answer of `fetch`, or nothing when it did what it should. */
type WriteResult = Pick<Response, 'ok' | 'status' | 'text'> | undefined;

/** The parts of a SalesforceError that are read here; an error without them is one of the write's own. */
interface SalesforceFailure {
  readonly status?: number | undefined;
  readonly errorCode?: string | undefined;
  readonly outcome?: string | undefined;
  readonly retryAt?: Date | undefined;
}

/** The org, the session or a limit is in the way: every message would meet it, so none is to blame (REST API: error codes). */
const NOBODYS_FAULT = new RegExp(
  'INVALID_SESSION_ID|REQUEST_LIMIT_EXCEEDED|SERVER_UNAVAILABLE|STORAGE_LIMIT_EXCEEDED|API_DISABLED_FOR_ORG|' +
    'API_CURRENTLY_DISABLED|invalid_grant|invalid_client|inactive_(?:user|org)',
);
/** 4xx that end by themselves; DUPLICATE_VALUE is what the loser of two concurrent upserts of one new record gets. */
const ROW_CONTENTION = /UNABLE_TO_LOCK_ROW|DUPLICATE_VALUE|QUERY_TIMEOUT/;
const OUTAGE_STATUSES = [401, 408, 420, 425, 429, 503];

/** The failure in an answer that `fetch` returned, or undefined for success. Salesforce names it in the body. */
async function findFailure(result: WriteResult): Promise<WriteFailure | undefined> {
  if (!result || result.ok) return undefined;
  const text = (await result.text().catch(() => '')).slice(0, 500);
  return {
    kind: kindOf({ status: result.status }, text),
    reason: `HTTP ${result.status} ${text}`.trim(),
    retryAt: undefined,
    isAnswer: true,
  };
}

/**
 * Classifies what a write threw: a SalesforceError by its status, errorCode and outcome; an error of `fetch` itself as
 * ambiguous; anything else as the message's own, so that a bug that one record triggers does not stop the others.
 */
function classifyFailure(error: unknown): WriteFailure {
  const failure: Partial<Error> & SalesforceFailure = error instanceof Error ? error : {};
  const reason = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : String(error);
  const isAnswer = failure.status !== undefined;
  const isSalesforce = isAnswer || failure.outcome !== undefined;
  const kind = isSalesforce ? kindOf(failure, reason) : isNetworkError(error) ? 'ambiguous' : 'message';
  const retryAt = failure.retryAt instanceof Date && failure.retryAt.getTime() > 0 ? failure.retryAt : undefined;
  return { kind, reason, retryAt, isAnswer };
}

/** `fetch` rejects with a TypeError that has a cause when no answer comes, and with a DOMException when it is cut short. */
function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error instanceof TypeError && error.cause !== undefined) || /^(Timeout|Abort)Error$/.test(error.name);
}

function kindOf({ status = 0, errorCode = '', outcome }: SalesforceFailure, text: string): WriteFailure['kind'] {
  const said = `${errorCode} ${text}`;
  if (status === 401 || NOBODYS_FAULT.test(said)) return 'outage';
  if (status < 500 && ROW_CONTENTION.test(said)) return 'message';
  if (outcome === 'final') return 'final';
  if (outcome === 'not-sent' || outcome === 'refused' || OUTAGE_STATUSES.includes(status)) return 'outage';
  return outcome === 'unknown' || (status >= 500 && status !== 501) ? 'ambiguous' : 'final';
}

/** What becomes of a message now. */
type Verdict =
  | { readonly kind: 'acknowledge' }
  | {
      readonly kind: 'redeliver';
      /** Not before so many ms. */
      readonly delayMs: number;
      /** Whether it counts against the message: an outage does not. */
      readonly isCounted: boolean;
      readonly reason: string;
    }
  | { readonly kind: 'dead-letter'; readonly reason: string };

/** How often a message may come back, and how fast; durations in ms. */
interface DeliveryPolicy {
  /** After more receives than these a message that keeps failing goes to the dead-letter (10, as in the article). */
  readonly maxReceives: number;
  /** … unless fewer of them than these failed while Salesforce was working (3): no message is given up in an outage. */
  readonly fairChances: number;
  /** The first redelivery comes after this (30 s): the client has used up its own budget by then. Doubles each time. */
  readonly baseDelayMs: number;
  /** No redelivery waits longer (15 min), except for a Retry-After that asks for more. */
  readonly maxDelayMs: number;
  /** In an outage the first probe comes after this (1 s); the pause doubles with each probe that fails. */
  readonly baseProbeMs: number;
  /** No probe waits longer (60 s), except for a Retry-After that asks for more. */
  readonly maxProbeMs: number;
}

const DELIVERY_POLICY: DeliveryPolicy = {
  maxReceives: 10,
  fairChances: 3,
  baseDelayMs: 30_000,
  maxDelayMs: 900_000,
  baseProbeMs: 1_000,
  maxProbeMs: 60_000,
};

/** What is known about a message when its write has failed. */
interface DeliveryState {
  /** How often it was received, this time included; brokers count the receives of an outage too. */
  readonly receives: number;
  /** How many earlier receives failed while Salesforce was working. */
  readonly chances: number;
  /** Whether Salesforce is known to work: it carried out another write since this one began. */
  readonly isSalesforceUp: boolean;
}

/**
 * Decides on one failure. Pure: the same failure, state and clock give the same verdict but for the jitter.
 * A final failure goes to the dead-letter at once. An outage never does, however long it lasts. Everything else is
 * redelivered with a growing delay, and given up after more than `maxReceives`.
 *
 * @param now ms since 1970.
 * @param random From 0 to 1; spreads the delays between half and the whole, so that they still grow.
 */
function decideDelivery(
  failure: WriteFailure,
  state: DeliveryState,
  policy: DeliveryPolicy = DELIVERY_POLICY,
  now = Date.now(),
  random = Math.random(),
): Verdict {
  const { kind, reason, retryAt } = failure;
  if (kind === 'final') return { kind: 'dead-letter', reason };
  const isCounted = kind === 'message' || (kind === 'ambiguous' && state.isSalesforceUp);
  if (isCounted && state.receives > policy.maxReceives && state.chances + 1 >= policy.fairChances)
    return { kind: 'dead-letter', reason: `Given up after ${state.receives} receives. ${reason}` };
  // In an outage it is the probes that grow rare: a message that waits long for its turn would only be late afterwards.
  const backoffMs = redeliveryDelay(isCounted ? state.receives : 1, policy, random);
  const delayMs = Math.max(retryAt ? retryAt.getTime() - now : 0, backoffMs);
  return { kind: 'redeliver', delayMs, isCounted, reason };
}

/** Exponential in the number of receives, capped, with equal jitter; ms. */
function redeliveryDelay(receives: number, policy: DeliveryPolicy, random = Math.random()): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (Math.max(1, receives) - 1));
  return Math.ceil((ceiling * (1 + random)) / 2);
}

/** What a write got from the gate: leave to go, as one of many or as the single probe. */
type Pass = 'open' | 'probe';

/** Pauses between probes in ms. */
interface OutageGateOptions {
  readonly baseProbeMs: number;
  readonly maxProbeMs: number;
}

/** Keeps a worker from spending its messages' receives on an outage: shut after a failure, opened by one good probe. */
interface OutageGate {
  /**
   * Waits until a write may be sent.
   *
   * @param holdMs Longest wait; undefined is the answer after it, and when `signal` aborts.
   */
  enter(holdMs: number, signal: AbortSignal): Promise<Pass | undefined>;
  /** Salesforce answered: all may go. */
  open(): void;
  /** Salesforce is not there: nobody goes for a growing while, and not before `retryAt`; then one. */
  shut(pass: Pass, retryAt?: Date): void;
  /** A probe ended without saying anything about Salesforce: another may go. */
  leave(pass: Pass): void;
  /** When Salesforce last carried something out (ms since 1970). */
  readonly lastUpAt: number;
  /** ms until the next probe is due. */
  readonly remainingMs: number;
}

/** A gate whose pauses start at `baseProbeMs`, double with each failed probe, and stay below `maxProbeMs`. */
function createOutageGate({ baseProbeMs, maxProbeMs }: OutageGateOptions): OutageGate {
  let failures = 0;
  let shutUntil = 0;
  let isProbing = false;
  let lastUpAt = 0;
  const sleepers = createSleepers();

  return {
    async enter(holdMs, signal) {
      const giveUpAt = Date.now() + holdMs;
      while (!signal.aborted) {
        if (failures === 0) return 'open';
        const now = Date.now();
        if (now >= shutUntil && !isProbing) {
          isProbing = true;
          return 'probe';
        }
        if (now >= giveUpAt) return undefined;
        await sleepers.sleep(Math.min(giveUpAt - now, isProbing ? Infinity : Math.max(1, shutUntil - now)), signal);
      }
      return undefined;
    },
    open() {
      failures = 0;
      isProbing = false;
      lastUpAt = Date.now();
      sleepers.wakeAll();
    },
    shut(pass, retryAt) {
      // Writes that were under way together report one outage, so only the first of them and the probes make it longer.
      if (pass === 'probe' || failures === 0) {
        failures += 1;
        const ceiling = Math.min(maxProbeMs, baseProbeMs * 2 ** (failures - 1));
        shutUntil = Date.now() + (ceiling * (1 + Math.random())) / 2;
      }
      shutUntil = Math.max(shutUntil, retryAt?.getTime() ?? 0);
      if (pass === 'probe') isProbing = false;
      sleepers.wakeAll();
    },
    leave(pass) {
      if (pass === 'probe') isProbing = false;
      sleepers.wakeAll();
    },
    get lastUpAt() {
      return lastUpAt;
    },
    get remainingMs() {
      return failures === 0 ? 0 : Math.max(0, shutUntil - Date.now());
    },
  };
}

/** Sleeps that a change of the gate, or the end of the worker, cuts short. */
function createSleepers() {
  const waking = new Set<() => void>();
  return {
    wakeAll: (): void => waking.forEach((wake) => wake()),
    sleep: (ms: number, signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          waking.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        // A longer timer would overflow and fire at once; whoever wakes early looks at the clock and sleeps again.
        const timer = setTimeout(wake, Math.min(ms, 2_147_483_647));
        waking.add(wake);
        signal.addEventListener('abort', wake);
      }),
  };
}

/** What every worker is told, whatever its broker; durations in ms. */
interface DeliveryOptions<T> {
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
interface ReceivedMessage {
  /** The broker's id; the same at each redelivery. */
  readonly id: string;
  readonly body: string | Uint8Array;
  /** The broker's count of receives, this one included, or undefined where it has none. */
  readonly receives?: number | undefined;
  /** Earlier receives that failed while Salesforce was working, where the message carries them; else they are kept here. */
  readonly chances?: number | undefined;
}

/** Parses, waits out an outage, writes, and says what becomes of the message. Never rejects. */
type Deliver = (message: ReceivedMessage, signal: AbortSignal) => Promise<Verdict>;

/**
 * The part that all workers share.
 *
 * @throws {RangeError} when a number of the policy, or `holdMs`, is negative or none.
 */
function createDelivery<T>(options: DeliveryOptions<T>): Deliver {
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

/** What is used of `new SQS(…)` from @aws-sdk/client-sqs. */
interface SqsClient {
  receiveMessage(
    input: {
      QueueUrl: string;
      MaxNumberOfMessages: number;
      WaitTimeSeconds: number;
      VisibilityTimeout: number;
      MessageSystemAttributeNames: ('ApproximateReceiveCount' | 'MessageGroupId')[];
      MessageAttributeNames: string[];
    },
    options: { abortSignal: AbortSignal },
  ): Promise<{ Messages?: SqsMessage[] | undefined }>;
  deleteMessage(input: { QueueUrl: string; ReceiptHandle: string }): Promise<unknown>;
  changeMessageVisibility(input: {
    QueueUrl: string;
    ReceiptHandle: string;
    VisibilityTimeout: number;
  }): Promise<unknown>;
  sendMessage(input: {
    QueueUrl: string;
    MessageBody: string;
    MessageAttributes?: Record<string, SqsAttribute>;
    MessageGroupId?: string;
    MessageDeduplicationId?: string;
  }): Promise<unknown>;
}

/** A message as SQS returns it. */
interface SqsMessage {
  MessageId?: string | undefined;
  ReceiptHandle?: string | undefined;
  Body?: string | undefined;
  Attributes?: Partial<Record<string, string>> | undefined;
  MessageAttributes?: Record<string, SqsAttribute> | undefined;
}

interface SqsAttribute {
  DataType: string | undefined;
  StringValue?: string | undefined;
  BinaryValue?: Uint8Array | undefined;
}

/** What is needed to settle messages of an SQS queue. */
interface SqsSettlementOptions<T> extends DeliveryOptions<T> {
  readonly sqs: SqsClient;
  readonly queueUrl: string;
  /** Where messages that cannot be written go, with the reason; a FIFO queue when the queue is one. */
  readonly deadLetterQueueUrl: string;
}

/** SQS hides a message for 12 hours at most, from its receive on (SQS quotas); one is left for the time in hand. */
const MAX_VISIBILITY_S = 11 * 3_600;

/** Writes messages of an SQS queue and tells SQS what became of them; the worker and the Lambda function share it. */
function createSqsSettlement<T>(options: SqsSettlementOptions<T>) {
  const { sqs, queueUrl, deadLetterQueueUrl, onError = () => undefined } = options;
  const deliver = createDelivery(options);

  /** Hides a message for so long from now on. */
  const hide = (message: SqsMessage, ms: number): Promise<unknown> =>
    sqs.changeMessageVisibility({
      QueueUrl: queueUrl,
      ReceiptHandle: message.ReceiptHandle ?? '',
      VisibilityTimeout: Math.min(MAX_VISIBILITY_S, Math.ceil(ms / 1_000)),
    });

  const deadLetter = (message: SqsMessage, reason: string): Promise<unknown> => {
    const group = message.Attributes?.['MessageGroupId'];
    // SQS allows ten attributes, and the reason is the one that matters.
    const attributes = Object.entries(message.MessageAttributes ?? {}).slice(0, 9);
    return sqs.sendMessage({
      QueueUrl: deadLetterQueueUrl,
      MessageBody: message.Body ?? '',
      MessageAttributes: {
        ...Object.fromEntries(attributes),
        DeadLetterReason: { DataType: 'String', StringValue: toAttributeText(reason) },
      },
      ...(group !== undefined &&
        deadLetterQueueUrl.endsWith('.fifo') && {
          MessageGroupId: group,
          MessageDeduplicationId: message.MessageId ?? '',
        }),
    });
  };

  /**
   * @param beforeSettling Called when the message is no longer in work: its heartbeat has to end before SQS is told.
   * @returns Whether the message is done with; false when it comes again.
   */
  const settle = async (message: SqsMessage, signal: AbortSignal, beforeSettling: () => unknown): Promise<boolean> => {
    const { MessageId: id = '', Body: body = '', Attributes: attributes } = message;
    const receives = Number(attributes?.['ApproximateReceiveCount'] ?? 1);
    const verdict = await deliver({ id, body, receives }, signal);
    beforeSettling();
    try {
      if (verdict.kind === 'redeliver') await hide(message, verdict.delayMs);
      else {
        if (verdict.kind === 'dead-letter') await deadLetter(message, verdict.reason);
        await sqs.deleteMessage({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle ?? '' });
        return true;
      }
    } catch (error) {
      // Not deleted, it comes again when its visibility time-out ends: written twice by an upsert, it is there once.
      onError(error);
    }
    return false;
  };
  return { settle, hide };
}

/** The messages of each group in their order; in a standard queue every message is a group. */
function groupsOf(messages: readonly SqsMessage[]): SqsMessage[][] {
  const groups = new Map<unknown, SqsMessage[]>();
  for (const message of messages) {
    const key = message.Attributes?.['MessageGroupId'] ?? message;
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  return [...groups.values()];
}

/** SQS refuses control characters other than tab, line feed and carriage return. */
function toAttributeText(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ');
}

/** What an SQS worker is told; durations in ms. */
interface SqsWorkerOptions<T> extends SqsSettlementOptions<T> {
  /** Most messages in work at a time (10). */
  readonly concurrency?: number;
  /** How long SQS hides a message in work (60 s); renewed at a third of it, so a write may take longer. */
  readonly visibilityMs?: number;
  /** How long `stop` lets writes finish before it gives their messages back (30 s). */
  readonly stopTimeoutMs?: number;
}

/**
 * Writes the messages of an SQS queue to Salesforce: at least once, deleted only after the write succeeded.
 *
 * ```ts
 * const sqs = new SQS({ region: 'eu-central-1' }); // @aws-sdk/client-sqs
 * const worker = startSqsWorker({ sqs, queueUrl, deadLetterQueueUrl, parse: JSON.parse, write: upsertPayment });
 * process.once('SIGTERM', () => void worker.stop());
 * ```
 *
 * Visibility: with the heartbeat, `visibilityMs` only bounds how long a message of a killed worker stays hidden; without
 * one it had to be at least the client's `totalTimeoutMs` + `holdMs`. A redrive policy of the queue counts the receives
 * of outages too: set its maxReceiveCount to 100 or more, as a net for messages that kill the worker. Retention must
 * outlast the longest outage. In a FIFO queue messages of a group are written in turn, and a failed one holds up its group.
 */
function startSqsWorker<T>(options: SqsWorkerOptions<T>): { readonly stop: () => Promise<void> } {
  const { sqs, queueUrl, concurrency = 10, visibilityMs = 60_000, onError = () => undefined } = options;
  if (!(concurrency >= 1)) throw new RangeError(`concurrency is ${concurrency}: give 1 or more.`);
  const { settle, hide } = createSqsSettlement(options);
  const inWork = createInWork();
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;

  /** Messages of one group, in order; each is kept hidden until its turn has come and it is settled. */
  const runGroup = async (group: readonly SqsMessage[], signal: AbortSignal): Promise<void> => {
    const unsettled = new Set(group);
    const extend = () => Promise.all([...unsettled].map((message) => hide(message, visibilityMs)));
    await keepLease(visibilityMs / 3, extend, () => settleInOrder(group, unsettled, signal), onError);
  };

  const settleInOrder = async (
    group: readonly SqsMessage[],
    unsettled: Set<SqsMessage>,
    signal: AbortSignal,
  ): Promise<void> => {
    let isHeldUp = false;
    for (const message of group) {
      const settled = () => unsettled.delete(message);
      // After one that has to come back, the rest of its group would overtake it.
      if (!isHeldUp) isHeldUp = !(await settle(message, signal, settled));
      else if (settled()) await hide(message, 0).catch(onError);
    }
  };

  const run = async (): Promise<void> => {
    while (!isStopping()) {
      await inWork.below(concurrency);
      if (isStopping()) return;
      try {
        const { Messages: messages = [] } = await sqs.receiveMessage(
          {
            QueueUrl: queueUrl,
            MaxNumberOfMessages: Math.min(10, concurrency - inWork.count),
            WaitTimeSeconds: 20,
            VisibilityTimeout: Math.ceil(visibilityMs / 1_000),
            MessageSystemAttributeNames: ['ApproximateReceiveCount', 'MessageGroupId'],
            MessageAttributeNames: ['All'],
          },
          { abortSignal: stopping.signal },
        );
        for (const group of groupsOf(messages)) void inWork.run((signal) => runGroup(group, signal));
      } catch (error) {
        // The long poll that stopping cut short; a message that was on its way comes again.
        if (isStopping()) return;
        onError(error);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
  };

  const running = run();
  return {
    async stop() {
      const { stopTimeoutMs = 30_000 } = options;
      stopping.abort();
      // Together: the loop may be waiting for a free place. What it still received after that is the second one's.
      await Promise.all([running, inWork.drain(stopTimeoutMs)]);
      await inWork.drain(stopTimeoutMs);
    },
  };
}

export { startSqsWorker };
export type { SqsWorkerOptions };
