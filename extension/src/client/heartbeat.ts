/** How a server is asked whether it is there. */
export interface HeartbeatOptions {
  /** Asks something that is answered at once. */
  readonly ask: () => Promise<unknown>;
  /** It has not answered for too long: called once, until it is started anew. */
  readonly lost: () => void;
}

const EVERY_MS = 10_000;
/** So many times in a row without an answer: more than the longest look takes, and than a timer that fires late after sleep. */
const MOST_MISSED = 3;

/** Notices when a server does not answer any more: of a worker that is gone, a browser tells nobody. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Asks from now on. */
  start(): void {
    this.stop();
    let isWaiting = false;
    let missed = 0;
    this.#timer = setInterval(() => {
      if (isWaiting) {
        missed += 1;
        if (missed < MOST_MISSED) return;
        this.stop();
        this.#options.lost();
        return;
      }
      isWaiting = true;
      missed = 0;
      const answered = (): void => void (isWaiting = false);
      // An error is an answer, too.
      this.#options.ask().then(answered, answered);
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
