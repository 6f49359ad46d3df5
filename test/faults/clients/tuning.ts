import type { Call } from './client.ts';
import { HttpError } from './fetch-once.ts';
import { statusOf } from './sessions.ts';

/** What a careful user sets in the options of a package: as many retries and as much patience as the client of ours has. */
export const TUNING = {
  retries: 8,
  baseMs: 1_000,
  maxMs: 60_000,
  attemptMs: 30_000,
} as const;

/** Answers after which a call is repeated: a create only after those that say that nothing was done. */
export const statusesFor = ({ method }: Call): number[] => (method === 'POST' ? [429, 503] : [429, 500, 502, 503, 504]);

/** Errors of the network after which a call is repeated: a create only where nothing was sent. */
export const codesFor = ({ method }: Call): string[] => (method === 'POST' ? ['ECONNREFUSED'] : NETWORK_CODES);

const NETWORK_CODES = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_SOCKET'];

/** Whether to repeat a call, for packages that ask a function of their user. */
export function isWorthRepeating(call: Call, error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined) return statusesFor(call).includes(status);
  if (call.method !== 'POST') return true;
  const { code, cause } = Object(error) as { code?: unknown; cause?: unknown };
  return [code, (Object(cause) as { code?: unknown }).code].includes('ECONNREFUSED');
}

/** Exponential with full jitter. */
export const jitteredMs = (attempt: number): number =>
  Math.random() * Math.min(TUNING.maxMs, TUNING.baseMs * 2 ** (attempt - 1));

/** What Retry-After asks for (ms), read as most code on the web reads it: seconds or whatever Date understands. */
export function askedMs(error: unknown): number {
  const text = error instanceof HttpError ? error.retryAfter : null;
  if (text === null) return 0;
  const seconds = Number(text);
  const ms = Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * 1_000;
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}
