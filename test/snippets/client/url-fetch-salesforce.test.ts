import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { urlFetchSalesforce } from '@salesforce-resilience/snippets/client/url-fetch-salesforce';

const DATA = 'https://acme.my.salesforce.com/services/data/v64.0';
const CREATE = `${DATA}/sobjects/Payment__c`;
const UPSERT = `${CREATE}/Reference__c/P-1`;
const POST = { method: 'post', payload: '{}' };

interface Answer {
  readonly status: number;
  readonly text?: string;
  readonly headers?: object;
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Apps Script as the globals of a script, where Salesforce answers in these ways in turn, and in the last one from then on. */
function appsScript(...answers: (Answer | Error)[]) {
  const from = Date.now();
  const sent: { at: number; url: string; params: object }[] = [];
  const UrlFetchApp = {
    fetch: (url: string, params: object) => {
      const answer = answers[Math.min(sent.push({ at: Date.now() - from, url, params }), answers.length) - 1]!;
      if (answer instanceof Error) throw answer;
      const { status, text = '', headers = {} } = answer;
      return { getResponseCode: () => status, getContentText: () => text, getHeaders: () => headers };
    },
  };
  const sleep = (ms: number): unknown => vi.setSystemTime(Date.now() + ms);
  vi.stubGlobal('UrlFetchApp', UrlFetchApp);
  vi.stubGlobal('Utilities', { sleep });
  return { sent, times: () => sent.map(({ at }) => at) };
}

const codes = (errorCode: string, message = ''): string => JSON.stringify([{ message, errorCode }]);
const unavailable = new Error('Address unavailable: https://acme.my.salesforce.com');

type Fault = [name: string, answer: Answer | Error];
const REFUSED: Fault[] = [
  ['429', { status: 429 }],
  ['503', { status: 503 }],
  ['a locked row', { status: 400, text: codes('UNABLE_TO_LOCK_ROW') }],
  ['too many calls at once', { status: 403, text: codes('REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests exceeded.') }],
  [
    'too many calls at once, said in the other order',
    { status: 403, text: '{"errorCode":"REQUEST_LIMIT_EXCEEDED",\n"message":"concurrent requests"}' },
  ],
];
const UNKNOWN: Fault[] = [
  ['500', { status: 500 }],
  ['502', { status: 502 }],
  ['504', { status: 504 }],
  ['no answer', unavailable],
];

describe('urlFetchSalesforce', () => {
  it('sends what it is given, and gives the answer', () => {
    const { sent } = appsScript({ status: 201, text: '{"id":"a01"}' });
    const answer = urlFetchSalesforce(CREATE, POST);
    expect([answer.getResponseCode(), answer.getContentText()]).toEqual([201, '{"id":"a01"}']);
    expect(sent).toEqual([{ at: 0, url: CREATE, params: { ...POST, muteHttpExceptions: true } }]);
  });

  it.each(REFUSED)('repeats a create after %s, which says that nothing was done', (_name, fault) => {
    const { times } = appsScript(fault, fault, { status: 201 });
    expect(urlFetchSalesforce(CREATE, POST).getResponseCode()).toBe(201);
    expect(times()).toEqual([0, 1_000, 3_000]);
  });

  it.each(UNKNOWN)('repeats an upsert after %s', (_name, fault) => {
    const { times } = appsScript(fault, { status: 200 });
    expect(urlFetchSalesforce(UPSERT, { method: 'patch' }).getResponseCode()).toBe(200);
    expect(times()).toEqual([0, 1_000]);
  });

  it.each(UNKNOWN)('repeats a read after %s', (_name, fault) => {
    const { times } = appsScript(fault, { status: 200 });
    expect(urlFetchSalesforce(`${DATA}/limits`).getResponseCode()).toBe(200);
    expect(times()).toEqual([0, 1_000]);
  });

  it.each(UNKNOWN)('does not repeat a create after %s: the record may be there', (_name, fault) => {
    const { times } = appsScript(fault, { status: 201 });
    expect(() => urlFetchSalesforce(CREATE, POST)).toThrow();
    expect(times()).toEqual([0]);
  });

  it.each<[string, Answer]>([
    ['401', { status: 401, text: codes('INVALID_SESSION_ID') }],
    ['404', { status: 404, text: codes('NOT_FOUND', 'UNABLE_TO_LOCK_ROW') }],
    ['a wrong field', { status: 400, text: codes('INVALID_FIELD') }],
    ['the limit of a day', { status: 403, text: codes('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.') }],
    ['a missing right', { status: 403, text: codes('INSUFFICIENT_ACCESS', 'concurrent') }],
  ])('does not repeat a read after %s', (_name, answer) => {
    const { times } = appsScript(answer, { status: 200 });
    expect(() => urlFetchSalesforce(`${DATA}/limits`)).toThrow();
    expect(times()).toEqual([0]);
  });
});

describe('its pauses', () => {
  it.each(['Retry-After', 'retry-after'])('are no shorter than %s asks, with jitter on top', (name) => {
    const { times } = appsScript({ status: 503, headers: { [name]: 30 } }, { status: 200 });
    urlFetchSalesforce(UPSERT, { method: 'patch' });
    expect(times()).toEqual([0, 31_000]);
  });

  it("go by the server's clock", () => {
    const headers = { 'Retry-After': 'Thu, 01 Jan 2026 01:00:20 GMT', Date: 'Thu, 01 Jan 2026 01:00:00 GMT' };
    const { times } = appsScript({ status: 503, headers }, { status: 200 });
    urlFetchSalesforce(UPSERT, { method: 'patch' });
    expect(times()).toEqual([0, 21_000]);
  });

  it('double up to a minute, and end with the last answer after four', () => {
    const { times } = appsScript({ status: 503, text: 'Down for maintenance' });
    expect(() => urlFetchSalesforce(CREATE, POST)).toThrow(
      new Error(`Request failed for ${CREATE} returned code 503. Server response: Down for maintenance`),
    );
    expect(times()).toEqual([0, 1_000, 3_000, 7_000, 15_000, 31_000, 63_000, 123_000, 183_000]);
  });

  it('end before an attempt that would begin when four minutes are over', () => {
    const { times } = appsScript({ status: 503, headers: { 'Retry-After': '239' } });
    expect(() => urlFetchSalesforce(CREATE, POST)).toThrow('code 503');
    expect(times()).toEqual([0]);
  });
});

describe('the end of a call that is not served', () => {
  it('is the error that there was no answer', () => {
    appsScript(unavailable);
    expect(() => urlFetchSalesforce(CREATE, POST)).toThrow(unavailable);
  });

  it.each([
    [400, 'throws'],
    [399, 'answers'],
  ])('is what UrlFetchApp does with %d: it %s', (status, end) => {
    appsScript({ status });
    const call = (): number => urlFetchSalesforce(CREATE, POST).getResponseCode();
    if (end === 'answers') expect(call()).toBe(status);
    else expect(call).toThrow(`returned code ${status}. Server response: `);
  });

  it('is the answer where the caller looks at it himself', () => {
    const { times } = appsScript({ status: 503 }, { status: 404, text: 'NOT_FOUND' });
    const answer = urlFetchSalesforce(CREATE, { ...POST, muteHttpExceptions: true });
    expect([answer.getResponseCode(), answer.getContentText()]).toEqual([404, 'NOT_FOUND']);
    expect(times()).toEqual([0, 1_000]);
  });
});
