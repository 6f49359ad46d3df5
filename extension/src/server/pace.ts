import type { CancellationToken } from 'vscode-languageserver';

/** Below this, looking at a document holds nobody up, so it is not put off. In ms. */
const QUICK_MS = 40;
const LONGEST_MS = 300;
/** How long nothing must have been typed before a large document is looked at. In ms. */
export const IDLE_MS = 1000;

/** When documents are looked at: at once where that is quick, and never so that typing waits. */
export interface Pace {
  /** Something was typed. */
  typed(): void;
  /** Looks at a document, and keeps in mind how long that takes. */
  timed<Result>(uri: string, look: () => Result): Result;
  /**
   * Waits until it is time to look at a document.
   *
   * @param isLarge - Waits until nothing has been typed for a second.
   */
  turn(uri: string, isLarge: boolean, token?: CancellationToken): Promise<void>;
  forget(uri: string): void;
}

/** The time that a pace goes by. */
export interface Clock {
  /** In ms. */
  readonly now: () => number;
  /** Waits, in ms. */
  readonly wait: (ms: number) => Promise<void>;
  /** Lets the messages that have come already be read. */
  readonly readOn: () => Promise<void>;
}

/** A pace that follows how long looking takes. */
export function createPace({ now, wait, readOn }: Clock = CLOCK): Pace {
  const took = new Map<string, number>();
  let lastTyped = -Infinity;
  let between = Infinity;
  return {
    typed() {
      const time = now();
      between = time - lastTyped;
      lastTyped = time;
    },
    timed(uri, look) {
      const start = now();
      try {
        return look();
      } finally {
        took.set(uri, now() - start);
      }
    },
    async turn(uri, isLarge, token) {
      const last = took.get(uri) ?? 0;
      // Typed faster than looked at, most looks would be for nothing.
      await (last < QUICK_MS || between >= last ? readOn() : wait(Math.min(last, LONGEST_MS)));
      while (isLarge && token?.isCancellationRequested !== true && now() - lastTyped < IDLE_MS)
        await wait(Math.max(lastTyped + IDLE_MS - now(), 1));
    },
    forget: (uri) => void took.delete(uri),
  };
}

/** Resolves after a time in ms. */
export function waitMs(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

/** A message takes one turn of the event loop: an edit, a question about it, and perhaps that this is taken back. */
const TURNS = 4;

/**
 * Lets the messages that have come already be read. A timer would make the client wait for a millisecond or more, which is
 * longer than most looks take.
 */
async function messagesRead(): Promise<void> {
  const { setImmediate: inNextTurn } = globalThis as { setImmediate?: (act: () => void) => unknown };
  if (!inNextTurn) return waitMs(0);
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise<void>((resolve) => void inNextTurn(resolve));
}

const CLOCK: Clock = { now: () => performance.now(), wait: waitMs, readOn: messagesRead };
