import { describe, expect, it } from 'vitest';
import { type OutageStep, readOutageScript } from '@salesforce-resilience/snippets/outage/outage-script';

const read = (line: string): OutageStep => readOutageScript([line])[0]!;
const refused = (status: number, more: object = {}): object => ({
  answer: { status, ...more },
  carriedOut: false,
  delivery: 'whole',
});

describe('a script', () => {
  it.each<[string, object]>([
    ['200', { carriedOut: true, delivery: 'whole' }],
    ['503', refused(503)],
    ['599', refused(599)],
    ['429', refused(429)],
    ['401', refused(401)],
    ['404', refused(404)],
    ['400 UNABLE_TO_LOCK_ROW', refused(400, { code: 'UNABLE_TO_LOCK_ROW' })],
    [
      '403 REQUEST_LIMIT_EXCEEDED',
      refused(403, { code: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }),
    ],
    [
      '403 REQUEST_LIMIT_EXCEEDED daily',
      refused(403, { code: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }),
    ],
    [
      '403 REQUEST_LIMIT_EXCEEDED concurrent',
      refused(403, { code: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentRequests Limit exceeded.' }),
    ],
    ['html503', refused(503, { html: true })],
    ['html200', refused(200, { html: true })],
    ['reset', { carriedOut: false, delivery: 'reset' }],
    ['drop-before', { carriedOut: false, delivery: 'drop' }],
    ['hang', { carriedOut: false, delivery: 'hang' }],
    ['commit+drop', { carriedOut: true, delivery: 'drop' }],
    ['commit+reset', { carriedOut: true, delivery: 'reset' }],
    ['commit+hang', { carriedOut: true, delivery: 'hang' }],
    ['lost503', { ...refused(503, { isLost: true }), carriedOut: false }],
    ['commit+503', { ...refused(503), carriedOut: true }],
    ['commit+503 SERVER_UNAVAILABLE', { ...refused(503, { code: 'SERVER_UNAVAILABLE' }), carriedOut: true }],
    ['commit+html502', { ...refused(502, { html: true }), carriedOut: true }],
    ['slow 300ms', { carriedOut: true, delivery: 'whole', delayMs: 300 }],
    ['late 1.5s', { carriedOut: true, delivery: 'whole', lateMs: 1_500 }],
    ['truncate', { carriedOut: true, delivery: 'truncate' }],
    ['stall', { carriedOut: true, delivery: 'stall' }],
    ['partial', { failing: { rows: [0], code: 'UNABLE_TO_LOCK_ROW' } }],
    ['partial 0,12 REQUIRED_FIELD_MISSING', { failing: { rows: [0, 12], code: 'REQUIRED_FIELD_MISSING' } }],
    ['503 x5', { ...refused(503), times: 5 }],
    ['503 for 30s', { ...refused(503), forMs: 30_000 }],
    ['reset for 2 min', { delivery: 'reset', forMs: 120_000 }],
    ['503; retry-after=2 x5', { ...refused(503), times: 5 }],
    ['503 for 5min; on=POST; after=20ms; serve=1/25', { forMs: 300_000, on: 'POST', delayMs: 20, serveOneIn: 25 }],
    ['503; on=login', { on: '/services/oauth2/' }],
  ])('reads %s', (line, expected) => {
    expect(read(line)).toMatchObject({ text: line, ...expected });
  });

  it.each<[string, string, number]>([
    ['retry-after=2', '2', 2_000],
    ['retry-after=0', '0', 0],
    ['retry-after=-5', '-5', 0],
    ['retry-after=99999999999', '99999999999', 99_999_999_999_000],
    ['retry-after="soon; or later"', 'soon; or later', 0],
    ['retry-after=date(20)', 'Sun, 06 Nov 1994 08:49:57 GMT', 20_000],
    ['retry-after=rfc850(20)', 'Sunday, 06-Nov-94 08:49:57 GMT', 20_000],
    ['retry-after=asctime(20)', 'Sun Nov  6 08:49:57 1994', 20_000],
    ['retry-after=date(-60)', 'Sun, 06 Nov 1994 08:48:37 GMT', 0],
  ])('reads %s', (option, text, asksMs) => {
    const now = Date.UTC(1994, 10, 6, 8, 49, 37);
    const { retryAfter } = read(`503; ${option}`);
    expect([retryAfter?.textAt(now), retryAfter?.asksMs(now)]).toEqual([text, asksMs]);
  });

  it('asks for the whole second that a date names', () => {
    const { retryAfter } = read('503; retry-after=date(20)');
    expect(retryAfter?.asksMs(1_000_250)).toBe(20_750);
  });

  it.each<[string, string]>([
    ['5O3', "Step 2 of the script, '5O3', is not understood: there is no '5O3'. Allowed: 200, 5xx, 429, 401, 404 …, "],
    ['400', "400 needs a Salesforce error code, such as '400 REQUIRED_FIELD_MISSING'."],
    ['slow', "say how long, such as 'slow 3s' (ms, s, min, h)."],
    ['503 for 30', "there is no '503 for 30'."],
    ['503 x0', 'x0 would never happen.'],
    ['503 x2; retry-after=2 x3', 'it says twice how often it is repeated.'],
    ['503; retryafter=2', "there is no option 'retryafter=2'. Options: retry-after=SECONDS, "],
    ['503; retry-after=soon', "'soon' is no Retry-After. Write seconds (2), a date in seconds from now (date(20), "],
    ['503; serve=1/0', "there is no option 'serve=1/0'."],
    ['503; on=', "there is no option 'on='."],
    ['reset; retry-after=2', 'without an answer there is no Retry-After.'],
    ['', "there is no ''."],
  ])('refuses %j, and says what is allowed', (line, message) => {
    expect(() => readOutageScript(['503', line])).toThrow(message);
    expect(() => readOutageScript(['503', line])).toThrow(`Step 2 of the script, '${line}', is not understood: `);
  });
});
