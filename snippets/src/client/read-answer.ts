import { onAbort } from './on-abort.ts';
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
  // An error says enough by its status: its body is not waited for much longer, and may be cut.
  const whole = isFile ? undefined : await bytesOf(body, attempt, ok ? undefined : Math.min(stallMs / 2, 5_000));
  const read = new Response(whole ?? withoutStall(body, stallMs, call), response);
  // What a new Response would answer otherwise.
  for (const name of ['url', 'redirected', 'type'] as const)
    Object.defineProperty(read, name, { value: response[name] });
  return { response: read, text: whole && new TextDecoder().decode(whole) };
}

/** The bytes of a body; none of one that does not come within `patienceMs`, where that is given. */
async function bytesOf(
  body: ReadableStream<Uint8Array>,
  attempt: AbortSignal,
  patienceMs: number | undefined,
): Promise<ArrayBuffer> {
  const reader = body.getReader();
  const stop = onAbort(attempt, () => void reader.cancel(attempt.reason).catch(() => undefined));
  try {
    const bytes = await (patienceMs === undefined
      ? readAll(reader)
      : withTimeout(patienceMs, attempt, () => readAll(reader)));
    // A body that is cancelled ends like any other.
    attempt.throwIfAborted();
    return bytes;
  } catch (error) {
    if (patienceMs === undefined || attempt.aborted) throw error;
    reader.cancel(error).catch(() => undefined);
    return new ArrayBuffer(0);
  } finally {
    stop();
  }
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  for (let next = await reader.read(); !next.done; next = await reader.read()) chunks.push(next.value);
  const bytes = new ArrayBuffer(chunks.reduce((sum, { length }) => sum + length, 0));
  const view = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    view.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
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
