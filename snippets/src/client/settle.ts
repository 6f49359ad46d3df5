import { type Call, failed, LOOK_FIRST, timeLeft } from './call.ts';
import { createdAnswer } from './known-create.ts';
import type { SalesforceError } from './salesforce-error.ts';
import { sleepUntil } from './sleep-until.ts';
import { within } from './within.ts';

/** Looks for the record of a create with an unknown outcome: the answer to the create, or that it is `absent`. */
export async function settle(
  call: Call,
  failure: SalesforceError,
  lookUp: (url: string, init: RequestInit) => Promise<Response>,
): Promise<Response | 'absent' | undefined> {
  const { client, known, request } = call;
  const isUnknown = failure.outcome === 'unknown';
  // A gateway may say 503 after the record was written.
  if (!known || call.isIdempotent || (!isUnknown && failure.status !== 503)) return undefined;
  const isDoubtful = isUnknown || !client.repeatRefusedCreates || call.isUnknown;
  call.isUnknown = true;
  const headers = new Headers(request.headers);
  headers.delete('Content-Type');
  // What is still being written shows up late; where it is unique, Salesforce itself refuses a second one.
  const looks = isUnknown && !known.isUnique ? 3 : 1;
  for (let look = 0; look < looks; look += 1) {
    const next = Math.max(Date.now(), Number(failure.retryAt ?? 0)) + client.spread(look);
    // Nobody has looked: a 503 is what it is taken for without a key, a refusal.
    if (next >= call.deadline) throw failed({ ...call, isUnknown: isDoubtful }, failure, isDoubtful ? LOOK_FIRST : '');
    await sleepUntil(next, call.signal);
    const answer = await within(timeLeft(call), call.signal, (signal) =>
      lookUp(known.lookUpUrl, { headers, signal }),
    ).catch((cause: unknown) => {
      call.signal.throwIfAborted();
      throw Object.assign(failed(call, failure, `${LOOK_FIRST} Looking it up failed, too.`), { cause });
    });
    if (answer.ok) {
      const { Id, id = '' } = (await answer.json()) as { Id?: string; id?: string };
      return createdAnswer(Id ?? id);
    }
    const said = `${LOOK_FIRST} The look-up was answered with ${answer.status}.`;
    if (answer.status !== 404) throw failed(call, failure, said);
  }
  const isPending = failure.status === 504 || (failure.cause as Error | undefined)?.name === 'TimeoutError';
  const said = `${LOOK_FIRST} It is not there, but may be on its way.`;
  if (isPending && !known.isUnique) throw failed(call, failure, said);
  return 'absent';
}
