/** Numbers from 0 to 1 as a seed decides (xorshift of 32 bits), since `Math.random` takes none. */
export function randomNumbers(seed: number): () => number {
  // Neighbouring seeds are spread over all states, and none of them is 0.
  let state = Math.imul(seed ^ (seed / 2 ** 32), 0x9e3779b1) ^ 0x85ebca6b || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
