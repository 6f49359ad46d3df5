/** The messages that a worker has in hand. */
export interface InWork {
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

export function createInWork(): InWork {
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
export async function keepLease<R>(
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
