import type { FunctionPlace } from './origin.ts';

/** A function that sends HTTP requests, as one row of a client table. */
export interface Client {
  /** The name that messages use. */
  readonly name: string;
  /** Where its functions come from. */
  readonly functions: readonly FunctionPlace[];
  /** Whether an answer such as 503 is thrown; `fetch` returns it. */
  readonly throwsOnStatus: boolean;
  /** What the client itself retries, without any code around it. */
  readonly retries: 'nothing' | 'transient failures';
}
