import { withTimeout } from './with-timeout.ts';

/** Types of bodies to read whole: a maintenance page or half a record must not pass for a success. Others are files. */
const READ_WHOLE = /^$|json|html|xml|text\/plain|urlencoded/i;

/**
 * Reads the body of an answer, so that a stalled or a cut one is the failure of this attempt, and gives an answer that can
 * be read as usual, with the text. A file (CSV, binary) of any length is passed on as it comes.
 *
 * @param stallMs - How long a body may pause (ms) before reading it fails.
 * @param attempt - Ends reading.
 * @param call - Ends a file that the caller is reading.
 */
export async function readAnswer(
  response: Response,
  stallMs: number,
  attempt: AbortSignal,
  call: AbortSignal | undefined,
): Promise<{ readonly response: Response; readonly text: string | undefined }> {
  const { body, ok, headers } = response;
  // A mock may have no body, and another kind of `fetch` one that is no web stream.
  if (!(body instanceof ReadableStream)) return { response, text: undefined };
  const isFile = ok && !READ_WHOLE.test(headers.get('Content-Type') ?? '');
  // An error says enough by its status: its body is not waited for much longer.
  const stream = withoutStall(body, ok ? stallMs : Math.min(stallMs / 2, 5_000), isFile ? call : attempt);
  const bytes = isFile ? undefined : await bytesOf(stream, ok);
  const read = new Response(bytes ?? stream, response);
  // What a new Response would answer otherwise.
  for (const name of ['url', 'redirected', 'type'] as const)
    Object.defineProperty(read, name, { value: response[name] });
  return { response: read, text: bytes && new TextDecoder().decode(bytes) };
}

/** The bytes of a body; none where an error is cut. */
async function bytesOf(stream: ReadableStream<Uint8Array>, mustBeWhole: boolean): Promise<ArrayBuffer> {
  try {
    return await new Response(stream).arrayBuffer();
  } catch (error) {
    if (mustBeWhole) throw error;
    return new ArrayBuffer(0);
  }
}

/** The same stream, which fails when it pauses for longer than `ms`, and frees the connection then. */
function withoutStall(body: ReadableStream<Uint8Array>, ms: number, signal?: AbortSignal): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const cancel = (reason: unknown): Promise<void> => reader.cancel(reason);
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    try {
      const { done, value } = await withTimeout(ms, signal, () => reader.read());
      if (done) controller.close();
      else controller.enqueue(value);
    } catch (error) {
      cancel(error).catch(() => undefined);
      throw error;
    }
  };
  return new ReadableStream({ pull, cancel });
}
