/** Codes of connections that failed or ended, as Node and the libraries on it name them. */
const CODES =
  /^(?:E(?:CONN|PIPE|PROTO|TIMEDOUT|NOTFOUND|AI_AGAIN|HOST|NET|SOCKET)|UND_ERR_|ERR_NETWORK|ERR_HTTP2_|ERR_STREAM_)/;

/** What `fetch` says in Node, Chromium, Firefox, Safari, Deno and workerd, and what others say without a code. */
const MESSAGES =
  /^(?:fetch failed|Failed to fetch|NetworkError\b.*|Load failed|[Nn]etwork [Ee]rror|terminated|error reading a body from connection|Network connection lost\.|internal error; reference = .*|socket hang up|network timeout at: .*|Response timeout while .*)$/;

/** The error in the network that a thrown one is, or has as its cause; undefined for mistakes and for what was aborted. */
export function findNetworkError(error: unknown): object | undefined {
  const { cause, code, message, name, status, target = cause } = Object(error) as Readonly<Record<string, unknown>>;
  // The events of an XMLHttpRequest have it as their target.
  const deeper = target === error ? undefined : findNetworkError(target);
  if (deeper !== undefined) return deeper;
  // An XMLHttpRequest that got no answer has the status 0.
  const isNetwork =
    status === 0 || name === 'TimeoutError' || CODES.test(String(code)) || MESSAGES.test(String(message));
  return isNetwork ? (error as object) : undefined;
}
