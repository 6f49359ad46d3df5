const listeners = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `listener` when the signal is aborted. However many wait, the signal has one listener: beyond ten, Node warns of a
 * leak.
 *
 * @returns ends it.
 */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (!signal) return () => undefined;
  const all = listeners.get(signal) ?? new Set();
  if (!listeners.has(signal)) signal.addEventListener('abort', () => all.forEach((one) => one()));
  listeners.set(signal, all);
  all.add(listener);
  return () => void all.delete(listener);
}
