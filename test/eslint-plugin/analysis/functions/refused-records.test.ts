import { describe, expect, it } from 'vitest';
import { callIn } from '../../../support/model.ts';

const HELPER =
  'async function again(run) { for (let i = 0; ; i++) { try { return await run(); } catch (e) { if (i > 2) throw e; await sleep(i); } } }';
const PACKAGE = "import again from 'async-retry';";
const LOOP =
  'async function again(run) { for (let i = 0; ; i++) { try { BODY } catch (e) { if (i > 2) throw e; await sleep(i); } } } again();';
const THROWS = "for (const one of r) if (!one.success) throw new Error('refused'); return r;";

/** What is known of a retry around what jsforce does, with what the code makes of the answer. */
function retryOf(repeats: string, sent: string, then: string): unknown {
  const body = `const r = await conn.${sent}; ${then}`;
  const around = repeats.includes('BODY')
    ? repeats.replace('BODY', body)
    : `${repeats} again(async () => { ${body} });`;
  const { retry, retryAfter } = callIn(
    `import jsforce from 'jsforce'; const conn = new jsforce.Connection({ instanceUrl, accessToken }); ${around}`,
    { files: { '/repo/package.json': '{"dependencies":{"jsforce":"^1.11.1"}}' } },
  ).facts;
  return [retry.state === 'present' ? retry.value.polls : retry.state, retryAfter.state];
}

describe('a retry of a write that throws for records that Salesforce refused', () => {
  it.each([
    ['update', "update('Account', rows)"],
    ['create', "sobject('Account').create(rows)"],
    ['upsert', "upsert('Account', rows, 'Key__c')"],
    ['delete', "sobject('Account').destroy(ids)"],
  ])('does not poll: %s', (_, sent) => {
    for (const repeats of [PACKAGE, HELPER, LOOP]) expect(retryOf(repeats, sent, THROWS)).toEqual([false, 'absent']);
  });
});

describe('a retry of a read that throws for what it has read', () => {
  it.each([
    ['a package', PACKAGE, [true, 'unknown']],
    ['a helper', HELPER, ['unknown', 'unknown']],
    ['a loop', LOOP, [true, 'unknown']],
  ])('polls: %s', (_, repeats, expected) => {
    expect(retryOf(repeats, 'query(soql)', "if (r.totalSize === 0) throw new Error('soon'); return r;")).toEqual(
      expected,
    );
  });
});

describe('a write that a loop sends again without an exception', () => {
  it('is sent every now and then', () => {
    const loop = 'async function watch() { for (;;) { try { BODY } catch (e) { log(e); } } }';
    expect(retryOf(loop, "update('Account', rows)", 'await sleep(60_000);')).toEqual(['unknown', 'unknown']);
  });
});
