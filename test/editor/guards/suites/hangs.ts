/** A suite that waits for ever. */
export const run = (): Promise<void> => new Promise(() => undefined);
