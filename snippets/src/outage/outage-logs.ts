import { replace } from './replace.ts';

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

/** Writes down what goes through `console` until the answer is called; it is printed as before. */
export function captureConsole(into: string[]): () => void {
  const methods = METHODS.map((method) => {
    const print = console[method].bind(console);
    const note = (...args: unknown[]): void => {
      into.push(args.map((arg) => textIn(arg)).join(' '));
      print(...args);
    };
    return [method, note] as const;
  });
  return replace(console, Object.fromEntries(methods));
}

/** Every text in a value, however deep a logger would look: of an error its message, stack and cause too. */
export function textIn(value: unknown, depth = 6, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '' : String(value);
  if (depth === 0 || seen.has(value)) return '';
  seen.add(value);
  const entries: unknown[][] = value instanceof Map || value instanceof Headers ? [...value] : Object.entries(value);
  if (value instanceof Error) entries.unshift([value.stack ?? value.message, value.cause ?? '']);
  return entries
    .flatMap((entry) => entry.map((inner) => textIn(inner, depth - 1, seen)))
    .filter((text) => text !== '')
    .join(' ');
}

/** A text in which secrets are replaced. */
export const hide = (text: string, secrets: ReadonlySet<string>): string =>
  [...secrets].reduce((shown, secret) => shown.replaceAll(secret, '<secret>'), text);
