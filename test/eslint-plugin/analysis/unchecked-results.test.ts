import { describe, expect, it } from 'vitest';
import { callIn, callsIn } from '../../support/model.ts';

const SEND =
  "fetch(`${base}/services/data/v60.0/composite/sobjects`, { method: 'POST', body: JSON.stringify({ records }) })";

/** What is known of the results of a request that `body` sends. */
const resultsIn = (body: string): string => {
  const fact = callIn(`async function save(records) { ${body} }`).facts.uncheckedResults;
  return fact.state === 'unknown' ? fact.because : fact.state;
};

describe('the results of many records', () => {
  it.each([
    ['not waited for', `${SEND};`],
    ['waited for only', `await ${SEND};`],
    [
      'asked for their number',
      `const rows = await (await ${SEND}).json(); if (rows.length !== records.length) throw new Error('short');`,
    ],
    ['put into a text', `const rows = await (await ${SEND}).json(); console.log(\`\${rows.length} rows\`);`],
    ['logged', `const rows = await (await ${SEND}).json(); logger.info(JSON.stringify(rows));`],
    ['read for their ids in a text', `for (const { id } of await (await ${SEND}).json()) console.log(id);`],
    [
      'part of an error of another status',
      `const r = await ${SEND}; if (r.status === 401) throw new Error(await r.text());`,
    ],
    ['given to a handler that drops them', `await ${SEND}.then(() => log('done'));`],
  ])('are not looked at when they are %s', (_, body) => {
    expect(resultsIn(body)).toBe('present');
  });

  it.each([
    [
      'by a method of the list',
      `const rows = await (await ${SEND}).json(); const bad = rows.filter((row) => !row.success); log(bad);`,
    ],
    ['by index', `const rows = await (await ${SEND}).json(); log(records.map((record, i) => rows[i].success));`],
    ['with optional chaining', `const rows = await (await ${SEND}).json(); log(rows?.[0]?.errors?.length > 0);`],
    [
      'by another name',
      `const answer = await ${SEND}; const rows = await answer.json(); const copy = rows; if (copy[0].success) done();`,
    ],
    ['through an assignment', `let rows; rows = await (await ${SEND}).json(); while (rows[0].errors) retry();`],
    ['by reduce', `log((await (await ${SEND}).json()).reduce((count, row) => count + Number(row.success), 0));`],
  ])('are looked at %s', (_, body) => {
    expect(resultsIn(body)).toBe('absent');
  });

  it.each([
    ['returned', `return ${SEND};`],
    ['handed on', `check(await ${SEND});`],
    ['kept', `this.answer = await ${SEND};`],
    ['put into an object', `const answer = { rows: await ${SEND} }; log(answer.rows);`],
    ['given to a named handler', `${SEND}.then(check);`],
    ['yielded', `const list = [await ${SEND}]; log(list);`],
  ])('are left to others when they are %s', (_, body) => {
    expect(resultsIn(body)).toBe('the answer goes to other code');
  });

  it('may be none, where nothing is known of the subrequests and some of the answer is read', () => {
    const send = 'fetch(`${base}/services/data/v60.0/composite`, { method: "POST", body })';
    expect(resultsIn(`const answer = await (await ${send}).json(); log(answer.compositeResponse[0].body);`)).toBe(
      'the subrequests may only read',
    );
    expect(resultsIn(`await ${send};`)).toBe('present');
  });

  const send = (more: string): string =>
    `async function send(path, records) { const r = await fetch(\`\${base}/services/data/v60.0\${path}\`, { method: 'POST', body: JSON.stringify({ records }) }); ${more} return r.json(); }`;
  const through = (wrapper: string): string => {
    const calls = callsIn(`${wrapper}\nasync function save(records) { await send('/composite/sobjects', records); }`);
    const fact = calls.find(({ kind }) => kind === 'wrapper')!.facts.uncheckedResults;
    return fact.state === 'unknown' ? fact.because : fact.state;
  };

  it('are not looked at where a function of the project only passes them on', () => {
    expect(through(send('if (!r.ok) throw new Error(String(r.status));'))).toBe('present');
  });

  it.each([
    ['itself', send("if ((await r.clone().json()).some((row) => !row.success)) throw new Error('refused');")],
    ['by another one', `${send('check(r);')}\nfunction check(r) { if (r.hasErrors) throw r; }`],
  ])('may be looked at by a function in between, %s', (_, wrapper) => {
    expect(through(wrapper)).toBe('a function in between may look at it');
  });

  describe('that retrySalesforce repeats', () => {
    const REPEATED = `retrySalesforce(() => ${SEND}, { idempotent: true })`;
    const CONN = "const conn = new (require('jsforce').Connection)();";
    const told = (callback: string): string =>
      `${CONN} retrySalesforceCallback((done) => conn.sobject('A__c').create([...records], done), ${callback});`;

    it.each([
      ['waited for only', `await ${REPEATED};`, 'present'],
      ['logged', `const r = await ${REPEATED}; console.log(await r.json());`, 'present'],
      [
        'looked at',
        `const r = await ${REPEATED}; if (!(await r.json()).every((row) => row.success)) throw r;`,
        'absent',
      ],
      ['returned', `return ${REPEATED};`, 'the answer goes to other code'],
      ['told to a callback that drops them', told('(error, rows) => { if (error) throw error; }'), 'present'],
      [
        'told to a callback that looks at them',
        told('(error, rows) => { if (error || rows.some((row) => !row.success)) throw error; }'),
        'absent',
      ],
      [
        'told to a named callback',
        `${told('finish')} function finish(error, rows) {}`,
        'a callback is told the answer',
      ],
    ])('and are %s', (_, body, expected) => {
      expect(resultsIn(body)).toBe(expected);
    });
  });
});
