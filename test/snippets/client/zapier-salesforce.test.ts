import { beforeEach, describe, expect, it, vi } from 'vitest';
import { zapierSalesforce } from '@salesforce-resilience/snippets/client/zapier-salesforce';

const DATA = 'https://acme.my.salesforce.com/services/data/v64.0';
const CREATE = { url: `${DATA}/sobjects/Payment__c`, method: 'POST', body: { Amount__c: 5 } };
const UPSERT = { url: `${DATA}/sobjects/Payment__c/Reference__c/P-1`, method: 'PATCH', body: { Amount__c: 5 } };
const READ = { url: `${DATA}/limits` };

interface Answer {
  readonly status: number;
  readonly content?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

class ThrottledError extends Error {
  override readonly name = 'ThrottledError';
  readonly delay: number | undefined;
  constructor(message: string, delay?: number) {
    super(message);
    this.delay = delay;
  }
}

class ResponseError extends Error {
  override readonly name = 'ResponseError';
}

/** What Zapier hands to a step, where Salesforce answers in this way; its own `request` throws unless told not to. */
function zapier(answer: Answer | Error) {
  const sent: object[] = [];
  const request = (options: { skipThrowForStatus?: boolean }) => {
    sent.push(options);
    if (answer instanceof Error) return Promise.reject(answer);
    const { status, content = '', headers = {} } = answer;
    const throwForStatus = (): void => {
      if (status >= 400) throw new ResponseError(String(status));
    };
    if (options.skipThrowForStatus !== true) throwForStatus();
    const getHeader = (name: string): string | undefined => headers[name.toLowerCase()];
    return Promise.resolve({ status, content, getHeader, throwForStatus });
  };
  return { sent, request, errors: { ThrottledError } };
}

/** Of what kind, and how long, a failed step is put off. */
async function endOf(answer: Answer | Error, request: object & { url: string }): Promise<[string, number | undefined]> {
  try {
    await zapierSalesforce(zapier(answer), request);
    return ['answer', undefined];
  } catch (error) {
    const { name, delay } = error as ThrottledError;
    return [name, delay];
  }
}

const lost = Object.assign(new Error('socket hang up'), { name: 'FetchError', type: 'system', code: 'ECONNRESET' });
const codes = (errorCode: string, message = ''): string => JSON.stringify([{ message, errorCode }]);

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

describe('zapierSalesforce', () => {
  it('sends what it is given, and gives the answer', async () => {
    const z = zapier({ status: 201, content: '{"id":"a01"}' });
    expect(await zapierSalesforce(z, CREATE)).toMatchObject({ status: 201, content: '{"id":"a01"}' });
    expect(z.sent).toEqual([{ ...CREATE, skipThrowForStatus: true }]);
  });

  it('takes an address and options', async () => {
    const z = zapier({ status: 200 });
    await zapierSalesforce(z, READ.url, { method: 'GET' });
    expect(z.sent).toEqual([{ ...READ, method: 'GET', skipThrowForStatus: true }]);
  });

  it.each<[string, Answer]>([
    ['429', { status: 429 }],
    ['503', { status: 503 }],
    ['a locked row', { status: 400, content: codes('UNABLE_TO_LOCK_ROW') }],
    ['too many calls at once', { status: 403, content: codes('REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests') }],
    [
      'too many calls at once, said in the other order',
      { status: 403, content: '{"errorCode":"REQUEST_LIMIT_EXCEEDED",\n"message":"concurrent requests"}' },
    ],
  ])('puts even a create off after %s, which says that nothing was done', async (_name, answer) => {
    expect(await endOf(answer, CREATE)).toEqual(['ThrottledError', 60]);
  });

  it.each<[string, Answer | Error]>([
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['504', { status: 504 }],
    ['no answer', lost],
  ])('puts an upsert and a read off after %s, but no create, which may be there', async (_name, answer) => {
    expect(await endOf(answer, UPSERT)).toEqual(['ThrottledError', 60]);
    expect(await endOf(answer, READ)).toEqual(['ThrottledError', 60]);
    const [end] = await endOf(answer, CREATE);
    expect(end).toBe(answer instanceof Error ? 'FetchError' : 'ResponseError');
  });

  it.each<[string, Answer]>([
    ['401', { status: 401, content: codes('INVALID_SESSION_ID') }],
    ['404', { status: 404, content: codes('NOT_FOUND', 'UNABLE_TO_LOCK_ROW') }],
    ['a wrong field', { status: 400, content: codes('INVALID_FIELD') }],
    ['the limit of a day', { status: 403, content: codes('REQUEST_LIMIT_EXCEEDED', 'TotalRequests') }],
  ])('throws what Zapier throws after %s', async (_name, answer) => {
    expect(await endOf(answer, READ)).toEqual(['ResponseError', undefined]);
  });

  it('throws what is no failure of the network as it is', async () => {
    const refresh = Object.assign(new Error('The token is old.'), { name: 'RefreshAuthError' });
    expect(await endOf(refresh, READ)).toEqual(['RefreshAuthError', undefined]);
  });

  it('does not touch the content of a raw answer, which Zapier forbids', async () => {
    const z = zapier({ status: 400, content: codes('UNABLE_TO_LOCK_ROW') });
    await expect(zapierSalesforce(z, { ...READ, raw: true })).rejects.toThrow(ResponseError);
  });

  it('gives the answer where the caller looks at it himself', async () => {
    const answer = await zapierSalesforce(zapier({ status: 404 }), READ.url, { skipThrowForStatus: true });
    expect(answer.status).toBe(404);
  });
});

describe('the time until the step runs again', () => {
  it('is not shorter than Retry-After asks', async () => {
    expect(await endOf({ status: 503, headers: { 'retry-after': '300' } }, UPSERT)).toEqual(['ThrottledError', 300]);
  });

  it("goes by the server's clock", async () => {
    const headers = { 'retry-after': 'Thu, 01 Jan 2026 01:00:20 GMT', date: 'Thu, 01 Jan 2026 01:00:00 GMT' };
    expect(await endOf({ status: 503, headers }, UPSERT)).toEqual(['ThrottledError', 20]);
  });

  it('has jitter of up to a minute on top, so that the steps of an outage do not come back together', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999);
    expect(await endOf({ status: 503 }, UPSERT)).toEqual(['ThrottledError', 119]);
  });
});
