import type { CancellationToken } from 'vscode-languageserver';

/** Below this, looking at a document holds nobody up, so it is not put off. In ms. */
const QUICK_MS = 40;
/** Enough for the messages that have come already to be read before the text is looked at. In ms. */
const READ_ON_MS = 1;
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

/**
 * A pace that follows how long looking takes.
 *
 * @param now - The clock, in ms.
 * @param wait - Waits, in ms.
 */
export function createPace(now: () => number = () => performance.now(), wait = waitMs): Pace {
  const took = new Map<string, number>();
  let lastTyped = -Infinity;
  return {
    typed: () => void (lastTyped = now()),
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
      await wait(last < QUICK_MS ? READ_ON_MS : Math.min(last, LONGEST_MS));
      while (isLarge && token?.isCancellationRequested !== true && now() - lastTyped < IDLE_MS)
        await wait(Math.max(lastTyped + IDLE_MS - now(), READ_ON_MS));
    },
    forget: (uri) => void took.delete(uri),
  };
}

/** Resolves after a time in ms. */
export function waitMs(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
