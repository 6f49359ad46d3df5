import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

const RETRY =
  'async function withRetry(run) { for (let i = 0; ; i++) { try { return await run(); } catch (e) { if (i >= 3) throw e; await sleep(2 ** i); } } }';
const SENT = "fetch(base + '/services/data/v60.0/sobjects/Account/' + row.id)";
const THROWN = 'if (!r.ok) throw new Error(r.status);';

/** What repeats a request for each of some rows, where a helper is given the function that makes them. */
function save(body: string, given = 'withRetry(() => save(rows))'): string {
  return verdict(`${RETRY} async function save(rows) { ${body} } export const run = (rows) => ${given};`, {
    files: {},
  });
}

describe('a retry around the requests of a loop', () => {
  it.each([
    ['nothing else', `for (const row of rows) { const r = await ${SENT}; ${THROWN} }`],
    ['a throw', `for (const row of rows) { if (!row.id) throw new Error('id'); const r = await ${SENT}; ${THROWN} }`],
    [
      'a throw by number',
      `for (let i = 0; i < rows.length; i++) { const row = rows[i]; if (!row.id) throw new Error('id'); const r = await ${SENT}; ${THROWN} }`,
    ],
    [
      'a throw by queue',
      `while (rows.length > 0) { const row = rows.shift(); if (!row.id) throw new Error('id'); const r = await ${SENT}; ${THROWN} }`,
    ],
    [
      'a look-up that may find nothing',
      `for (const row of rows) { try { const type = await find(row); if (!type) throw new Error('type'); const r = await ${SENT}; ${THROWN} } catch (e) { log(e); throw e; } }`,
    ],
    [
      'a function that throws',
      `const check = (row) => { if (!row.id) throw new Error('id'); }; for (const row of rows) { check(row); const r = await ${SENT}; ${THROWN} }`,
    ],
    ['a return', `for (const row of rows) { if (!row.id) return; const r = await ${SENT}; ${THROWN} }`],
  ])('repeats each of them: %s before the request', (_, body) => {
    expect(save(body)).toBe('helper any');
  });

  it('repeats what a package is given', () => {
    const body = `for (const row of rows) { if (!row.id) throw new Error('id'); const r = await ${SENT}; ${THROWN} }`;
    const given = "pRetry(() => save(rows)); import pRetry from 'p-retry'";
    expect(save(body, given)).toBe('package any');
  });

  it('is none after a failure that the loop goes on from, whatever the next item throws', () => {
    const body = `for (const row of rows) { if (!row.id) throw new Error('id'); const r = await ${SENT}; log(r.status); }`;
    expect(save(body)).toBe('absent: status never thrown');
  });

  it('is one where the failures themselves are thrown in the next round', () => {
    const body = `let failed = 0; for (const row of rows) { if (failed > 2) throw new Error('many'); const r = await ${SENT}; if (!r.ok) failed += 1; }`;
    expect(save(body)).toBe('helper any');
  });
});

describe('a loop over items that goes on after a failure', () => {
  const send = `const send = async (records) => { try { const r = await fetch(base + '/services/data/v60.0/composite/sobjects', { method: 'PATCH', body: JSON.stringify({ records }) }); ${THROWN} return true; } catch { return false; } };`;
  const all = (body: string): string => verdict(`${send} async function all(groups) { ${body} }`);

  it.each([
    [
      'a list that is filled from the item',
      'for (const [at, group] of groups.entries()) { const records = []; group.rows.forEach((row) => { records.push({ Id: row.id }); }); await send(records); }',
    ],
    [
      'what an object of the round is given',
      'for (const group of groups) { const records = {}; records.first = group.id; await send(records); }',
    ],
    [
      'a variable that is set in the round',
      'let records; for (const group of groups) { records = group.rows; await send(records); }',
    ],
    [
      'a list that is sent when it is full',
      'let full = []; for (const group of groups) { full.push(group); if (full.length === 200) { await send(full); full = []; } }',
    ],
  ])('sends another request: %s', (_, body) => {
    expect(all(body)).toBe('absent');
  });

  it('sends the same again where an item only says how long to wait', () => {
    const body =
      'const records = []; records.push(groups[0]); for (const ms of [1000, 2000]) { if (await send(records)) return; await sleep(ms); }';
    expect(all(body)).toBe('loop any');
  });
});

describe('a request that is asked again after a success', () => {
  it.each([
    ['by a helper', 'withRetry(() => save(rows))'],
    [
      'by a helper that others are given to as well',
      'withRetry(() => save(rows)); export const two = () => withRetry(two)',
    ],
  ])('is polled %s', (_, given) => {
    const body = `const r = await FETCH; ${THROWN} const job = await r.json(); if (job.state !== 'Done') throw new Error('soon'); return job;`;
    expect(save(body, given)).toBe('unknown: a loop asks again whatever the answer was');
  });
});
