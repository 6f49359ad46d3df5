import type { DeliveryOptions } from '@salesforce-resilience/snippets/queue/create-delivery';
import type { Verdict } from '@salesforce-resilience/snippets/queue/decide-delivery';

/** Short delays, so that what a worker waits for really happens. */
const QUICK = { baseDelayMs: 20, maxDelayMs: 40, baseProbeMs: 10, maxProbeMs: 20 };

/** What a write can be told to do by the text of its message. */
export function fakeWrites() {
  const written: string[] = [];
  const verdicts: [string, Verdict['kind']][] = [];
  const errors: string[] = [];
  const pending = new Map<string, () => void>();
  let isDown = false;
  const write = async (message: string, signal: AbortSignal): Promise<Response> => {
    if (message.startsWith('slow')) {
      await new Promise<void>((resolve, reject) => {
        pending.set(message, resolve);
        signal.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
      });
    }
    if (message.startsWith('refused')) return new Response('[{"errorCode":"INVALID_FIELD"}]', { status: 400 });
    if (message.startsWith('locked')) return new Response('[{"errorCode":"UNABLE_TO_LOCK_ROW"}]', { status: 400 });
    if (isDown) return new Response(null, { status: 503 });
    written.push(message);
    return new Response(null, { status: 204 });
  };
  const options = {
    parse: (text: string) => {
      if (text.startsWith('poison')) throw new Error('poison');
      return text;
    },
    write,
    policy: QUICK,
    onVerdict: (id: string, verdict: Verdict) => void verdicts.push([id, verdict.kind]),
    onError: (error: unknown) => void errors.push(String(error)),
  } satisfies DeliveryOptions<string>;
  return {
    options,
    written,
    verdicts,
    errors,
    /** The messages that are being written, slow ones. */
    pending: () => [...pending.keys()],
    finish: (message: string) => pending.get(message)?.(),
    setDown: (down: boolean) => (isDown = down),
  };
}
