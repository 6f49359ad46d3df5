import { hide } from './outage-logs.ts';
import type { OutageRecord, SeenCall, SeenRequest } from './outage-record.ts';
import { decoded } from './request-keys.ts';

/** More lines than this say no more. */
const HEAD = 40;
const TAIL = 20;

/** What happened, one line a request and one for what each caller was told, in order. */
export function timeLineOf(record: OutageRecord): string {
  const { requests, calls, script, seed, secrets } = record;
  const begin = Math.min(...requests.map(({ at }) => at), ...calls.map(({ at }) => at));
  const time = (at: number): string => `${((at - begin) / 1_000).toFixed(3).padStart(9)} s`;
  const events = [
    ...requests.map((request) => ({
      at: request.at,
      text: `${time(request.at)}  ${requestText(request)}`,
    })),
    ...calls.flatMap((call) =>
      call.endedAt === undefined
        ? []
        : [
            {
              at: call.endedAt,
              text: `${time(call.endedAt)}  ${toldText(call)}`,
            },
          ],
    ),
  ].sort((one, other) => one.at - other.at);
  const lines = events.map(({ text }) => hide(text, secrets));
  const left = lines.length - HEAD - TAIL;
  const shown = left > 0 ? [...lines.slice(0, HEAD), `           … ${left} more …`, ...lines.slice(-TAIL)] : lines;
  const title = `Time line of the outage${seed === undefined ? '' : ` (chaos seed ${seed})`}`;
  return [`${title}, script ${JSON.stringify(script)}:`, ...shown].join('\n');
}

function requestText({ index, method, path, keys, attempt, step, earlyMs, breaker, ...seen }: SeenRequest): string {
  const short = decoded(path).replace(/^\/services\/data\/v\d+\.\d\//, '');
  const key = keys.length > 1 ? `${keys.length} records` : (keys[0] ?? '');
  const notes = [
    attempt > 1 ? `attempt ${attempt}` : '',
    earlyMs > 0 ? `${(earlyMs / 1_000).toFixed(3)} s EARLIER than asked` : '',
    breaker && breaker !== 'closed' ? `breaker ${breaker}` : '',
    seen.abortedAt === undefined ? '' : 'given up by the caller',
    step === undefined ? '' : `met '${step}'`,
  ].filter(Boolean);
  const answer = seen.status === undefined ? NO_ANSWER[seen.delivery] : String(seen.status);
  const stored = seen.carriedOut && method !== 'GET' && (seen.status ?? 999) > 299 ? ', but was carried out' : '';
  const about = short.includes(key) ? '' : ` [${key}]`;
  return `#${index + 1} ${method} ${short}${about} → ${answer}${stored}${notes.length > 0 ? `  (${notes.join('; ')})` : ''}`;
}

const NO_ANSWER: Readonly<Record<SeenRequest['delivery'], string>> = {
  whole: 'no answer',
  reset: 'connection reset',
  drop: 'connection closed',
  hang: 'no answer',
  truncate: 'body cut',
  stall: 'body stalled',
};

function toldText({ key, told, error }: SeenCall): string {
  const why = error instanceof Error ? `: ${error.name}: ${error.message.split('\n')[0] ?? ''}` : '';
  return `   the caller of ${key} is told ${told}${why}`;
}
