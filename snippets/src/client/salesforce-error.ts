/** `Error` as it is from ES2022 on, which the library of an older target does not say. */
type ErrorWithCause = new (message: string, options: { cause: unknown }) => Error & { readonly cause?: unknown };

/** A call that failed although it was repeated as far as that is safe and its time allows, or one attempt of it. */
export class SalesforceError extends (Error as ErrorWithCause) {
  override readonly name = 'SalesforceError';
  readonly status?: number | undefined;
  readonly errorCode?: string | undefined;
  /** `unknown`: any of the attempts may have been carried out. `final`: it fails again when it is repeated. */
  readonly outcome: 'not-sent' | 'refused' | 'unknown' | 'final' = 'unknown';
  readonly retryAt?: Date | undefined;
  readonly attempts: number = 1;
  readonly elapsedMs: number = 0;

  constructor(message: string, facts: Partial<SalesforceError>) {
    // Messages end up in logs: a session id that an answer repeats stays out.
    super(message.replace(/\b00D\w{12,15}![\w.]+/g, '[token]'), { cause: facts.cause });
    Object.assign(this, facts);
  }
}
