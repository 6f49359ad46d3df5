import { describe, expect, it } from 'vitest';
import { findingsIn, fixedBy, run } from '../../support/fixed-program.ts';

const HEAD = `const headers = { Authorization: \`Bearer \${process.env.SF_TOKEN}\`, 'Content-Type': 'application/json' };
const base = \`\${process.env.SF_URL}/services/data/v62.0\`;
const payments = Array.from({ length: 250 }, (_, index) => ({ key: \`PAY-\${index}\`, amount: index }));
`;

const ADDRESS = '`${base}/sobjects/Payment__c/Reference__c/${encodeURIComponent(key)}`';
const RECORD = '{ Amount__c: amount }';
const SENT = `(${ADDRESS}, { method: 'PATCH', headers, body: JSON.stringify(${RECORD}) })`;

/** A round of a loop that sends a record with each library. */
const ROUNDS = [
  [
    'fetch',
    '',
    `const response = await fetch${SENT};
    if (!response.ok) throw new Error(String(response.status));`,
  ],
  [
    'undici.request',
    "import { request } from 'undici';",
    `const { statusCode } = await request${SENT};
    if (statusCode >= 300) throw new Error(String(statusCode));`,
  ],
  ['got', "import got from 'got';", `await got.patch(${ADDRESS}, { json: ${RECORD}, headers });`],
  ['ky', "import ky from 'ky';", `await ky.patch(${ADDRESS}, { json: ${RECORD}, headers });`],
] as const;

describe.each(ROUNDS)('a loop of requests with %s', (_, imports, round) => {
  it('writes the same records with one request for 200 of them', async () => {
    const program = `${imports}
${HEAD}for (const { key, amount } of payments) {
  ${round}
}
`;
    expect(await run(program, [])).toMatchObject({ recorded: 250, duplicates: 0, requests: 250 });
    const fixed = fixedBy('prefer-bulk', program);
    expect(await run(fixed, [])).toMatchObject({ recorded: 250, duplicates: 0, requests: 2 });
  });
});

/** Ways to send all records at once, and what becomes of each. */
const AT_ONCE = [
  [
    'in a block',
    `payments.map(async ({ key, amount }) => {
  const response = await fetch${SENT};
  if (!response.ok) throw new Error(String(response.status));
})`,
    `for (let from = 0; from < payments.length; from += 200) {
  const response = await fetch(\`\${base}/composite/sobjects/Payment__c/Reference__c\`, { method: 'PATCH', headers, body: JSON.stringify({ records: payments.slice(from, from + 200).map(({ key, amount }) => ({ attributes: { type: 'Payment__c' }, Amount__c: amount, Reference__c: key })) }) });
  if (!response.ok) throw new Error(String(response.status));
  assertWritten(await response.json());
}`,
  ],
  [
    'by an expression',
    `payments.map(({ key, amount }) => fetch${SENT})`,
    `for (let from = 0; from < payments.length; from += 200) { const response = await fetch(\`\${base}/composite/sobjects/Payment__c/Reference__c\`, { method: 'PATCH', headers, body: JSON.stringify({ records: payments.slice(from, from + 200).map(({ key, amount }) => ({ attributes: { type: 'Payment__c' }, Amount__c: amount, Reference__c: key })) }) }); assertWritten(await response.json()); }`,
  ],
  [
    'by an expression that waits',
    `payments.filter(Boolean).map(async ({ key, amount }) => await ky.patch(${ADDRESS}, { json: ${RECORD}, headers }))`,
    `const all = payments.filter(Boolean);
for (let from = 0; from < all.length; from += 200) { assertWritten(await ky.patch(\`\${base}/composite/sobjects/Payment__c/Reference__c\`, { json: { records: all.slice(from, from + 200).map(({ key, amount }) => ({ attributes: { type: 'Payment__c' }, Amount__c: amount, Reference__c: key })) }, headers }).json()); }`,
  ],
] as const;

describe.each(AT_ONCE)('requests that are sent all at once, %s', (_, list, mended) => {
  it('become some for 200 records each, one after the other', async () => {
    const program = `import ky from 'ky';\n${HEAD}await Promise.all(\n${list},\n);\n`;
    const fixed = fixedBy('prefer-bulk', program);
    expect(fixed.endsWith(`\n${mended}\n`), fixed).toBe(true);
    expect(await run(fixed, [])).toMatchObject({ recorded: 250, duplicates: 0, requests: 2 });
  });
});

describe('requests that nothing waits for', () => {
  it('become some for 200 records each, which are waited for', async () => {
    const program = `${HEAD}payments.forEach(async ({ key, amount }) => {
  const response = await fetch${SENT};
  if (!response.ok) throw new Error(String(response.status));
});
`;
    const fixed = fixedBy('prefer-bulk', program);
    expect(fixed.endsWith(`\n${AT_ONCE[0][2]}\n`), fixed).toBe(true);
    expect(await run(fixed, [])).toMatchObject({ recorded: 250, duplicates: 0, requests: 2 });
  });

  it.each([
    ['function remove(ids)', "conn.sobject('Payment__c').destroy(ids, { allowRecursive: true }).then(assertWritten);"],
    [
      'async function remove(ids)',
      "assertWritten(await conn.sobject('Payment__c').destroy(ids, { allowRecursive: true }));",
    ],
  ])('become one call of jsforce: %s', (head, mended) => {
    const before = "import { Connection } from 'jsforce';\nconst conn = new Connection({});\n";
    const program = `${before}export ${head} { ids.forEach(function (id) { conn.sobject('Payment__c').destroy(id); }); }`;
    const fixed = fixedBy('prefer-bulk', program);
    expect(fixed.slice(fixed.indexOf('export '))).toBe(`export ${head} { ${mended} }`);
    expect(findingsIn(fixed).map(({ ruleId }) => ruleId)).not.toContain('salesforce-resilience/no-unchecked-result');
    expect(findingsIn(fixed).map(({ ruleId }) => ruleId)).not.toContain('salesforce-resilience/prefer-bulk');
  });

  it.each([
    [
      'a request where nothing can wait',
      `export function save() { payments.forEach(async ({ key, amount }) => { await fetch${SENT}; }); }`,
    ],
    [
      'a list that something is made of',
      `export const save = async () => payments.forEach(async ({ key, amount }) => { await fetch${SENT}; });`,
    ],
  ])('are left as they are: %s', (_, program) => {
    const found = findingsIn(`${HEAD}${program}`).find(({ ruleId }) => ruleId === 'salesforce-resilience/prefer-bulk');
    expect(found?.messageId).toBe('atOnce');
    expect(found?.suggestions).toBeUndefined();
  });
});
