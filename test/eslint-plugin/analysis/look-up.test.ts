import { describe, expect, it } from 'vitest';
import { callIn } from '../../support/model.ts';

const FIND = "await conn.query(`SELECT Id FROM Order__c WHERE Number__c = '${order.number}'`)";
const create = (object = 'Order__c'): string =>
  `await fetch(\`\${base}/services/data/v60.0/sobjects/${object}\`, { method: 'POST', body })`;

const lookUpIn = (body: string, more = '') => callIn(`${more}\nasync function save(order) { ${body} }`).facts.lookUp;

describe('a look-up decides', () => {
  it.each([
    ['by a negation', `const found = ${FIND}; if (!found.records[0]) ${create()};`],
    ['by its size', `const found = ${FIND}; if (found.totalSize === 0) ${create()};`],
    ['by a conjunction', `const found = ${FIND}; if (found && found.records.length < 1) ${create()};`],
    ['by an alternative', `const found = (${FIND}).records[0] ?? (${create()});`],
    ['by a condition', `const found = ${FIND}; return found.records.length ? found : ${create()};`],
    ['by an early return', `const found = ${FIND}; if (found.records.length > 0) return found; ${create()};`],
    [
      'by an early continue',
      `for (const one of order) { const found = ${FIND}; if (found.records[0]) continue; ${create()}; }`,
    ],
  ])('%s', (_, body) => {
    const fact = lookUpIn(body);
    expect(fact.state === 'present' && fact.value).toMatchObject({
      kind: 'query',
      sobject: 'Order__c',
      key: { field: 'Number__c', alone: true },
    });
  });

  it('in a function whose parameter has another name, so that the value is not known at the create', () => {
    const find =
      "async function find(key) { return conn.query(`SELECT Id FROM Order__c WHERE Number__c = '${key}'`); }";
    const fact = lookUpIn(`const found = await find(order.number); if (found.totalSize === 0) ${create()};`, find);
    expect(fact.state === 'present' && fact.value.key).toEqual({ field: 'Number__c', alone: true, value: undefined });
  });
});

describe('no look-up decides', () => {
  it.each([
    ['when the create needs what was found', `const found = ${FIND}; if (found.totalSize > 0) ${create()};`],
    [
      'when the other branch creates nothing',
      `const found = ${FIND}; if (!found) throw new Error('none'); ${create()};`,
    ],
    ['when another object was looked for', `const found = ${FIND}; if (!found.records[0]) ${create('Line__c')};`],
    ['when a setting decides', `if (order.isNew) ${create()};`],
  ])('%s', (_, body) => {
    expect(lookUpIn(body).state).toBe('absent');
  });
});

it('is not known where the object may have no external id', () => {
  const body = `const found = ${FIND.replace('Order__c', 'PermissionSetAssignment')}; if (!found.records[0]) ${create('PermissionSetAssignment')};`;
  expect(lookUpIn(body)).toMatchObject({ state: 'unknown' });
});
