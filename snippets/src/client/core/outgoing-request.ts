/** What `how(input, init)` would send, to be sent again and again; throws a TypeError for what `fetch` never sends. */
export function outgoingRequest(how: typeof fetch, ...[input, init]: Parameters<typeof fetch>) {
  const request = input instanceof Request ? input.clone() : undefined;
  const url = input instanceof Request ? input.url : input.toString();
  const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
  const headers = new Headers(init?.headers ?? request?.headers);
  const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
  // A stream can be sent only once.
  const isResendable = !(init?.body instanceof ReadableStream) && !(Symbol.asyncIterator in Object(init?.body));
  new Request('https://salesforce.invalid', { method, headers, body: isResendable ? (init?.body ?? null) : null });
  const send = async (attempt: AbortSignal) => how(request?.clone() ?? input, { ...init, headers, signal: attempt });
  return { method, url, headers, isResendable, signal, send };
}
