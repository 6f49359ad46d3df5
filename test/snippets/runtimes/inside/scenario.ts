/** What the clients of both sizes may be told, as far as it is used here. */
export interface ClientOptions {
  readonly fetch?: typeof fetch;
  readonly refreshToken?: () => Promise<string>;
  readonly attemptTimeoutMs?: number;
  readonly totalTimeoutMs?: number;
  readonly baseDelayMs?: number;
  /** Of the core. */
  readonly maxAttempts?: number;
  /** Of the full client. */
  readonly failureThreshold?: number;
  readonly isPatient?: boolean;
  readonly maxRetries?: number;
}

/** A client as people paste it, and the Salesforce that it is to reach. */
export interface Stage {
  readonly clientWith: (options: ClientOptions) => typeof fetch;
  /** The instance URL, and a valid token. */
  readonly url: string;
  readonly token: string;
  /** Where nobody listens. */
  readonly nobody: string;
  /** Lets a Salesforce that refuses connections take them. */
  readonly resume: () => Promise<unknown>;
  /** Ends when Salesforce has got a request. */
  readonly reached: () => Promise<unknown>;
}

/** In what runtimes differ, and no client can help it. */
export interface Nature {
  /** Whether an error tells that there was no connection, so that nothing was sent. */
  readonly tellsRefused: boolean;
  /** Whether an abort ends the connection of a request that is not answered. */
  readonly endsRequests: boolean;
  /** Whether `fetch` sends a create again by itself when a connection that was used before is lost. */
  readonly repeatsByItself: boolean;
  /** Whether a stream can be sent over HTTP/1.1. */
  readonly sendsStreams: boolean;
}

/** What is to come of a scenario. */
export interface Expected {
  /** What the call gave: a status, or the name, the outcome and the attempts of its error. */
  readonly told: unknown;
  /** Requests that Salesforce has seen, and logins. */
  readonly requests: number;
  readonly logins?: number;
  /** Requests whose connection the client has ended before the answer was whole. */
  readonly ended?: number;
  /** Records that the ledger has; one unless given. */
  readonly stored?: number;
}

export interface Scenario {
  readonly name: string;
  /** The outage: a script of `salesforceOutage`. */
  readonly script: readonly string[];
  /** Whether Salesforce refuses connections at first. */
  readonly isDown?: boolean;
  /** Whether only the full client can do it. */
  readonly isFull?: boolean;
  readonly perform: (stage: Stage) => Promise<unknown>;
  readonly expected: (nature: Nature) => Expected;
}
