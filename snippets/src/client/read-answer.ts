import { within } from './within.ts';

/** Types of bodies to read whole: a maintenance page or half a record must not pass for a success. Others are files. */
const READ_WHOLE = /^$|json|html|xml|text\/plain|urlencoded/i;

/**
 * Reads the body of an answer, so that a stalled or a cut one is the failure of this attempt, and gives an answer that can
 * be read as usual, with the text. A file (CSV, binary) of any length is passed on as it comes; it fails when it pauses
 * for longer than `stallMs`, or when `call` is aborted.
 */
export async function readAnswer(response: Response, stallMs: number, attempt: AbortSignal, call?: AbortSignal) {
  const { body, ok, headers, status } = response;
  // A mock may have no body, and another kind of `fetch` one that is no web stream. Chromium has one where there is none.
  if (!(body instanceof ReadableStream) || [204, 205, 304].includes(status)) return { response, text: undefined };
  const isFile = ok && !READ_WHOLE.test(headers.get('Content-Type') ?? '');
  // An error says enough by its status: its body is not waited for much longer, and may be cut.
  const patienceMs = ok ? Infinity : Math.min(stallMs / 2, 5_000);
  const bytesOf = (signal: AbortSignal) => new Response(guarded(body, Infinity, signal)).arrayBuffer();
  const reading = isFile ? undefined : within(patienceMs, attempt, bytesOf);
  const whole = await reading?.catch((error: unknown) => {
    if (ok || attempt.aborted) throw error;
    return new ArrayBuffer(0);
  });
  const read = new Response(whole ?? guarded(body, stallMs, call), response);
  // What a new Response would answer otherwise.
  for (const name of ['url', 'redirected', 'type'] as const)
    Object.defineProperty(read, name, { value: response[name] });
  return { response: read, text: whole && new TextDecoder().decode(whole) };
}

/** The same stream, which fails when it pauses for longer than `ms` or is aborted, and frees the connection then. */
function guarded(body: ReadableStream<Uint8Array>, ms: number, signal?: AbortSignal): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const cancel = (reason: unknown): Promise<void> => reader.cancel(reason);
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    try {
      const { done, value } = await within(ms, signal, () => reader.read());
      if (done) controller.close();
      else controller.enqueue(value);
    } catch (error) {
      cancel(error).catch((): undefined => undefined);
      throw error;
    }
  };
  return new ReadableStream({ pull, cancel });
}
