/** The extension host dies in the middle of the tests, as for lack of memory. */
export const run = (): Promise<void> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};
