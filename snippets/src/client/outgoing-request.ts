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
  const send = async (how: typeof fetch, signal: AbortSignal): Promise<Response> =>
    how(request?.clone() ?? input, { ...init, headers, signal });
  return { method, url, headers, isResendable, signal: init?.signal ?? request?.signal, send };
}
