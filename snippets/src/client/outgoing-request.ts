type FetchInput = Parameters<typeof fetch>[0];
type FetchInit = Parameters<typeof fetch>[1];

/** A request that can be sent again and again, as `fetch` would send it. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  /** Its own copy, in which the access token may be replaced. */
  readonly headers: Headers;
  /** The body, where it is a text. */
  readonly text: string | undefined;
  /** The caller's. */
  readonly signal: AbortSignal | undefined;
  /** Whether the body can be sent more than once: a stream cannot. */
  readonly isResendable: boolean;
  readonly send: (send: typeof fetch, signal: AbortSignal) => Promise<Response>;
}

/**
 * What `fetch(input, init)` would send.
 *
 * @throws {TypeError} as `fetch` does, for what repeating would not mend: a used body, a method or a header that is none.
 */
export function outgoingRequest(input: FetchInput, init: FetchInit): OutgoingRequest {
  const request = input instanceof Request ? input : undefined;
  const url = input instanceof Request ? input.url : input.toString();
  const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
  const headers = new Headers(init?.headers ?? request?.headers);
  const body = init?.body;
  const isResendable = !(body instanceof ReadableStream) && !(Symbol.asyncIterator in Object(body));
  if (request?.bodyUsed && !body) throw new TypeError('The body of this Request was used already: make a new one.');
  new Request('https://salesforce.invalid', { method, headers, ...(isResendable && body ? { body } : {}) });
  return {
    method,
    url,
    headers,
    text: typeof body === 'string' ? body : undefined,
    signal: init?.signal ?? request?.signal,
    isResendable,
    send: (send, signal) => send(request?.clone() ?? input, { ...init, headers, signal }),
  };
}
