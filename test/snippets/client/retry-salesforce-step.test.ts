import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { retrySalesforceStep } from '@salesforce-resilience/snippets/client/retry-salesforce-step';

interface Answer {
  readonly status: number;
  readonly content?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

class ThrottledError extends Error {
  override readonly name = 'ThrottledError';
  readonly delay: number;
  constructor(message: string, delay: number) {
    super(message);
    this.delay = delay;
  }
}

/** What `z.request` throws for a status; of the headers it names these two. */
class ResponseError extends Error {
  override readonly name = 'ResponseError';
  constructor({ status, content = '', headers = {} }: Answer) {
    const named = { 'content-type': null, 'retry-after': headers['retry-after'] ?? null };
    super(JSON.stringify({ status, headers: named, content, request: { url: 'https://acme.my.salesforce.com' } }));
  }
}

const z = { errors: { ThrottledError } };
const thrown = (answer: Answer) => (): Promise<unknown> => Promise.reject(new ResponseError(answer));
const answered =
  ({ status, content = '{}', headers = {} }: Answer) =>
  () =>
    Promise.resolve({ status, headers: new Headers(headers), content, data: JSON.parse(content) as unknown });

/** With what a step ends, and when Zapier runs it again (s). */
async function endOf(call: () => Promise<unknown>, options?: { idempotent: boolean }): Promise<unknown[]> {
  try {
    return ['answer', await retrySalesforceStep(call, z, options)];
  } catch (error) {
    return error instanceof ThrottledError ? [error.name, error.message, error.delay] : [(error as Error).name];
  }
}

const IDEMPOTENT = { idempotent: true };
const codes = (errorCode: string, message = ''): string => JSON.stringify([{ message, errorCode }]);
const lost = Object.assign(new Error('socket hang up'), { name: 'FetchError', type: 'system', code: 'ECONNRESET' });

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('retrySalesforceStep', () => {
  it('gives the answer, and asks for it once', async () => {
    const call = vi.fn(answered({ status: 201, content: '{"id":"a01"}' }));
    expect(await retrySalesforceStep(call, z)).toMatchObject({ status: 201, data: { id: 'a01' } });
    expect(call).toHaveBeenCalledTimes(1);
  });

  it.each<[string, Answer, string]>([
    ['429', { status: 429 }, '429'],
    ['503', { status: 503 }, '503'],
    ['a locked row', { status: 400, content: codes('UNABLE_TO_LOCK_ROW') }, '400 UNABLE_TO_LOCK_ROW'],
    [
      'too many calls at once',
      { status: 403, content: codes('REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests exceeded.') },
      '403 REQUEST_LIMIT_EXCEEDED: ConcurrentRequests exceeded.',
    ],
  ])('puts even a create off after %s, which says that nothing was done', async (_, answer, said) => {
    const end = ['ThrottledError', `Salesforce answered ${said}`, 60];
    expect(await endOf(thrown(answer))).toEqual(end);
    expect(await endOf(answered(answer))).toEqual(end);
  });

  it.each<[string, () => Promise<unknown>, string, string]>([
    ['500', thrown({ status: 500 }), 'Salesforce answered 500', 'ResponseError'],
    ['502', thrown({ status: 502 }), 'Salesforce answered 502', 'ResponseError'],
    ['504', thrown({ status: 504 }), 'Salesforce answered 504', 'ResponseError'],
    ['no answer', () => Promise.reject(lost), 'no answer (ECONNRESET)', 'FetchError'],
  ])('puts what is idempotent off after %s, but no create, which may be there', async (_, call, message, name) => {
    expect(await endOf(call, IDEMPOTENT)).toEqual(['ThrottledError', message, 60]);
    expect(await endOf(call)).toEqual([name]);
  });

  it.each<[string, Answer]>([
    ['401', { status: 401, content: codes('INVALID_SESSION_ID') }],
    ['404', { status: 404, content: codes('NOT_FOUND') }],
    ['a wrong field', { status: 400, content: codes('INVALID_FIELD') }],
    ['the limit of a day', { status: 403, content: codes('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.') }],
  ])('throws what Zapier throws after %s', async (_, answer) => {
    expect(await endOf(thrown(answer), IDEMPOTENT)).toEqual(['ResponseError']);
  });

  it.each(['ThrottledError', 'RefreshAuthError'])('leaves %s to Zapier', async (name) => {
    const error = Object.assign(new Error('{"message":"later"}'), { name });
    await expect(retrySalesforceStep(() => Promise.reject(error), z, IDEMPOTENT)).rejects.toBe(error);
  });

  it('gives an answer that the caller wants to look at himself', async () => {
    expect(await endOf(answered({ status: 404 }))).toMatchObject(['answer', { status: 404 }]);
  });
});

describe('the time until the step runs again', () => {
  it('is not shorter than Retry-After asks', async () => {
    const answer = { status: 503, headers: { 'retry-after': '300' } };
    expect(await endOf(thrown(answer))).toEqual(['ThrottledError', 'Salesforce answered 503', 300]);
    expect(await endOf(answered(answer))).toEqual(['ThrottledError', 'Salesforce answered 503', 300]);
  });

  it('goes by a date', async () => {
    const answer = { status: 503, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' } };
    expect(await endOf(thrown(answer))).toEqual(['ThrottledError', 'Salesforce answered 503', 20]);
  });

  it('has up to a minute on top, so that the steps of an outage do not come back together', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    expect(await endOf(thrown({ status: 503 }))).toEqual(['ThrottledError', 'Salesforce answered 503', 90]);
  });
});
