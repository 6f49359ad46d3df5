/** The messages that a worker has in hand. */
export interface InWork {
  /** Aborts when the time to finish is over: what is not written then is given back. */
  readonly signal: AbortSignal;
  readonly count: number;
  /** Follows a task until it ends; a task reports its own failures. */
  add(task: Promise<unknown>): void;
  /** Resolves when fewer than `limit` tasks are in work. */
  below(limit: number): Promise<void>;
  /** Waits until nothing is in work; after `timeoutMs` it aborts the signal and waits for the messages to be given back. */
  drain(timeoutMs: number): Promise<void>;
}

export function createInWork(): InWork {
  const tasks = new Set<Promise<unknown>>();
  const controller = new AbortController();
  const below = async (limit: number): Promise<void> => {
    while (tasks.size >= limit) await Promise.race(tasks);
  };
  return {
    signal: controller.signal,
    get count() {
      return tasks.size;
    },
    add(task) {
      const followed = task.catch(() => undefined).finally(() => tasks.delete(followed));
      tasks.add(followed);
    },
    below,
    async drain(timeoutMs) {
      const timer = setTimeout(() => controller.abort(), timeoutMs);
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
