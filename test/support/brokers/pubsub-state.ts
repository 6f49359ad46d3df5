/** A message as the protocol carries it. */
export interface PublishedMessage {
  readonly data: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageId: string;
  /** ms since 1970. */
  readonly publishedAt: number;
}

/** What a subscription is created with; durations in ms. */
export interface SubscriptionSettings {
  readonly topic: string;
  readonly ackDeadlineMs: number;
  /** Without one, a message is redelivered at once. */
  readonly retry: { readonly minimumMs: number; readonly maximumMs: number } | undefined;
  readonly deadLetter: { readonly topic: string; readonly maxDeliveryAttempts: number } | undefined;
}

/** One message of one subscription: waiting, or leased to a subscriber until it acknowledges or the deadline passes. */
interface Entry {
  readonly message: PublishedMessage;
  attempts: number;
  visibleAt: number;
  lease: { readonly ackId: string; readonly holder: unknown; deadline: number } | undefined;
}

/** A delivery: the message, the id that acknowledges it, and how often it was delivered where that is counted. */
export interface Delivered {
  readonly ackId: string;
  readonly message: PublishedMessage;
  readonly deliveryAttempt: number;
}

/** Topics and subscriptions with the semantics of Pub/Sub: leases, deadlines, backoff, attempts, dead-letter topics. */
export class PubsubState {
  readonly #subscriptions = new Map<string, { settings: SubscriptionSettings; entries: Map<string, Entry> }>();
  readonly #topics = new Set<string>();
  #lastId = 0;

  createTopic(name: string): void {
    this.#topics.add(name);
  }

  createSubscription(name: string, settings: SubscriptionSettings): void {
    this.#subscriptions.set(name, { settings, entries: new Map() });
  }

  has(name: string): boolean {
    return this.#topics.has(name) || this.#subscriptions.has(name);
  }

  /** Hands the message to each subscription of the topic, and gives its id. */
  publish(topic: string, { data, attributes }: Pick<PublishedMessage, 'data' | 'attributes'>): string {
    const messageId = this.#nextId();
    const message = { data, attributes, messageId, publishedAt: Date.now() };
    for (const { settings, entries } of this.#subscriptions.values())
      if (settings.topic === topic) entries.set(messageId, { message, attempts: 0, visibleAt: 0, lease: undefined });
    return messageId;
  }

  /** Leases up to `limit` messages that wait to a holder, for so many ms. */
  lease(name: string, holder: unknown, limit: number, deadlineMs: number): Delivered[] {
    const { settings, entries } = this.#subscription(name);
    const now = Date.now();
    const delivered: Delivered[] = [];
    for (const entry of entries.values()) {
      if (entry.lease && entry.lease.deadline <= now) this.#release(name, entry);
      if (delivered.length >= limit || entry.lease || entry.visibleAt > now) continue;
      if (!entries.has(entry.message.messageId)) continue;
      entry.attempts += 1;
      const ackId = this.#nextId();
      entry.lease = { ackId, holder, deadline: now + deadlineMs };
      delivered.push({ ackId, message: entry.message, deliveryAttempt: settings.deadLetter ? entry.attempts : 0 });
    }
    return delivered;
  }

  /** How many messages a holder has leased. */
  outstanding(name: string, holder: unknown): number {
    return [...this.#subscription(name).entries.values()].filter(({ lease }) => lease?.holder === holder).length;
  }

  /** An acknowledgement that comes after its deadline finds no lease: the message is delivered again. */
  acknowledge(name: string, ackIds: readonly string[]): void {
    const { entries } = this.#subscription(name);
    for (const entry of this.#leased(name, ackIds)) entries.delete(entry.message.messageId);
  }

  /** Extends leases; 0 is a nack. */
  modifyDeadline(name: string, ackIds: readonly string[], deadlineMs: number): void {
    for (const entry of this.#leased(name, ackIds)) {
      if (deadlineMs === 0) this.#release(name, entry);
      else if (entry.lease) entry.lease.deadline = Date.now() + deadlineMs;
    }
  }

  #leased(name: string, ackIds: readonly string[]): Entry[] {
    const wanted = new Set(ackIds);
    const now = Date.now();
    return [...this.#subscription(name).entries.values()].filter(
      ({ lease }) => lease && lease.deadline > now && wanted.has(lease.ackId),
    );
  }

  /** Back to waiting, after the backoff of the retry policy; or on to the dead-letter topic. */
  #release(name: string, entry: Entry): void {
    const { settings, entries } = this.#subscription(name);
    const { retry, deadLetter } = settings;
    entry.lease = undefined;
    if (deadLetter && entry.attempts >= deadLetter.maxDeliveryAttempts) {
      entries.delete(entry.message.messageId);
      this.publish(deadLetter.topic, entry.message);
    } else if (retry) {
      const backoffMs = Math.min(retry.maximumMs, retry.minimumMs * 2 ** (entry.attempts - 1));
      entry.visibleAt = Date.now() + backoffMs;
    }
  }

  #subscription(name: string) {
    const found = this.#subscriptions.get(name);
    if (!found) throw new Error(`There is no subscription '${name}'.`);
    return found;
  }

  #nextId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }
}
