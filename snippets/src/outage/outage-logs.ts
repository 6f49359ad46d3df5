const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

/** Writes down what goes through `console` until the answer is called; it is printed as before. */
export function captureConsole(into: string[]): () => void {
  const giveBack = METHODS.map((method) => {
    const real = Object.getOwnPropertyDescriptor(console, method) ?? {};
    const print = console[method].bind(console);
    console[method] = (...args: unknown[]) => {
      into.push(args.map((arg) => textIn(arg)).join(' '));
      print(...args);
    };
    return () => Object.defineProperty(console, method, real);
  });
  return () => giveBack.forEach((restore) => restore());
}

/**
 * Every text in a value: of an error its message, stack and cause, of an object all its properties, however deep a
 * logger would look.
 */
export function textIn(value: unknown, depth = 6, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '' : String(value);
  if (depth === 0 || seen.has(value)) return '';
  seen.add(value);
  const entries = value instanceof Map || value instanceof Headers ? [...value] : Object.entries(value);
  const texts = entries.flat().map((inner) => textIn(inner, depth - 1, seen));
  if (value instanceof Error) texts.unshift(value.stack ?? value.message, textIn(value.cause, depth - 1, seen));
  return texts.filter((text) => text !== '').join(' ');
}

/** The texts that hold a secret, with that taken out. */
export function leaksIn(texts: readonly string[], secrets: ReadonlySet<string>): string[] {
  return texts
    .filter((text) => [...secrets].some((secret) => text.includes(secret)))
    .map((text) => hide(text, secrets));
}

/** A text in which secrets are replaced. */
export const hide = (text: string, secrets: ReadonlySet<string>): string =>
  [...secrets].reduce((shown, secret) => shown.replaceAll(secret, '<secret>'), text);
