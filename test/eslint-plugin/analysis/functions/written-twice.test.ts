import { describe, expect, it } from 'vitest';
import { callIn } from '../../../support/model.ts';
import { LIMITS, paced } from '../../../support/paced.ts';
import { verdict } from '../../../support/retry-verdict.ts';

const BRANCHES = Array.from({ length: 16 }, (_, n) => `if (other${n}()) { keep(${n}); }`).join(' ');

const ONCE = `async function once() { const r = await fetch(${LIMITS}); if (!r.ok) throw new Error(String(r.status)); return r; }`;

describe('the pace of a call that is written a second time', () => {
  it.each([
    ['at once', 'try { return await once(); } catch (e) { console.log(e); return await once(); }', '2, none'],
    [
      'after a pause, of which there is only one',
      'try { return await once(); } catch { await new Promise((r) => setTimeout(r, 1000)); return once(); }',
      '2, ?',
    ],
    ['behind the handler', 'try { return await once(); } catch (e) { console.log(e); } return once();', '2, none'],
    [
      'in a loop that goes on for ever',
      'for (;;) { try { return await once(); } catch { try { return await once(); } catch {} } }',
      'unknown',
    ],
    [
      'for each of several records',
      'for (const id of ids) { try { await once(id); } catch { await once(id); } }',
      '2, none',
    ],
  ])('%s', (_, code, expected) => {
    expect(paced(`${ONCE} async function load() { ${code} }`)).toBe(expected);
  });

  it('is that of a helper which runs what it is given a second time', () => {
    const twice = 'async function twice(run) { try { return await run(); } catch { return run(); } }';
    expect(paced(`${ONCE} ${twice} twice(once);`)).toBe('2, none');
  });

  it('has no end where the function itself comes again', () => {
    expect(paced(ONCE.replace('throw new Error(String(r.status))', 'return once()'))).toBe('unbounded, none');
  });
});

describe('a call that is written a second time', () => {
  it('is no endless retry', () => {
    const { retry } = callIn(
      `${ONCE} async function load() { try { return await once(); } catch { return await once(); } }`,
    ).facts;
    expect(retry).toMatchObject({ state: 'present', value: { endless: false, once: true } });
  });

  it('is another exchange where its code is valid once', () => {
    const login = (grant: string): string =>
      `async function redeem(code) { const r = await fetch(host + '/services/oauth2/token', { method: 'POST', body: new URLSearchParams({ grant_type: '${grant}', code }) }); if (!r.ok) throw new Error(String(r.status)); return r; }
       async function callback(code) { try { return await redeem(code); } catch { host = 'https://test.salesforce.com'; return await redeem(code); } }`;
    expect(verdict(login('authorization_code'))).toBe(
      'unknown: its code is valid once, so the second exchange is another one',
    );
    expect(verdict(login('refresh_token'))).toBe('recursion any');
  });

  it.each([
    ['no retry where it comes after a success as well, however many branches lie between', '', BRANCHES, 'absent'],
    [
      'not judged where not every branch around it is followed',
      `function check(id) { ${'tick(id); '.repeat(60)} if (!id) throw new Error('no id'); }`,
      `if (before !== null) { ${'check(id); '.repeat(120)} }`,
      'unknown: the code around it has too many branches to follow',
    ],
  ])('is %s', (_, helper, between, expected) => {
    const main = (n: number): string =>
      `async function main${n}(id) { const before = await count(id); ${between} const after = await count(id); return [before, after]; }`;
    const code = `${ONCE} ${helper}
      async function count(id) { try { return (await once(id)).size; } catch (e) { console.warn(e); return null; } }
      ${[1, 2, 3, 4].map(main).join('\n')}`;
    expect(verdict(code)).toBe(expected);
  });
});

describe('a loop over something else', () => {
  it('runs on the way to the next item, and repeats nothing', () => {
    const code = `${ONCE}
      async function idsIn(rows) { const ids = []; for await (const row of rows) { if (!row.id) throw new Error(); await save(row, ids); } return ids; }
      async function poll(ids) { try { return await once(ids); } catch (e) { console.warn(e); return undefined; } }
      async function load(targets) { for (const target of targets) { const ids = await idsIn(target); if (await poll(ids)) break; later.retry(target); } }`;
    expect(verdict(code)).toBe('absent');
  });
});
