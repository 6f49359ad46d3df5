import type { OutageAnswer, OutageCore } from './outage-core.ts';

/**
 * The in-process face: a `fetch` that sends nothing. It fails as the one of Node does, with the same errors and codes,
 * and honours the signal of its caller.
 */
export function outageFetch(core: OutageCore): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    // The signal of a Request only follows the caller's, which may be collected as garbage before its time-out.
    const signal = init?.signal ?? request.signal;
    signal.throwIfAborted();
    const { origin, pathname, search } = new URL(request.url);
    const body = await request.text();
    const order = {
      method: request.method,
      path: pathname + search,
      header: (name: string) => request.headers.get(name) ?? undefined,
      ...{ body, origin },
    };
    // Once it has its answer, a caller has heard it, whatever it does to its signal then.
    let heard = false;
    const { seen, answer } = core.receive(order, () => heard);
    const answered = answer.then((given) => responseOf(given, request.url, signal));
    const response = await unlessAborted(answered, signal, () => (seen.abortedAt = core.now()));
    heard = true;
    return response;
  };
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal, onAbort: () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => {
      onAbort();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function responseOf(answer: OutageAnswer, url: string, signal: AbortSignal): Response | Promise<never> {
  const { reply, delivery } = answer;
  if (delivery === 'hang') return new Promise(() => undefined);
  if (delivery === 'reset')
    throw new TypeError('fetch failed', {
      cause: networkError('read ECONNRESET', 'ECONNRESET'),
    });
  if (delivery === 'drop')
    throw new TypeError('fetch failed', {
      cause: networkError('other side closed', 'UND_ERR_SOCKET'),
    });
  const empty = reply.status === 204 || reply.status === 304;
  const body = delivery === 'whole' ? reply.body : brokenBody(reply.body, delivery, signal);
  const response = new Response(empty ? null : body, {
    status: reply.status,
    headers: reply.headers,
  });
  // A Response that was made by hand has no address of its own.
  return Object.defineProperty(response, 'url', { value: url });
}

/** The first half of a body, and then an error or silence. */
function brokenBody(text: string, how: 'truncate' | 'stall', signal: AbortSignal): ReadableStream<Uint8Array> {
  const half = new TextEncoder().encode(text.slice(0, Math.ceil(text.length / 2)));
  return new ReadableStream<Uint8Array>(
    {
      start: (body) => {
        signal.addEventListener('abort', () => body.error(signal.reason), {
          once: true,
        });
        body.enqueue(half);
      },
      pull: (body) => {
        // Asked for more than the first half.
        if (how === 'truncate') {
          body.error(
            new TypeError('terminated', {
              cause: networkError('other side closed', 'UND_ERR_SOCKET'),
            }),
          );
        }
      },
    },
    { highWaterMark: 0 },
  );
}

const networkError = (message: string, code: string): Error => Object.assign(new Error(message), { code });
