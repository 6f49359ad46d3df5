/**
 * Tells a callback, where there is one, what a promise ends in, before whoever waits for the promise goes on: as jsforce 1
 * does with the callback of a call that is waited for.
 */
export async function thenCall<Answer>(
  promise: PromiseLike<Answer>,
  callback: ((...told: never[]) => unknown) | null | undefined,
): Promise<Answer> {
  const tell = callback as ((...told: unknown[]) => unknown) | null | undefined;
  return promise.then(
    (answer) => {
      tell?.(null, answer);
      return answer;
    },
    (failure: unknown) => {
      tell?.(failure);
      throw failure;
    },
  );
}
