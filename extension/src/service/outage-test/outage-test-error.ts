/** A test that cannot be written; the message says why, and what to do. */
export class OutageTestError extends Error {
  override readonly name = 'OutageTestError';
}
