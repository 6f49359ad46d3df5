import { describe, expect, it } from 'vitest';
import { failureOf, failureOfError, isTransient } from '@salesforce-resilience/snippets/client/failure';

const json = { 'Content-Type': 'application/json;charset=UTF-8' };
const answer = (status: number, headers: Record<string, string> = {}): Response =>
  new Response(null, { status, headers });
const restError = (errorCode: string, message: string): string => JSON.stringify([{ message, errorCode }]);

describe('isTransient', () => {
  it.each([429, 500, 502, 503, 504])('is said of %d', (status) => expect(isTransient(status)).toBe(true));
  it.each([200, 301, 400, 401, 403, 404, 408, 409, 412, 420, 501, 505])('is not said of %d', (status) => {
    expect(isTransient(status)).toBe(false);
  });
});

describe('the failure of an answer', () => {
  it.each([
    [429, 'refused'],
    [503, 'refused'],
    [500, 'unknown'],
    [502, 'unknown'],
    [504, 'unknown'],
  ])('%d is %s', async (status, outcome) => {
    const from = Date.now();
    const failure = await failureOf(answer(status), '', 7_000);
    expect(failure).toMatchObject({
      name: 'SalesforceError',
      outcome,
      message: `Salesforce answered ${status}`,
      status,
      errorCode: undefined,
    });
    expect(Number(failure!.retryAt) - from).toBeGreaterThanOrEqual(7_000);
    expect(Number(failure!.retryAt) - Date.now()).toBeLessThanOrEqual(7_000);
  });

  it('has no time to come back unless one is asked for, and never one that is no time', async () => {
    expect((await failureOf(answer(503)))!.retryAt).toBeUndefined();
    expect((await failureOf(answer(503), '', Infinity))!.retryAt).toEqual(new Date(8.64e15));
  });

  it.each([
    '. reset reason: connection termination',
    '. retried and the latest reset reason: remote reset',
    '. reset reason: protocol error',
    '',
  ])('503 is unknown where Envoy lost a connection that had the request: %s', async (reason) => {
    const failure = await failureOf(answer(503), `upstream connect error or disconnect/reset before headers${reason}`);
    expect(failure).toMatchObject({
      outcome: 'unknown',
      message: 'Salesforce answered 503 since a connection behind it was lost',
    });
  });

  it.each([
    'connection failure',
    'remote connection failure, transport failure reason: delayed connect error: Connection refused',
    'connection timeout',
    'overflow',
    'remote refused stream reset',
  ])('503 is refused where Envoy could not hand the request on: %s', async (reason) => {
    const text = `upstream connect error or disconnect/reset before headers. reset reason: ${reason}`;
    expect(await failureOf(answer(503), text)).toMatchObject({ outcome: 'refused' });
  });

  it('names the code that Salesforce gives', async () => {
    const failure = await failureOf(answer(503), restError('SERVER_UNAVAILABLE', 'busy'));
    expect(failure).toMatchObject({
      message: 'Salesforce answered 503 SERVER_UNAVAILABLE',
      errorCode: 'SERVER_UNAVAILABLE',
    });
  });

  it.each([
    ['UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record'],
    ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'PaymentTrigger: System.DmlException: UNABLE_TO_LOCK_ROW, …'],
  ])('a locked row is refused: 400 %s', async (code, message) => {
    const failure = await failureOf(answer(400), restError(code, message));
    expect(failure).toMatchObject({ outcome: 'refused', status: 400, errorCode: code });
  });

  it('a locked row in a success is the affair of the caller', async () => {
    expect(await failureOf(answer(200), restError('UNABLE_TO_LOCK_ROW', ''))).toBeUndefined();
  });

  it.each(['ConcurrentRequests (Concurrent API Requests) Limit exceeded.', 'ConcurrentPerOrgLongTxn Limit exceeded.'])(
    'too many calls at once are refused: %s',
    async (message) => {
      const failure = await failureOf(answer(403), restError('REQUEST_LIMIT_EXCEEDED', message));
      expect(failure).toMatchObject({ outcome: 'refused', status: 403 });
    },
  );

  it('the limit of a day is final, and is told', async () => {
    const failure = await failureOf(answer(403), restError('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'));
    expect(failure).toMatchObject({
      outcome: 'final',
      message: 'Salesforce answered 403 REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.',
    });
  });

  it.each([
    [403, restError('INSUFFICIENT_ACCESS', 'ConcurrentRequests')],
    [400, restError('REQUEST_LIMIT_EXCEEDED', '')],
    [400, restError('INVALID_FIELD', 'no such column')],
    [401, restError('INVALID_SESSION_ID', 'expired')],
    [404, '<html></html>'],
    [300, '<html></html>'],
    [204, ''],
  ])('%d with %s is for the caller to judge', async (status, text) => {
    expect(await failureOf(answer(status, json), text)).toBeUndefined();
  });

  it.each([
    ['an HTML type', { 'Content-Type': 'text/html' }, 'We are down for maintenance.'],
    ['an XHTML type', { 'Content-Type': 'application/xhtml+xml' }, ''],
    ['a page sent as JSON', json, '<!DOCTYPE html><title>Maintenance</title>'],
    ['a page without a type', {}, '\n <HTML lang="en">'],
    ['JSON that is cut', json, '{"id":"a01'],
    ['JSON of another type that is cut', { 'Content-Type': 'application/vnd.api+json' }, '['],
  ])('%s is no success', async (_name, headers, text) => {
    expect(await failureOf(answer(200, headers), text)).toMatchObject({
      outcome: 'unknown',
      status: 200,
      message: 'Salesforce answered 200 with a page or half an answer',
    });
  });

  it.each([
    ['JSON', json, '{"id":"a01"}'],
    ['nothing, as of an Apex method without a result', json, ''],
    ['text', { 'Content-Type': 'text/plain' }, '{"id":'],
    ['XML', { 'Content-Type': 'application/xml' }, '<html-report/>'],
    ['text that speaks of a page', { 'Content-Type': 'text/plain' }, 'not an <html> page'],
    ['a tag that only begins like one', { 'Content-Type': 'text/xml' }, '<htmlx>'],
  ])('%s is a success', async (_name, headers, text) => {
    expect(await failureOf(answer(200, headers), text)).toBeUndefined();
  });

  it('a body that was not read says nothing', async () => {
    expect(await failureOf(answer(200, json))).toBeUndefined();
  });
});

