import { type Files, beneath } from './files.ts';

/** The value of `key`, made when there is none. */
export function entryOf<K, V>(
  map: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** A question about the text of a file, which is answered once for as long as the text stays the same. */
export function aboutText<T>(answer: (text: string) => T): (path: string, files: Files) => T | undefined {
  const answers = new WeakMap<Files, Map<string, { readonly text: string; readonly value: T }>>();
  return (path, files) => {
    const text = files.read(path);
    if (text === undefined) return undefined;
    const known = entryOf(answers, beneath(files), () => new Map<string, { text: string; value: T }>());
    const last = known.get(path);
    if (last?.text === text) return last.value;
    const value = answer(text);
    known.set(path, { text, value });
    return value;
  };
}
