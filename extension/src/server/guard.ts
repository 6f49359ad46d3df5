import { type CancellationToken, type Connection, ResponseError } from 'vscode-languageserver';

/** Keeps the server alive: what goes wrong is logged, and answered as if there were nothing to say. */
export interface Guard {
  /**
   * A handler of requests that answers with `otherwise` when `answer` throws. A `ResponseError` is an answer, and goes to
   * the client.
   */
  request<Params, Result>(
    method: string,
    otherwise: NoInfer<Result> | ((params: Params) => NoInfer<Result>),
    answer: (params: Params, token: CancellationToken) => Promise<Result> | Result,
  ): (params: Params, token: CancellationToken) => Promise<Result>;
  /** Does something that nobody waits for. */
  attempt(what: string, act: () => unknown): void;
  /** Logs an error: its message always, its stack for clients that trace. */
  report(what: string, error: unknown): void;
}

/** A guard that logs to the client. */
export function createGuard(connection: Connection): Guard {
  const report = (what: string, error: unknown): void => {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    try {
      connection.console.error(`${what} failed: ${message}`);
      connection.tracer.log(`${what} failed: ${message}`, stack);
    } catch {
      // The client has gone, and nobody is left to be told.
    }
  };
  return {
    report,
    request: (method, otherwise, answer) => async (params, token) => {
      try {
        return await answer(params, token);
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        report(method, error);
        return typeof otherwise === 'function' ? (otherwise as (params: unknown) => never)(params) : otherwise;
      }
    },
    attempt(what, act) {
      // As a promise, so that errors thrown at once and later go the same way.
      void (async () => act())().catch((error: unknown) => {
        report(what, error);
      });
    },
  };
}
