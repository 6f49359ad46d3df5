import type { Kind } from '../cell.ts';

/** What the best possible client cannot avoid, in items. */
export interface Ideal {
  readonly lost?: number;
  readonly unknown?: number;
}

/** An outage, and what it is done to. */
export interface Scenario {
  readonly id: string;
  /** In a few words, for the page. */
  readonly what: string;
  /** Lines of the outage harness, see `readOutageScript`. */
  readonly script: readonly string[];
  /** Single writes unless given. */
  readonly kinds?: readonly Kind[];
  /** 20 unless given. */
  readonly items?: number;
  /** How many calls are made at a time (5). */
  readonly callers?: number;
  /** Whether each call has a client of its own. */
  readonly isHerd?: boolean;
  readonly isUnique?: boolean;
  readonly capacity?: number;
  readonly latencyMs?: number;
  readonly clockSkewMs?: number;
  /** How long connections are refused from the beginning (ms). */
  readonly refusedMs?: number;
  /** How long it may take (ms); who has not ended by then is hung. */
  readonly limitMs?: number;
  /** How long the ledger is looked at after the last answer (ms): what is late may still be written. */
  readonly lingerMs?: number;
  /** The best that is possible for a create without a key, a create with one, and an upsert; 0 unless given. */
  readonly ideal?: { readonly create?: Ideal; readonly keyed?: Ideal; readonly upsert?: Ideal; readonly load?: Ideal };
  /** Why that is the best. */
  readonly why?: string;
  /**
   * Scenarios with the same name cannot be told apart by a client: what it wins in one by guessing, or by waiting for
   * ever, it loses in the other, so that they are compared together.
   */
  readonly twins?: string;
}

/** A fault that every fourth of the 20 records meets, so many times. */
export const among = (fault: string, times = 1): string[] => {
  const [step = '', ...options] = fault.split('; ');
  return ['004', '008', '012', '016', '020'].map((record) =>
    [`${step} x${times}`, ...options, `on=PAY-${record}`].join('; '),
  );
};
