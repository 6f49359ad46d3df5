import { describe, expect, it } from 'vitest';
import type { Fault } from '../../support/fake-salesforce.ts';
import { fixedBy, run } from '../../support/fixed-program.ts';

const UNAVAILABLE: Fault = { kind: 'status', status: 503 };
const LOST: Fault = { kind: 'commit-then-reset' };

const HEAD = `
const base = process.env.SF_URL;
const payment = { reference: 'PAY-1', amount: 5 };
const headers = { Authorization: \`Bearer \${process.env.SF_TOKEN}\`, 'Content-Type': 'application/json' };`;
const URL = '`${base}/services/data/v62.0/sobjects/Payment__c`';
const FIXED_URL =
  '`${base}/services/data/v62.0/sobjects/Payment__c/Reference__c/${encodeURIComponent(payment.reference)}`';
const RECORD = '{ Amount__c: payment.amount, Reference__c: payment.reference }';
const FIXED_RECORD = '{ Amount__c: payment.amount }';

interface Case {
  readonly library: string;
  readonly imports: string;
  readonly create: string;
  readonly upsert: string;
}

/** A create with each library, and what the suggestion makes of it. */
const CASES: readonly Case[] = [
  {
    library: 'axios',
    imports: "import axios from 'axios';",
    create: `await axios.post(${URL}, ${RECORD}, { headers });`,
    upsert: `await axios.patch(${FIXED_URL}, ${FIXED_RECORD}, { headers });`,
  },
  {
    library: 'axios with options',
    imports: "import axios from 'axios';",
    create: `await axios({ method: 'post', url: ${URL}, data: ${RECORD}, headers });`,
    upsert: `await axios({ method: 'patch', url: ${FIXED_URL}, data: ${FIXED_RECORD}, headers });`,
  },
  {
    library: 'got',
    imports: "import got from 'got';",
    create: `await got.post(${URL}, { json: ${RECORD}, headers });`,
    upsert: `await got.patch(${FIXED_URL}, { json: ${FIXED_RECORD}, headers });`,
  },
  {
    library: 'got with a method',
    imports: "import got from 'got';",
    create: `await got(${URL}, { method: 'POST', json: ${RECORD}, headers });`,
    upsert: `await got(${FIXED_URL}, { method: 'PATCH', json: ${FIXED_RECORD}, headers });`,
  },
  {
    library: 'ky',
    imports: "import ky from 'ky';",
    create: `await ky.post(${URL}, { json: ${RECORD}, headers });`,
    upsert: `await ky.patch(${FIXED_URL}, { json: ${FIXED_RECORD}, headers });`,
  },
  {
    library: 'undici.request',
    imports: "import { request } from 'undici';",
    create: `await request(${URL}, { method: 'POST', headers, body: JSON.stringify(${RECORD}) });`,
    upsert: `await request(${FIXED_URL}, { method: 'PATCH', headers, body: JSON.stringify(${FIXED_RECORD}) });`,
  },
  {
    library: 'fetch and a look at the status',
    imports: '',
    create: `const response = await fetch(${URL}, { method: 'POST', headers, body: JSON.stringify(${RECORD}) });
if (response.status !== 201) throw new Error('refused');`,
    upsert: `const response = await fetch(${FIXED_URL}, { method: 'PATCH', headers, body: JSON.stringify(${FIXED_RECORD}) });
if (![200, 201, 204].includes(response.status)) throw new Error('refused');`,
  },
  {
    library: 'jsforce',
    imports: `import jsforce from 'jsforce';
const connection = new jsforce.Connection({ instanceUrl: process.env.SF_URL, accessToken: process.env.SF_TOKEN });`,
    create: `await connection.sobject('Payment__c').create(${RECORD});`,
    upsert: `await connection.sobject('Payment__c').upsert(${RECORD}, 'Reference__c');`,
  },
  {
    library: 'jsforce with the object as an argument',
    imports: `import jsforce from 'jsforce';
const connection = new jsforce.Connection({ instanceUrl: process.env.SF_URL, accessToken: process.env.SF_TOKEN });`,
    create: `await connection.insert('Payment__c', ${RECORD});`,
    upsert: `await connection.upsert('Payment__c', ${RECORD}, 'Reference__c');`,
  },
  {
    library: 'requestPost of jsforce',
    imports: `import jsforce from 'jsforce';
const connection = new jsforce.Connection({ instanceUrl: process.env.SF_URL, accessToken: process.env.SF_TOKEN });`,
    create: `await connection.requestPost('/sobjects/Payment__c', ${RECORD});`,
    upsert: `await connection.requestPatch(\`/sobjects/Payment__c/Reference__c/\${encodeURIComponent(payment.reference)}\`, ${FIXED_RECORD});`,
  },
  {
    library: 'a function of the project',
    imports: `const send = (path, method, record) => fetch(\`\${process.env.SF_URL}/services/data/v62.0\${path}\`, { method, headers: { Authorization: \`Bearer \${process.env.SF_TOKEN}\` }, body: JSON.stringify(record) });`,
    create: `await send('/sobjects/Payment__c', 'POST', ${RECORD});`,
    upsert: `await send(\`/sobjects/Payment__c/Reference__c/\${encodeURIComponent(payment.reference)}\`, 'PATCH', ${FIXED_RECORD});`,
  },
  {
    library: 'a function of the project that has another one beside it',
    imports: `const send = (path, method, record) => fetch(\`\${process.env.SF_URL}/services/data/v62.0\${path}\`, { method, headers: { Authorization: \`Bearer \${process.env.SF_TOKEN}\` }, body: JSON.stringify(record) });
const sf = { post: (path, record) => send(path, 'POST', record), patch: (path, record) => send(path, 'PATCH', record) };`,
    create: `await sf.post('/sobjects/Payment__c', ${RECORD});`,
    upsert: `await sf.patch(\`/sobjects/Payment__c/Reference__c/\${encodeURIComponent(payment.reference)}\`, ${FIXED_RECORD});`,
  },
  {
    library: 'a composite request',
    imports: "import axios from 'axios';",
    create: `await axios.post(\`\${base}/services/data/v62.0/composite\`, { allOrNone: true, compositeRequest: [{ method: 'POST', url: '/services/data/v62.0/sobjects/Payment__c', referenceId: 'payment', body: ${RECORD} }] }, { headers });`,
    upsert: `await axios.post(\`\${base}/services/data/v62.0/composite\`, { allOrNone: true, compositeRequest: [{ method: 'PATCH', url: \`/services/data/v62.0/sobjects/Payment__c/Reference__c/\${encodeURIComponent(payment.reference)}\`, referenceId: 'payment', body: ${FIXED_RECORD} }] }, { headers });`,
  },
];

