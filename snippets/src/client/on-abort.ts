const abortListeners = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>();

/** Tells `listener` the reason of an abort, until what it returns is called. One listener serves all: Node warns of 11. */
export function onAbort(signal: AbortSignal | undefined, listener: (reason: unknown) => void): () => void {
  if (!signal) return () => undefined;
  const all = abortListeners.get(signal) ?? new Set();
  if (!abortListeners.has(signal)) signal.addEventListener('abort', () => all.forEach((one) => one(signal.reason)));
  abortListeners.set(signal, all.add(listener));
  return () => void all.delete(listener);
}
