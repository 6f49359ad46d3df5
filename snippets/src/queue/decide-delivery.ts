import type { WriteFailure } from './classify-failure.ts';

/** What becomes of a message now. */
export type Verdict =
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
export interface DeliveryPolicy {
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

export const DELIVERY_POLICY: DeliveryPolicy = {
  maxReceives: 10,
  fairChances: 3,
  baseDelayMs: 30_000,
  maxDelayMs: 900_000,
  baseProbeMs: 1_000,
  maxProbeMs: 60_000,
};

/** What is known about a message when its write has failed. */
export interface DeliveryState {
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
export function decideDelivery(
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
export function redeliveryDelay(receives: number, policy: DeliveryPolicy, random = Math.random()): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (Math.max(1, receives) - 1));
  return Math.ceil((ceiling * (1 + random)) / 2);
}
