import { beforeAll, describe, expect, it } from 'vitest';
import { STRAY } from './inside/perform.ts';
import type { Expected } from './inside/scenario.ts';
import { casesOf, type Performed, performIn } from './perform-in.ts';
import { RUNTIMES } from './runtimes.ts';

/** What the ledger and the requests say of a case, and what its caller was told. */
function judge({ outage: { ledger, requests, verdict }, told, ended }: Performed) {
  const { early, logins } = verdict();
  return {
    told: typeof told === 'object' ? ('value' in told ? told.value : told.error) : told,
    requests: requests.filter(({ path }) => !path.includes('/oauth2/')).length,
    logins,
    ended,
    stored: ledger.recordsOf('P-1').length,
    early: early.map(({ earlyMs }) => earlyMs),
  };
}

describe.each(RUNTIMES)('the client in $name', (runtime) => {
  let performed: readonly Performed[];
  let strays: readonly string[];
  beforeAll(async () => {
    ({ performed, strays } = await performIn(runtime));
  }, 180_000);

  it.each(casesOf(runtime))('$client: $scenario.name', ({ client, scenario }) => {
    const one = performed.find((other) => other.client === client && other.scenario === scenario)!;
    const expected: Expected = { logins: 0, ended: 0, stored: 1, ...scenario.expected(runtime.nature) };
    const ended = runtime.nature.endsRequests ? expected.ended : (expect.any(Number) as number);
    expect(judge(one)).toEqual({ ...expected, ended, early: [] });
  });

  it('leaves no rejection behind', () => expect(strays).toEqual([STRAY]));
});
