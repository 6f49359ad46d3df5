/**
 * A clock that runs `factor` times as fast as the real one.
 *
 * @param origin - Moment (ms since 1970) at which both show the same.
 * @returns the compressed time in ms since 1970, as `Date.now()` gives it.
 */
export function compressedClock(factor: number, origin: number): () => number {
  // The high-resolution clock: compression would make whole milliseconds visible.
  const realNow = (): number => performance.timeOrigin + performance.now();
  return () => Math.floor(origin + (realNow() - origin) * factor);
}
