const abortListeners = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `listener` on abort, until the function that it returns is called. One listener serves all: Node warns of 11. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (!signal) return () => undefined;
  const all = abortListeners.get(signal) ?? new Set();
  if (!abortListeners.has(signal)) signal.addEventListener('abort', () => all.forEach((one) => one()));
  abortListeners.set(signal, all.add(listener));
  return () => void all.delete(listener);
}