describe('the error in a body', () => {
  it.each([
    ['a list', restError('NOT_FOUND', 'gone'), 'NOT_FOUND'],
    ['one', '{"errorCode":"NOT_FOUND","message":"gone"}', 'NOT_FOUND'],
    ['of another shape', '{"error":{"code":5}}', undefined],
    ['an empty list', '[]', undefined],
    ['null', 'null', undefined],
    ['no JSON', '<html>', undefined],
  ])('may be %s', async (_name, text, errorCode) => {
    const failure = await failureOf(answer(500), text);
    expect(failure).toMatchObject({ message: `Salesforce answered 500 ${errorCode ?? ''}`.trim(), errorCode });
  });
});

/** What `fetch` rejects with in Node. */
const failed = (cause: object): TypeError => new TypeError('fetch failed', { cause });

describe('the failure behind an error', () => {
  it.each([
    'ECONNREFUSED',
    'ConnectionRefused',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('%s: nothing was sent', (code) => {
    const error = failed({ code, message: 'no luck' });
    expect(failureOfError(error)).toMatchObject({
      outcome: 'not-sent',
      message: `no answer (${code})`,
      cause: error,
    });
  });

  it('a connection that timed out while it was made was not used', () => {
    expect(failureOfError(failed({ code: 'ETIMEDOUT', syscall: 'connect' })).outcome).toBe('not-sent');
    expect(failureOfError(failed({ code: 'ETIMEDOUT', syscall: 'read' })).outcome).toBe('unknown');
  });

  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'XECONNREFUSED', 'ECONNREFUSEDX', 'ERR_HTTP2_CERTAIN', 'CERT_'])(
    '%s: it may have been carried out',
    (code) => {
      expect(failureOfError(failed({ code }))).toMatchObject({ outcome: 'unknown', message: `no answer (${code})` });
    },
  );

  it('tells the message where there is no code', () => {
    const timeout = new DOMException('nothing within 5 ms', 'TimeoutError');
    expect(failureOfError(timeout)).toMatchObject({ outcome: 'unknown', message: 'no answer (nothing within 5 ms)' });
    expect(failureOfError(new TypeError('Failed to fetch')).message).toBe('no answer (Failed to fetch)');
  });

  it.each([
    'tcp connect error: Connection refused (os error 111)',
    'dns error: failed to lookup address information: Name or service not known',
    'invalid peer certificate: UnknownIssuer',
  ])('nothing was sent where Deno could not connect: %s', (why) => {
    const message = `error sending request for url (http://127.0.0.1:4899/): client error (Connect): ${why}`;
    expect(failureOfError(failed({ message }))).toMatchObject({ outcome: 'not-sent' });
  });

  it.each([
    'error sending request from 127.0.0.1:5 for http://a/ (127.0.0.1:6): client error (SendRequest): connection closed',
    'error sending request for url (http://a/client%20error%20(Connect)): client error (SendRequest): closed',
    'Connection reset by peer (os error 104)',
    'error reading a body from connection',
  ])('it may have been carried out where Deno says: %s', (message) => {
    expect(failureOfError(failed({ message })).outcome).toBe('unknown');
  });

  it.each(['Failed to fetch', 'Network connection lost.', 'internal error; reference = 3avraqr8tlsh8m5e4db4cvi6'])(
    'it may have been carried out where Chromium or workerd says: %s',
    (message) => expect(failureOfError(new Error(message)).outcome).toBe('unknown'),
  );

  it('does not tell the query of the URL that Deno gives', () => {
    const message = 'error sending request for url (http://a/token?password=a)b): client error (Connect): refused';
    expect(failureOfError(failed({ message }))).toMatchObject({
      outcome: 'not-sent',
      message: 'no answer (error sending request for url (http://a/token client error (Connect): refused)',
    });
  });

  it.each<[string, Error]>([
    ['Node', failed({ code: 'ERR_INVALID_URL' })],
    ['Bun', Object.assign(new TypeError('fetch() URL is invalid'), { code: 'ERR_INVALID_URL' })],
    ['Deno', new TypeError("Invalid URL: 'nonsense'")],
    ['workerd', new TypeError('Invalid URL: nonsense')],
  ])('is itself where the URL is none, in %s', (_name, error) => {
    expect(() => failureOfError(error)).toThrow(error);
  });

  it.each([undefined, null, 'gone', 5])('stands %j, which somebody else may throw', (error) => {
    expect(failureOfError(error)).toMatchObject({ outcome: 'unknown', cause: error });
  });
});
