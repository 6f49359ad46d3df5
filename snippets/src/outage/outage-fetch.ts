import type { OutageAnswer, SalesforceOutage } from './salesforce-outage.ts';

/**
 * The in-process face: a `fetch` that sends nothing. It fails as the one of Node does, with the same errors and codes,
 * and honours the signal of its caller.
 */
export function outageFetch(outage: Pick<SalesforceOutage, 'now' | 'receive'>): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { method, headers, url } = request;
    // The signal of a Request only follows the caller's, which may be collected as garbage before its time-out.
    const signal = init?.signal ?? request.signal;
    signal.throwIfAborted();
    const { origin, pathname, search } = new URL(url);
    const authorization = headers.get('Authorization') ?? '';
    const order = { method, path: pathname + search, authorization, origin, body: await request.text() };
    // Once it has its answer, a caller has heard it, whatever it does to its signal then.
    let isHeard = false;
    const { seen, answer } = outage.receive(order, () => isHeard);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        seen.abortedAt = outage.now();
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
      void answer
        .then((given) => responseOf(given, url, signal))
        .then((response) => {
          isHeard = true;
          resolve(response);
        }, reject)
        .finally(() => signal.removeEventListener('abort', abort));
    });
  };
}

function responseOf(answer: OutageAnswer, url: string, signal: AbortSignal): Response | Promise<never> {
  const { status, headers, delivery } = answer;
  if (delivery === 'hang') return new Promise(() => undefined);
  if (delivery === 'reset') throw networkError('fetch failed', 'read ECONNRESET', 'ECONNRESET');
  if (delivery === 'drop') throw networkError('fetch failed', 'other side closed', 'UND_ERR_SOCKET');
  const response = new Response(status === 204 ? null : bodyOf(answer, signal), { status, headers });
  // A Response that was made by hand has no address of its own.
  return Object.defineProperty(response, 'url', { value: url });
}

/** The whole body; or its first half, and then an error or silence. */
function bodyOf({ body: text, delivery }: OutageAnswer, signal: AbortSignal): string | ReadableStream {
  if (delivery === 'whole') return text;
  const start = (body: ReadableStreamDefaultController): void => {
    signal.addEventListener('abort', () => body.error(signal.reason), { once: true });
    body.enqueue(new TextEncoder().encode(text.slice(0, Math.ceil(text.length / 2))));
  };
  // Asked for more than the first half.
  const pull = (body: ReadableStreamDefaultController): void => {
    if (delivery === 'truncate') body.error(networkError('terminated', 'other side closed', 'UND_ERR_SOCKET'));
  };
  return new ReadableStream({ start, pull }, { highWaterMark: 0 });
}

const networkError = (what: string, message: string, code: string): TypeError =>
  new TypeError(what, { cause: Object.assign(new Error(message), { code }) });
