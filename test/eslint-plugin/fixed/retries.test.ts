import { describeUpserts, UNAVAILABLE } from '../../support/describe-upserts.ts';

const HEAD = `
const url = \`\${process.env.SF_URL}/services/data/v62.0/sobjects/Payment__c/Reference__c/PAY-1\`;
const headers = { Authorization: \`Bearer \${process.env.SF_TOKEN}\`, 'Content-Type': 'application/json' };
`;

/** An upsert with each library, as its users write it; what it prints comes from the answer. */
const UPSERTS: readonly (readonly [library: string, code: string])[] = [
  [
    'axios',
    `import axios from 'axios';${HEAD}
    const { data } = await axios.patch(url, { Amount__c: 5 }, { headers });
    console.log(data.success);`,
  ],
  [
    'an instance of axios',
    `import axios from 'axios';${HEAD}
    const http = axios.create({ baseURL: process.env.SF_URL, headers });
    const { data } = await http.patch('/services/data/v62.0/sobjects/Payment__c/Reference__c/PAY-1', { Amount__c: 5 });
    console.log(data.success);`,
  ],
  [
    'got',
    `import got from 'got';${HEAD}
    const { success } = await got.patch(url, { headers, json: { Amount__c: 5 } }).json();
    console.log(success);`,
  ],
  [
    'got with few retries',
    `import got from 'got';${HEAD}
    const { success } = await got.patch(url, { headers, retry: { limit: 1 }, json: { Amount__c: 5 } }).json();
    console.log(success);`,
  ],
  [
    'ky',
    `import ky from 'ky';${HEAD}
    const { success } = await ky.patch(url, { headers, json: { Amount__c: 5 } }).json();
    console.log(success);`,
  ],
  [
    'undici.request',
    `import { request } from 'undici';${HEAD}
    const { body } = await request(url, { method: 'PATCH', headers, body: JSON.stringify({ Amount__c: 5 }) });
    console.log((await body.json()).success);`,
  ],
  [
    'undici.fetch',
    `import { fetch } from 'undici';${HEAD}
    const response = await fetch(url, { method: 'PATCH', headers, body: JSON.stringify({ Amount__c: 5 }) });
    console.log((await response.json()).success);`,
  ],
  [
    'node-fetch',
    `import fetch from 'node-fetch';${HEAD}
    const response = await fetch(url, { method: 'PATCH', headers, body: JSON.stringify({ Amount__c: 5 }) });
    console.log((await response.json()).success);`,
  ],
  [
    'jsforce',
    `import jsforce from 'jsforce';
    const connection = new jsforce.Connection({ instanceUrl: process.env.SF_URL, accessToken: process.env.SF_TOKEN });
    const { success } = await connection.sobject('Payment__c').upsert({ Reference__c: 'PAY-1', Amount__c: 5 }, 'Reference__c');
    console.log(success);`,
  ],
];

describeUpserts(UPSERTS, [UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE]);
