function createInWork() {
  const tasks = new Map();
  let isOver = false;
  const below = async (limit) => {
    while (tasks.size >= limit) await Promise.race(tasks.keys());
  };
  const abortAll = () => {
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
      const ended = () => tasks.delete(followed);
      const followed = result.then(ended, ended);
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
async function keepLease(intervalMs, extend, work, onError) {
  const timer = setInterval(() => {
    Promise.resolve().then(extend).catch(onError);
  }, intervalMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
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
async function findFailure(result) {
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
function classifyFailure(error) {
  const failure = error instanceof Error ? error : {};
  const reason = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : String(error);
  const isAnswer = failure.status !== undefined;
  const isSalesforce = isAnswer || failure.outcome !== undefined;
  const kind = isSalesforce ? kindOf(failure, reason) : isNetworkError(error) ? 'ambiguous' : 'message';
  const retryAt = failure.retryAt instanceof Date && failure.retryAt.getTime() > 0 ? failure.retryAt : undefined;
  return { kind, reason, retryAt, isAnswer };
}

/** `fetch` rejects with a TypeError that has a cause when no answer comes, and with a DOMException when it is cut short. */
function isNetworkError(error) {
  if (!(error instanceof Error)) return false;
  return (error instanceof TypeError && error.cause !== undefined) || /^(Timeout|Abort)Error$/.test(error.name);
}

function kindOf({ status = 0, errorCode = '', outcome }, text) {
  const said = `${errorCode} ${text}`;
  if (status === 401 || NOBODYS_FAULT.test(said)) return 'outage';
  if (status < 500 && ROW_CONTENTION.test(said)) return 'message';
  if (outcome === 'final') return 'final';
  if (outcome === 'not-sent' || outcome === 'refused' || OUTAGE_STATUSES.includes(status)) return 'outage';
  return outcome === 'unknown' || (status >= 500 && status !== 501) ? 'ambiguous' : 'final';
}

const DELIVERY_POLICY = {
  maxReceives: 10,
  fairChances: 3,
  baseDelayMs: 30_000,
  maxDelayMs: 900_000,
  baseProbeMs: 1_000,
  maxProbeMs: 60_000,
};

/**
 * Decides on one failure. Pure: the same failure, state and clock give the same verdict but for the jitter.
 * A final failure goes to the dead-letter at once. An outage never does, however long it lasts. Everything else is
 * redelivered with a growing delay, and given up after more than `maxReceives`.
 *
 * @param now ms since 1970.
 * @param random From 0 to 1; spreads the delays between half and the whole, so that they still grow.
 */
function decideDelivery(failure, state, policy = DELIVERY_POLICY, now = Date.now(), random = Math.random()) {
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
function redeliveryDelay(receives, policy, random = Math.random()) {
  const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (Math.max(1, receives) - 1));
  return Math.ceil((ceiling * (1 + random)) / 2);
}

/** A gate whose pauses start at `baseProbeMs`, double with each failed probe, and stay below `maxProbeMs`. */
function createOutageGate({ baseProbeMs, maxProbeMs }) {
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
  const waking = new Set();
  return {
    wakeAll: () => waking.forEach((wake) => wake()),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const wake = () => {
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

/**
 * The part that all workers share.
 *
 * @throws {RangeError} when a number of the policy, or `holdMs`, is negative or none.
 */
function createDelivery(options) {
  const policy = { ...DELIVERY_POLICY, ...options.policy };
  for (const [name, value] of Object.entries({ ...policy, holdMs: options.holdMs ?? 0 }))
    if (!(value >= 0)) throw new RangeError(`${name} is ${value}: give a number that is not negative.`);
  const gate = createOutageGate(policy);
  const remembered = createCounts();

  /** Whether Salesforce works although this write failed: another one succeeded meanwhile, or it answers when asked. */
  const isUp = async ({ kind }, startedAt) => {
    if (kind !== 'ambiguous') return kind !== 'outage';
    const ask = async () => (await options.isSalesforceUp?.()) ?? false;
    return gate.lastUpAt > startedAt || (await ask().catch(() => false));
  };

  const judge = async (message, failure, pass, startedAt) => {
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

  const attempt = async (message, signal) => {
    let parsed;
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

function giveBack(delayMs, reason) {
  return { kind: 'redeliver', delayMs, isCounted: false, reason };
}

/** How a write failed; `stopped` as soon as the worker has to stop, even when the write does not heed its signal. */
async function failureOf(write, signal) {
  let stop = () => undefined;
  const stopped = new Promise((resolve) => {
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
function textOf(body) {
  return typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body);
}

/** Counts by message id; the oldest of 10,000 is forgotten, which only gives that message more chances. */
function createCounts() {
  const counts = new Map();
  return {
    of: (id) => counts.get(id) ?? 0,
    add(id) {
      const count = (counts.get(id) ?? 0) + 1;
      counts.delete(id);
      counts.set(id, count);
      const [oldest] = counts.keys();
      if (counts.size > 10_000 && oldest !== undefined) counts.delete(oldest);
    },
    forget: (id) => counts.delete(id),
  };
}

/** SQS hides a message for 12 hours at most, from its receive on (SQS quotas); one is left for the time in hand. */
const MAX_VISIBILITY_S = 11 * 3_600;

/** Writes messages of an SQS queue and tells SQS what became of them; the worker and the Lambda function share it. */
function createSqsSettlement(options) {
  const { sqs, queueUrl, deadLetterQueueUrl, onError = () => undefined } = options;
  const deliver = createDelivery(options);

  /** Hides a message for so long from now on. */
  const hide = (message, ms) =>
    sqs.changeMessageVisibility({
      QueueUrl: queueUrl,
      ReceiptHandle: message.ReceiptHandle ?? '',
      VisibilityTimeout: Math.min(MAX_VISIBILITY_S, Math.ceil(ms / 1_000)),
    });

  const deadLetter = (message, reason) => {
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
  const settle = async (message, signal, beforeSettling) => {
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
function groupsOf(messages) {
  const groups = new Map();
  for (const message of messages) {
    const key = message.Attributes?.['MessageGroupId'] ?? message;
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  return [...groups.values()];
}

/** SQS refuses control characters other than tab, line feed and carriage return. */
function toAttributeText(text) {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ');
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
function startSqsWorker(options) {
  const { sqs, queueUrl, concurrency = 10, visibilityMs = 60_000, onError = () => undefined } = options;
  if (!(concurrency >= 1)) throw new RangeError(`concurrency is ${concurrency}: give 1 or more.`);
  const { settle, hide } = createSqsSettlement(options);
  const inWork = createInWork();
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;

  /** Messages of one group, in order; each is kept hidden until its turn has come and it is settled. */
  const runGroup = async (group, signal) => {
    const unsettled = new Set(group);
    const extend = () => Promise.all([...unsettled].map((message) => hide(message, visibilityMs)));
    await keepLease(visibilityMs / 3, extend, () => settleInOrder(group, unsettled, signal), onError);
  };

  const settleInOrder = async (group, unsettled, signal) => {
    let isHeldUp = false;
    for (const message of group) {
      const settled = () => unsettled.delete(message);
      // After one that has to come back, the rest of its group would overtake it.
      if (!isHeldUp) isHeldUp = !(await settle(message, signal, settled));
      else if (settled()) await hide(message, 0).catch(onError);
    }
  };

  const run = async () => {
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
