import { describe, expect, it } from 'vitest';
import { callsIn } from '../../support/model.ts';

const WRITE = "fetch(`${base}/services/data/v60.0/sobjects/Order__c/${order.id}`, { method: 'PATCH', body: order })";

/** What is known of the first request of a body. */
const factIn = (body: string) =>
  callsIn(`import pRetry from 'p-retry';\nasync function save(orders) { ${body} }`)[0]!.facts.singleRecords;

describe('a request for each record', () => {
  it.each([
    ['in a loop', `for (const order of orders) await ${WRITE};`, false],
    ['for what was retrieved', `retrieved.map((order) => ${WRITE});`, true],
    ['by index', `for (let i = 0; i < orders.length; i++) { const order = orders[i]; await ${WRITE}; }`, false],
    ['in a callback', `orders.forEach((order) => ${WRITE});`, true],
    ['in a list of promises', `await Promise.all(orders.map(async (order) => { await ${WRITE}; }));`, true],
    ['by an expression that waits', `await Promise.all(orders.map(async (order) => await ${WRITE}));`, true],
    ['of what a list was made to', `await Promise.all(orders.filter(isNew).map((order) => ${WRITE}));`, true],
    ['through a retry', `for (const order of orders) await retrySalesforce(() => ${WRITE});`, false],
    ['through a breaker', `for (const order of orders) await throughBreaker(() => ${WRITE});`, false],
    ['through a retry of a package', `orders.map((order) => pRetry(() => ${WRITE}));`, true],
    ['when only the answer is kept', `for (const order of orders) done.push(await ${WRITE});`, false],
  ])('is sent %s', (_, body, atOnce) => {
    const fact = factIn(body);
    expect(fact.state === 'present' && fact.value.atOnce).toBe(atOnce);
  });

  it.each([
    ['outside of loops', `const [order] = orders; await ${WRITE};`],
    ['in a retry', `const [order] = orders; for (let i = 0; i < 3; i++) { if ((await ${WRITE}).ok) return; }`],
    ['in a function that somebody else runs', `tasks.map((order) => () => ${WRITE});`],
    ['in one that waits', `tasks.map((order) => async () => await ${WRITE});`],
    ['from a stream', `for await (const order of orders) await ${WRITE};`],
    ['for each property', `for (const order in orders) await ${WRITE};`],
  ])('is not sent %s', (_, body) => {
    expect(factIn(body).state).toBe('absent');
  });

  it.each([
    ['there may be few', `for (const order of event.Records) await ${WRITE};`, 'there may be few records'],
    ['they are written out', `for (const order of [{ id: 1 }]) await ${WRITE};`, 'there may be few records'],
    [
      'the next request needs the answer',
      `for (const order of orders) { const { id } = await (await ${WRITE}).json(); await fetch(\`\${base}/services/data/v60.0/sobjects/Line__c\`, { method: 'POST', body: { Order__c: id } }); }`,
      'another request needs the answer',
    ],
  ])('is not judged when %s', (_, body, because) => {
    expect(factIn(body)).toEqual({ state: 'unknown', because });
  });

  it.each([
    ['a name', 'for (const type of types) await conn.sobject(type).create(rows[type]);', 'unknown'],
    [
      'a name beside its records',
      'for (const { type, rows } of all) await conn.sobject(type).create(rows);',
      'unknown',
    ],
    ['a name, in a callback', 'await Promise.all(types.map((type) => conn.create(type, rowsOf(type))));', 'unknown'],
    ['a record', 'for (const row of rows) await conn.sobject(row.type).create(row);', 'present'],
    ['a record of one object', "for (const row of rows) await conn.sobject('Order__c').create(row);", 'present'],
  ])('is not judged when a round is about another object: the item is %s', (_, body, state) => {
    const code = `import jsforce from 'jsforce'; const conn = new jsforce.Connection({}); async function save() { ${body} }`;
    expect(callsIn(code)[0]!.facts.singleRecords.state).toBe(state);
  });
});
