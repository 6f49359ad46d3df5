/** Assertions for every host; a web worker has no node:assert. */
export function equal<T>(actual: T, expected: T, what = 'value'): void {
  const [was, wanted] = [actual, expected].map((value) => JSON.stringify(value));
  if (was !== wanted) throw new Error(`Expected ${what} ${wanted ?? 'undefined'}, but it is ${was ?? 'undefined'}.`);
}

export function matches(actual: string, expected: RegExp, what = 'text'): void {
  if (!expected.test(actual)) throw new Error(`Expected ${what} like ${String(expected)}, but it is: ${actual}`);
}

export function ok(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
