import { hide } from './outage-logs.ts';
import type { OutageRecord, SeenCall, SeenRequest } from './outage-record.ts';
import { decoded } from './request-keys.ts';

/** More lines than this, at the beginning and at the end, say no more. */
const [HEAD, TAIL] = [40, 20];

/** What happened, one line a request and one for what each caller was told, in order. */
export function timeLineOf({ requests, calls, script, org }: OutageRecord): string {
  const begin = Math.min(...[...requests, ...calls].map(({ at }) => at));
  const events = [
    ...requests.map((request) => ({ at: request.at, text: requestText(request) })),
    ...calls.map((call) => ({ at: call.endedAt ?? Infinity, text: toldText(call) })),
  ];
  const lines = events
    .filter(({ at }) => at < Infinity)
    .sort((one, other) => one.at - other.at)
    .map(({ at, text }) => hide(`${((at - begin) / 1_000).toFixed(3).padStart(9)} s  ${text}`, org.secrets));
  const left = lines.length - HEAD - TAIL;
  if (left > 0) lines.splice(HEAD, left, `           … ${left} more …`);
  const title = `Time line of the outage${script.seed === undefined ? '' : ` (chaos seed ${script.seed})`}`;
  return [`${title}, script ${JSON.stringify(script)}:`, ...lines].join('\n');
}

const NO_ANSWER: Readonly<Record<SeenRequest['delivery'], string>> = {
  ...{ whole: 'no answer', hang: 'no answer', reset: 'connection reset', drop: 'connection closed' },
  ...{ truncate: 'body cut', stall: 'body stalled' },
};

function requestText(request: SeenRequest): string {
  const { index, method, path, keys, attempt, step, earlyMs, breaker, status, delivery } = request;
  const short = decoded(path).replace(/^\/services\/data\/v\d+\.\d\//, '');
  const key = keys.length > 1 ? `${keys.length} records` : (keys[0] ?? '');
  const notes = [
    attempt > 1 && `attempt ${attempt}`,
    earlyMs > 0 && `${(earlyMs / 1_000).toFixed(3)} s EARLIER than asked`,
    breaker && breaker !== 'closed' && `breaker ${breaker}`,
    request.abortedAt !== undefined && 'given up by the caller',
    step !== undefined && `met '${step}'`,
  ].filter(Boolean);
  const stored = request.carriedOut && method !== 'GET' && (status ?? 999) > 299 ? ', but was carried out' : '';
  const about = short.includes(key) ? '' : ` [${key}]`;
  const answer = `${status ?? NO_ANSWER[delivery]}${stored}`;
  return `#${index + 1} ${method} ${short}${about} → ${answer}${notes.length > 0 ? `  (${notes.join('; ')})` : ''}`;
}

function toldText({ key, told, error }: SeenCall): string {
  const why = error instanceof Error ? `: ${error.name}: ${error.message.split('\n')[0] ?? ''}` : '';
  return `   the caller of ${key} is told ${told}${why}`;
}
