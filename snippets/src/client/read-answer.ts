import { withTimeout } from './with-timeout.ts';

/** Types of bodies to read whole: a maintenance page or half a record must not pass for a success. Others are files. */
const READ_WHOLE = /^$|json|html|xml|text\/plain|urlencoded/i;

/** How long the body of an error is waited for (ms): its status alone says enough. */
const ERROR_BODY_MS = 5_000;

/** An answer, and its text where that was read. */
export interface Answer {
  readonly response: Response;
  readonly text: string | undefined;
}

/**
 * Reads the body of an answer, so that a stalled or a cut one is the failure of this attempt, and gives an answer that
 * can be read as usual. A file (CSV, binary) of any length is passed on as it comes.
 *
 * @param stallMs - How long a file may pause (ms) before reading it fails.
 * @param attempt - Ends reading with the attempt.
 * @param call - The caller's signal, which ends a file that is being read.
 * @throws the error of `fetch` for a body that does not come as announced.
 */
export async function readAnswer(
  response: Response,
  stallMs: number,
  attempt: AbortSignal,
  call: AbortSignal | undefined,
): Promise<Answer> {
  const { body, ok } = response;
  // A mock may have no body, and another kind of `fetch` one that is no web stream.
  if (!(body instanceof ReadableStream)) return { response, text: undefined };
  if (ok && !READ_WHOLE.test(response.headers.get('Content-Type') ?? '')) {
    return { response: withBody(response, withoutStall(body, stallMs, call)), text: undefined };
  }
  try {
    const whole = withoutStall(body, ok ? stallMs : Math.min(stallMs, ERROR_BODY_MS), attempt);
    const bytes = await new Response(whole).arrayBuffer();
    return { response: withBody(response, bytes), text: new TextDecoder().decode(bytes) };
  } catch (error) {
    if (ok || attempt.aborted) throw error;
    return { response: withBody(response, null), text: undefined };
  }
}

/** The same answer with another body. */
function withBody(response: Response, body: ArrayBuffer | ReadableStream<Uint8Array> | null): Response {
  const same = new Response(body, response);
  // What a new Response would answer otherwise.
  for (const name of ['url', 'redirected', 'type'] as const)
    Object.defineProperty(same, name, { value: response[name] });
  return same;
}

/** The same stream, which fails when it pauses for longer than `ms`, and frees the connection then. */
function withoutStall(body: ReadableStream<Uint8Array>, ms: number, signal?: AbortSignal): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await withTimeout(ms, signal, () => reader.read());
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        reader.cancel(error).catch(() => undefined);
        throw error;
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
