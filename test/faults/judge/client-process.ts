import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Order, Said, Told } from '../cell.ts';

/** How long a cell may take, on the clock of the clients (ms). */
export interface Times {
  /** From the first call on. */
  readonly limitMs: number;
  /** After the last answer: what is late may still come. */
  readonly lingerMs: number;
}

/** What came of an order. */
export interface Heard {
  readonly strays: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number;
  /** The longest time that the machine kept the client from running (real ms); 0 where it did not end. */
  readonly lagMs: number;
}

/** Runs clients in a process of their own: one process a client, and a new one after anything went astray. */
export class ClientProcess {
  #child: ChildProcess | undefined;
  #client = '';

  /**
   * Has the calls of a cell made, for as long as it may take.
   *
   * @throws {Error} when the client cannot be loaded.
   */
  async carryOut(order: Order, times: Times, onTold: (told: Told) => void, onReady: () => void): Promise<Heard> {
    if (this.#client !== order.client) this.end();
    const child = (this.#child ??= start());
    this.#client = order.client;
    const strays: string[] = [];
    let startedAt = Date.now();
    let endedAt: number | undefined;
    let isReady = false;
    let lagMs = 0;
    await new Promise<void>((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const end = (): void => {
        clearTimeout(timer);
        child.off('message', listen).off('exit', exit);
        resolve();
      };
      const listen = (said: Said): void => {
        if (said.type === 'told') onTold(said);
        else if (said.type === 'stray') strays.push(said.why);
        else if (said.type === 'ready') {
          isReady = true;
          startedAt = Date.now();
          timer = setTimeout(end, times.limitMs);
          onReady();
        } else {
          endedAt = Date.now();
          ({ lagMs } = said);
          clearTimeout(timer);
          timer = setTimeout(end, times.lingerMs);
        }
      };
      const exit = (code: number | null): void => {
        if (!isReady) reject(new Error(`The client '${order.client}' could not be loaded: FAULTS_VERBOSE=1 says why.`));
        strays.push(`the process ended with ${code}`);
        end();
      };
      child.on('message', listen).on('exit', exit);
      child.send(order);
    });
    if (endedAt === undefined || strays.length > 0) this.end();
    return { strays, startedAt, endedAt: endedAt ?? Date.now(), lagMs };
  }

  /** Ends the process, with all that it still waits for. */
  end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}

/** Everything is one bundle: a process starts in a fraction of the time that compiling takes. */
export function onCompressedTime(folder: string, clock: 'clock' | 'compressed-time'): string[] {
  return ['--import', pathToFileURL(path.join(folder, `${clock}.js`)).href];
}

function start(): ChildProcess {
  const { dirname } = import.meta;
  // What packages log is not looked at.
  const errors = process.env['FAULTS_VERBOSE'] ? 'inherit' : 'ignore';
  const child = fork(path.join(dirname, 'worker.js'), {
    execArgv: onCompressedTime(dirname, 'clock'),
    stdio: ['ignore', 'ignore', errors, 'ipc'],
  });
  return child.setMaxListeners(0);
}
