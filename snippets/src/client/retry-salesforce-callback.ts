import { type RetryOptions, retrySalesforce } from './retry-salesforce.ts';

/** What a library calls back with: an error, or its answer. */
type Callback<Failure, Answer extends unknown[]> = (error: Failure, ...answer: Answer) => void;

/**
 * `retrySalesforce` for libraries that call back: `start` sends the request and calls `done` with what came of it, and
 * `callback` is told of the last attempt only.
 */
export function retrySalesforceCallback<Failure, Answer extends unknown[]>(
  start: (done: Callback<Failure, Answer>) => unknown,
  callback: Callback<Failure, Answer>,
  options?: RetryOptions,
): void {
  let last: [Failure, ...Answer];
  const send = async (): Promise<Answer> => {
    last = await new Promise((resolve) => start((...told) => resolve(told)));
    const [error, ...answer] = last;
    if (error) throw error as unknown as Error;
    return answer;
  };
  // What the callback throws is not for a promise: it ends the process as it did.
  const tell = (): unknown => setTimeout(() => callback(...last), 0);
  retrySalesforce(send, options).then(tell, tell);
}
