/** Tells a waiting person how far something is. */
export interface Progress {
  /** Shows a text: at once on the one line of a terminal, now and then where lines stay. */
  readonly show: (text: string) => void;
  /** Takes the line away. */
  readonly clear: () => void;
}

/** A progress line on standard error that stays silent for the first two seconds. */
export function createProgress(): Progress {
  const { isTTY } = process.stderr;
  let shown = Date.now() + (isTTY ? 1_800 : -3_000);
  return {
    show(text) {
      if (Date.now() - shown < (isTTY ? 200 : 5_000)) return;
      shown = Date.now();
      process.stderr.write(isTTY ? `\r${text}\u001B[K` : `${text}\n`);
    },
    clear() {
      if (isTTY) process.stderr.write('\r\u001B[K');
    },
  };
}
