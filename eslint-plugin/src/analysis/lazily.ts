/**
 * An object whose members are found out when they are first asked for.
 *
 * @param answers - What finds each of them out; it is called once.
 */
export function lazily<T extends object>(answers: { readonly [Name in keyof T]: () => T[Name] }): T {
  const found = {} as T;
  for (const name of Object.keys(answers) as (keyof T)[]) {
    const get = (): T[keyof T] => {
      const value = answers[name]();
      Object.defineProperty(found, name, { value, enumerable: true });
      return value;
    };
    Object.defineProperty(found, name, { get, enumerable: true, configurable: true });
  }
  return found;
}
