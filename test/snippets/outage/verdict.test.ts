import { describe, expect, it, vi } from 'vitest';
import {
  expectAtMostRequests,
  expectAttempts,
  expectBreakerHeld,
  expectCallersToldTheTruth,
  expectError,
  expectNoSecretsInLogs,
  expectNothingDuplicated,
  expectNothingEarly,
  expectNothingLost,
  expectNothingSilentlyLost,
  expectOnlyProbes,
  expectResilient,
  expectStored,
  expectSuccess,
} from '@salesforce-resilience/snippets/outage/expectations';
import { type SalesforceOutage, salesforceOutage } from '@salesforce-resilience/snippets/outage/salesforce-outage';
import { chaos } from '@salesforce-resilience/snippets/outage/chaos';

/** Creates a record, and gives what `fetch` gives. */
function create({ fetch, instanceUrl, accessToken }: SalesforceOutage, key: string): Promise<Response> {
  return fetch(`${instanceUrl}/services/data/v64.0/sobjects/Payment__c`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ Reference__c: key }),
  });
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a verdict', () => {
  it('finds nothing wrong where nothing is', async () => {
    const outage = salesforceOutage([]);
    await outage.run(() => outage.call('PAY-1', () => create(outage, 'PAY-1')));
    const verdict = outage.verdict();
    expect(verdict).toMatchObject({ calls: 1, lost: [], silentlyLost: [], failedThoughStored: [], duplicated: [] });
    expect(verdict.requests).toHaveLength(1);
    expect(verdict).toMatchObject({ mostAttempts: 1, early: [], leaks: [], hung: [], logins: 0 });
    expectResilient(verdict);
    expectAttempts(verdict, 1);
    expectBreakerHeld(verdict, 0);
  });

  it.each<[string, unknown, string]>([
    ['null', null, 'failure'],
    ['false', false, 'failure'],
    ['nothing', undefined, 'success'],
    ['a value', { id: 'a00' }, 'success'],
    ['a result that says so', { success: false }, 'failure'],
    ['a list with such a result', [{ success: true }, { success: false }], 'failure'],
    ['an answer that is not ok', new Response(null, { status: 503 }), 'failure'],
    ['an answer that is', new Response(null, { status: 204 }), 'success'],
  ])('takes %s for what it tells the caller', async (_name, value, told) => {
    const outage = salesforceOutage([]);
    expect(await outage.call('PAY-1', () => Promise.resolve(value))).toEqual({ told, value });
  });

  it('tells what is lost from what is lost in silence', async () => {
    const outage = salesforceOutage(['503', '503', 'html200']);
    await outage.call('PAY-1', () => create(outage, 'PAY-1'));
    await outage.call('PAY-2', () => create(outage, 'PAY-2').then(() => undefined));
    await outage.call('PAY-3', () => create(outage, 'PAY-3'));
    const verdict = outage.verdict();
    expect(verdict).toMatchObject({ lost: ['PAY-1', 'PAY-2', 'PAY-3'], silentlyLost: ['PAY-2', 'PAY-3'] });
    expect(() => expectNothingSilentlyLost(verdict)).toThrow(
      '2 lost although the caller was told success: PAY-2, PAY-3.',
    );
    expect(() => expectNothingLost(verdict)).toThrow('2 lost although the caller was told success: PAY-2, PAY-3.');
    expect(() => expectResilient(verdict)).toThrow('PAY-2');
  });

  it('finds what is called failed though it is stored, unless the error admits not to know', async () => {
    const outage = salesforceOutage(['commit+drop', 'commit+drop']);
    await outage.call('PAY-1', () => create(outage, 'PAY-1'));
    await outage.call('PAY-2', () =>
      create(outage, 'PAY-2').catch((cause: unknown) =>
        Promise.reject(Object.assign(new Error('may be stored', { cause }), { outcome: 'unknown' })),
      ),
    );
    const verdict = outage.verdict();
    expect(verdict).toMatchObject({ lost: [], failedThoughStored: ['PAY-1'] });
    expect(() => expectCallersToldTheTruth(verdict)).toThrow('1 stored although the caller was told failure: PAY-1.');
  });

  it('finds duplicates, and who was never told anything', async () => {
    const outage = salesforceOutage(['commit+drop']);
    await outage.call('PAY-1', () => create(outage, 'PAY-1').catch(() => create(outage, 'PAY-1')));
    void outage.call('PAY-2', () => new Promise(() => undefined));
    const verdict = outage.verdict();
    expect(verdict).toMatchObject({ duplicated: ['PAY-1'], lost: ['PAY-2'], hung: ['PAY-2'], mostAttempts: 2 });
    expect(() => expectNothingDuplicated(verdict)).toThrow('1 stored more than once: PAY-1.');
    expect(() => expectCallersToldTheTruth(verdict)).toThrow('1 never told anything: PAY-2.');
    expect(() => expectAttempts(verdict, 3)).toThrow('3 attempts expected, and there were 2.');
    expect(() => expectAttempts(verdict, 3, 4)).toThrow('3 to 4 attempts expected, and there were 2.');
    expect(() => expectAttempts(verdict, 1)).toThrow('1 attempt expected, and there were 2.');
  });

  it('finds who was told failure, and who got no error for it', async () => {
    const outage = salesforceOutage([]);
    await outage.call('PAY-1', () => create(outage, 'PAY-1'));
    const well = outage.verdict();
    expectSuccess(well);
    expect(() => expectError(well)).toThrow(
      '1 ended without an error, so that whoever called goes on as if all were well',
    );
    await outage.call('PAY-2', () => Promise.resolve(null));
    await outage.call('PAY-3', () => Promise.reject(new Error('no')));
    const verdict = outage.verdict();
    expect(verdict).toMatchObject({ toldFailure: ['PAY-2', 'PAY-3'], withoutError: ['PAY-1', 'PAY-2'] });
    expect(() => expectSuccess(verdict)).toThrow(/^2 told failure: PAY-2, PAY-3\.\n\nTime line/);
    const failed = salesforceOutage([]);
    await failed.call('PAY-3', () => Promise.reject(new Error('no')));
    expectError(failed.verdict());
    void failed.call('PAY-4', () => new Promise(() => undefined));
    for (const expectation of [expectError, expectSuccess])
      expect(() => expectation(failed.verdict())).toThrow(/told (?:anything|failure)/);
  });

  it('counts what is stored', async () => {
    const outage = salesforceOutage([]);
    expect(() => expectStored(outage.verdict(), 1)).toThrow('1 record expected in Salesforce, and there are 0.');
    await outage.call('PAY-1', () => create(outage, 'PAY-1'));
    expectStored(outage.verdict(), 1);
    expect(() => expectStored(outage.verdict(), 2)).toThrow('2 records expected in Salesforce, and there is 1.');
  });

  it('finds who came too early', async () => {
    const outage = salesforceOutage(['503; retry-after=2', '429; retry-after=date(10)']);
    await outage.run(async () => {
      await create(outage, 'PAY-1');
      await sleep(1_500);
      await create(outage, 'PAY-1');
      await sleep(11_000);
      await create(outage, 'PAY-1');
    });
    const verdict = outage.verdict();
    expect(verdict.early.map(({ index, earlyMs }) => [index, earlyMs])).toEqual([[1, 500]]);
    expect(() => expectNothingEarly(verdict)).toThrow('1 sent earlier than Retry-After asked: #2 by 0.500 s.');
  });

  it('counts what an open breaker let through, and its probes', async () => {
    const outage = salesforceOutage(['503 x3']);
    await create(outage, 'PAY-1');
    outage.breakerIs('open');
    await create(outage, 'PAY-2');
    outage.breakerIs('half-open');
    await create(outage, 'PAY-3');
    await create(outage, 'PAY-4');
    outage.breakerIs('closed');
    await create(outage, 'PAY-5');
    const verdict = outage.verdict();
    expect([verdict.whileOpen, verdict.probes].map((seen) => seen.map(({ index }) => index))).toEqual([[1], [2, 3]]);
    expect(() => expectBreakerHeld(verdict)).toThrow('1 sent while the breaker was open: #2.');
    expect(() => expectBreakerHeld({ ...verdict, whileOpen: [] })).toThrow('2 probes, and at most 1 expected.');
    expectBreakerHeld({ ...verdict, whileOpen: [] }, 2);
  });

  it('finds tokens and secrets in logs and errors, however deep, and does not repeat them', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const outage = salesforceOutage([]);
    const { accessToken } = outage;
    await outage.run(async () => {
      await fetch(`${outage.instanceUrl}/services/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'client_credentials', client_secret: 'very-secret' }),
      });
      console.error('request failed', { config: { headers: new Headers({ Authorization: `Bearer ${accessToken}` }) } });
      console.error('nothing to see');
      console.error('secret very-secret');
      await outage.call('PAY-1', () => Promise.reject(new Error('outer', { cause: new Error(`with ${accessToken}`) })));
    });
    expect(printed).toHaveBeenCalledTimes(3);
    printed.mockRestore();
    const verdict = outage.verdict();
    expect(verdict.leaks).toHaveLength(3);
    expect(verdict.leaks[0]).toBe('request failed config headers authorization Bearer <secret>');
    expect(verdict.leaks[1]).toBe('secret <secret>');
    expect(() => expectNoSecretsInLogs(verdict)).toThrow(/^3 texts with a token or a secret in a log or an error: /);
    expect(JSON.stringify(verdict)).not.toContain(accessToken);
  });
});

it('counts what is sent between two moments', async () => {
  const outage = salesforceOutage(['503 x9']);
  await outage.run(async () => {
    for (let count = 0; count < 4; count += 1) {
      await create(outage, 'PAY-1');
      await sleep(1_000);
    }
  });
  const verdict = outage.verdict();
  expectAtMostRequests(verdict, 4);
  expectAtMostRequests(verdict, 2, 1_000, 3_000);
  expect(() => expectAtMostRequests(verdict, 1, 1_000, 3_000)).toThrow(
    '2 requests from 1 s to 3 s, and at most 1 expected.',
  );
  expect(() => expectAtMostRequests(verdict, 0, 3_000)).toThrow('1 requests after 3 s, and at most 0 expected.');
});

it('tells probes, which come one at a time, from a crowd', async () => {
  const outage = salesforceOutage(['503; after=200ms x9']);
  await outage.run(async () => {
    await create(outage, 'PAY-1');
    await create(outage, 'PAY-2').then(() => sleep(1));
    await Promise.all(['PAY-3', 'PAY-4'].map((key) => create(outage, key)));
  });
  const verdict = outage.verdict();
  expectOnlyProbes(verdict, 1, 0, 200);
  expect(() => expectOnlyProbes(verdict, 1, 0, 1_000)).toThrow('4 requests from 0 s to 1 s, and at most 1 expected.');
  expect(() => expectOnlyProbes(verdict, 4, 201, 1_000)).toThrow('1 sent while another probe was under way: #4.');

  const instant = salesforceOutage(['503 x9']);
  await Promise.all(['PAY-1', 'PAY-2'].map((key) => create(instant, key)));
  expect(() => expectOnlyProbes(instant.verdict(), 2, 0, 1_000)).toThrow('under way: #2.');
});

describe('the time line', () => {
  it('shows requests, what became of them, and what callers were told', async () => {
    const outage = salesforceOutage(['503; retry-after=2', 'commit+drop', '401', 'hang']);
    await outage.run(() =>
      outage.call('PAY-1', async () => {
        await create(outage, 'PAY-1');
        await sleep(1_000);
        await create(outage, 'PAY-1').catch(() => undefined);
        await fetch(`${outage.instanceUrl}/services/data/v64.0/limits`);
        await fetch(`${outage.instanceUrl}/services/data/`, { signal: AbortSignal.timeout(500) }).catch(
          () => undefined,
        );
        throw new TypeError(`no luck with ${outage.accessToken}`);
      }),
    );
    expect(outage.verdict().timeLine).toBe(
      [
        'Time line of the outage, script ["503; retry-after=2","commit+drop","401","hang"]:',
        "    0.000 s  #1 POST sobjects/Payment__c [PAY-1] → 503  (met '503; retry-after=2')",
        "    1.000 s  #2 POST sobjects/Payment__c [PAY-1] → connection closed, but was carried out  (attempt 2; 1.000 s EARLIER than asked; met 'commit+drop')",
        "    1.000 s  #3 GET limits → 401  (met '401')",
        "    1.000 s  #4 GET /services/data/ → no answer  (given up by the caller; met 'hang')",
        '    1.500 s     the caller of PAY-1 is told failure: TypeError: no luck with <secret>',
      ].join('\n'),
    );
  });

  it('leaves out the middle of a long one', async () => {
    const outage = salesforceOutage([]);
    for (let count = 0; count < 100; count += 1) await create(outage, `PAY-${count}`);
    const lines = outage.verdict().timeLine.split('\n');
    expect(lines).toHaveLength(62);
    expect(lines[41]).toBe('           … 40 more …');
    expect(lines.at(-1)).toContain('#100 POST');
  });

  it('is in the message of a failed expectation, with the seed of a chaos script', async () => {
    const outage = salesforceOutage(chaos(7, { faults: ['503'], served: 0, steps: 1 }));
    await outage.call('PAY-1', () => create(outage, 'PAY-1'));
    const failed = (): void => expectNothingLost(outage.verdict());
    expect(failed).toThrow("#1 POST sobjects/Payment__c [PAY-1] → 503  (met '503')");
    expect(failed).toThrow('Time line of the outage (chaos seed 7), script ["503"]:');
    expect(failed).toThrow(/The same happens again with chaos\(7\)\.$/);
    expect(failed).toThrow(
      expect.objectContaining({
        name: 'AssertionError',
        code: 'ERR_ASSERTION',
        actual: ['PAY-1'],
        expected: [],
      }) as Error,
    );
  });
});
