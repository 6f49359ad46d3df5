/** A function that sends HTTP requests, as one row of a client table. */
export interface Client {
  /** The name that messages use. */
  readonly name: string;
  /** Where its functions come from, written as `module` or `global`, then the members that lead to the call. */
  readonly functions: readonly ClientFunction[];
  /** Whether an answer such as 503 is thrown; `fetch` returns it. */
  readonly throwsOnStatus: boolean;
  /** What the client itself retries, without any code around it. */
  readonly retries: 'nothing' | 'transient failures';
}

/** One function of a client: the module it is imported from (undefined for a global) and the path to it. */
export interface ClientFunction {
  readonly module?: string;
  readonly path: readonly string[];
}