describe.concurrent.each(CASES)('a create with $library', ({ imports, create, upsert }) => {
  const code = `${imports}${HEAD}\n${create}`;
  const fixed = fixedBy('require-idempotent-write', code);

  it('becomes an upsert', ({ expect }) => {
    expect(fixed).toBe(`${imports}${HEAD}\n${upsert}`);
  });

  it('stores the record once, however often it is sent', async ({ expect }) => {
    expect(
      await run(
        `${fixed}\n${upsert.replaceAll('const response', 'const second').replaceAll('response.', 'second.')}`,
        [],
      ),
    ).toMatchObject({
      recorded: 1,
      duplicates: 0,
      requests: 2,
    });
  });
});

describe('a create that is repeated as it is', () => {
  it('leaves two records where its answer is lost', async () => {
    const [{ imports, create }] = CASES as [Case];
    const twice = `${imports}${HEAD}\n${create.replace(';', '.catch(() => undefined);')}\n${create}`;
    expect(await run(twice, [LOST])).toMatchObject({ recorded: 1, duplicates: 1 });
  });
});

describe('a create that cannot become an upsert', () => {
  it('is repeated only where Salesforce did nothing', async () => {
    const tree = `import axios from 'axios';${HEAD}
await axios.post(\`\${base}/services/data/v62.0/composite/tree/Payment__c\`, { records: [{ attributes: { type: 'Payment__c', referenceId: 'a' }, Reference__c: 'PAY-1' }] }, { headers });`;
    const fixed = fixedBy('require-idempotent-write', tree);
    expect(fixed).toContain('await retrySalesforce(() => axios.post(');
    expect(fixed).not.toContain('{ idempotent: true });');
    expect(await run(fixed, [UNAVAILABLE, UNAVAILABLE])).toMatchObject({ recorded: 1, duplicates: 0, requests: 3 });
    await expect(run(fixed, [LOST])).rejects.toThrow('socket hang up');
  });
});
