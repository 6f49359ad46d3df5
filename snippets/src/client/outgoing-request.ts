/** What `fetch(input, init)` would send, to be sent again and again; throws a TypeError for what `fetch` never sends. */
export function outgoingRequest(...[input, init]: Parameters<typeof fetch>) {
  const request = input instanceof Request ? input : undefined;
  const url = input instanceof Request ? input.url : input.toString();
  const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
  const headers = new Headers(init?.headers ?? request?.headers);
  const body = init?.body;
  // A stream can be sent only once.
  const isResendable = !(body instanceof ReadableStream) && !(Symbol.asyncIterator in Object(body));
  if (request?.bodyUsed && !body) throw new TypeError('The body of this Request was used already: make a new one.');
  new Request('https://salesforce.invalid', { method, headers, body: isResendable && body ? body : null });
  const send = async (how: typeof fetch, signal: AbortSignal, mayRepeat: boolean): Promise<Response> => {
    const fresh = mayRepeat ? undefined : freshConnection();
    try {
      return await how(request?.clone() ?? input, { ...fresh, ...init, headers, signal });
    } finally {
      fresh?.client.close();
    }
  };
  return { method, url, headers, isResendable, signal: init?.signal ?? request?.signal, send };
}

/** A new connection where Deno runs: its `fetch` repeats by itself what is lost on a used one, be it a create. */
function freshConnection() {
  const { Deno } = globalThis as { Deno?: { createHttpClient?: (options: object) => { close: () => void } } };
  const client = Deno?.createHttpClient?.({ poolMaxIdlePerHost: 0 });
  return client && { client };
}
