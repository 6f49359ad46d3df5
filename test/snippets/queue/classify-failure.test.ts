import { classifyFailure, findFailure } from '@salesforce-resilience/snippets/queue/classify-failure';
import { describe, expect, it } from 'vitest';

/** An error with the parts of a SalesforceError. */
const salesforceError = (parts: object, message = 'gave up') =>
  Object.assign(new Error(message), { name: 'SalesforceError', status: undefined, errorCode: undefined, ...parts });

const rows = (errorCode: string, message = '') => JSON.stringify([{ errorCode, message }]);

describe('an answer', () => {
  it.each([200, 201, 204])('with %d is no failure', async (status) => {
    expect(await findFailure(new Response(null, { status }))).toBeUndefined();
  });

  it('is not needed: a write that resolves with nothing succeeded', async () => {
    expect(await findFailure(undefined)).toBeUndefined();
  });

  it.each([
    [300, '["/services/data/v64.0/sobjects/Payment__c/a00"]', 'final'],
    [400, rows('FIELD_CUSTOM_VALIDATION_EXCEPTION'), 'final'],
    [400, rows('UNABLE_TO_LOCK_ROW'), 'message'],
    [400, rows('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'trigger: UNABLE_TO_LOCK_ROW'), 'message'],
    [400, rows('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'trigger: no amount'), 'final'],
    [400, rows('DUPLICATE_VALUE'), 'message'],
    [400, rows('STORAGE_LIMIT_EXCEEDED'), 'outage'],
    [400, '{"error":"invalid_grant"}', 'outage'],
    [401, rows('INVALID_SESSION_ID'), 'outage'],
    [401, '', 'outage'],
    [403, rows('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'), 'outage'],
    [403, rows('API_DISABLED_FOR_ORG'), 'outage'],
    [403, rows('INSUFFICIENT_ACCESS'), 'final'],
    [404, rows('NOT_FOUND'), 'final'],
    [408, '', 'outage'],
    [413, '', 'final'],
    [429, '', 'outage'],
    [500, rows('UNKNOWN_EXCEPTION'), 'ambiguous'],
    [500, rows('SERVER_UNAVAILABLE'), 'outage'],
    [501, '', 'final'],
    [502, '<html>', 'ambiguous'],
    [503, '<html>Down for maintenance</html>', 'outage'],
    [504, '', 'ambiguous'],
  ] as const)('with %d and %s is %s', async (status, body, kind) => {
    expect(await findFailure(new Response(body, { status }))).toMatchObject({ kind });
  });

  it('gives what Salesforce said as the reason, cut to what every broker carries', async () => {
    const body = rows('STRING_TOO_LONG', 'x'.repeat(2_000));
    const failure = await findFailure(new Response(body, { status: 400 }));
    expect(failure?.reason).toMatch(/^HTTP 400 .*STRING_TOO_LONG.*x$/);
    expect(failure?.reason.length).toBeLessThan(520);
  });
});

describe('a SalesforceError', () => {
  it.each([
    [{ outcome: 'final', status: 400, errorCode: 'INVALID_FIELD' }, 'final'],
    [{ outcome: 'final', status: 400, errorCode: 'UNABLE_TO_LOCK_ROW' }, 'message'],
    [{ outcome: 'final', status: 401 }, 'outage'],
    [{ outcome: 'final', status: 403, errorCode: 'REQUEST_LIMIT_EXCEEDED' }, 'outage'],
    [{ outcome: 'final', status: 403, errorCode: 'INSUFFICIENT_ACCESS' }, 'final'],
    [{ outcome: 'not-sent' }, 'outage'],
    [{ outcome: 'refused', status: 503 }, 'outage'],
    [{ outcome: 'refused' }, 'outage'],
    [{ outcome: 'unknown', status: 500 }, 'ambiguous'],
    [{ outcome: 'unknown', status: 504 }, 'ambiguous'],
    [{ outcome: 'unknown' }, 'ambiguous'],
  ] as const)('%o is %s', (parts, kind) => {
    expect(classifyFailure(salesforceError(parts)).kind).toBe(kind);
  });

  it('keeps when Salesforce asked to be tried again', () => {
    const retryAt = new Date(1_800_000_000_000);
    expect(classifyFailure(salesforceError({ outcome: 'refused', status: 503, retryAt }))).toEqual({
      kind: 'outage',
      reason: 'SalesforceError: gave up',
      retryAt,
      isAnswer: true,
    });
  });

  it.each([new Date(Number.NaN), 'tomorrow', 1_800_000_000])('does not rely on a retryAt of %s', (retryAt) => {
    expect(classifyFailure(salesforceError({ outcome: 'refused', retryAt })).retryAt).toBeUndefined();
  });
});

describe('any other error', () => {
  it('of fetch itself says nothing about whose fault it is', () => {
    const network = new TypeError('fetch failed', { cause: new Error('ECONNRESET') });
    expect(classifyFailure(network).kind).toBe('ambiguous');
    expect(classifyFailure(new DOMException('too slow', 'TimeoutError')).kind).toBe('ambiguous');
  });

  it('is the message’s own: a bug that one record triggers', () => {
    expect(classifyFailure(new TypeError('x is undefined'))).toMatchObject({
      kind: 'message',
      reason: 'TypeError: x is undefined',
    });
    expect(classifyFailure('no error at all')).toMatchObject({ kind: 'message', reason: 'no error at all' });
  });
});
