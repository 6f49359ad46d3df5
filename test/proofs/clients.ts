/** How each client sends the same two requests: the parts that fixtures are put together from. */
export interface ProofClient {
  /** Its name for people. */
  readonly name: string;
  /** Imports, as an ES module has them. */
  readonly imports?: string;
  /** Statements before the request. */
  readonly before?: string;
  /** An expression that is awaited: upserts the payment by its external id. */
  readonly upsert: string;
  /** The same, and creates it. */
  readonly create: string;
  /** What the answer, called `response`, says. */
  readonly read: string;
  /** The status of a response; undefined where a 503 is thrown. */
  readonly status?: string;
  /** It ends a request that is never answered by itself, after minutes. */
  readonly ends?: true;
  /** It does not hand on what Retry-After says. */
  readonly isDeafToRetryAfter?: true;
}

const RECORDS = '${org.url}/services/data/v62.0/sobjects/Payment__c';
const KEYED = `${RECORDS}/Reference__c/\${encodeURIComponent(payment.reference)}`;
const FIELDS = '{ Amount__c: payment.amount }';
const ALL_FIELDS = '{ Amount__c: payment.amount, Reference__c: payment.reference }';

const asFetch = (method: 'PATCH' | 'POST', url: string, fields: string): string =>
  `fetch(\`${url}\`, { method: '${method}', headers, body: JSON.stringify(${fields}) })`;

const FETCH = {
  upsert: asFetch('PATCH', KEYED, FIELDS),
  create: asFetch('POST', RECORDS, ALL_FIELDS),
  read: 'await response.json()',
  status: 'response.status',
} as const;

/** Add a client by adding a row. */
export const CLIENTS: readonly ProofClient[] = [
  { name: 'fetch', ...FETCH },
  { name: 'node-fetch', imports: "import fetch from 'node-fetch';", ...FETCH },
  { name: 'undici.fetch', imports: "import { fetch } from 'undici';", ...FETCH, ends: true },
  {
    name: 'undici.request',
    imports: "import { request } from 'undici';",
    upsert: FETCH.upsert.replace('fetch(', 'request('),
    create: FETCH.create.replace('fetch(', 'request('),
    read: 'await response.body.json()',
    status: 'response.statusCode',
    ends: true,
  },
  {
    name: 'axios',
    imports: "import axios from 'axios';",
    upsert: `axios.patch(\`${KEYED}\`, ${FIELDS}, { headers })`,
    create: `axios.post(\`${RECORDS}\`, ${ALL_FIELDS}, { headers })`,
    read: 'response.data',
  },
  {
    name: 'an instance of axios',
    imports: "import axios from 'axios';",
    before: 'const http = axios.create({ baseURL: `${org.url}/services/data/v62.0`, headers });',
    upsert: `http.patch(\`/sobjects/Payment__c/Reference__c/\${encodeURIComponent(payment.reference)}\`, ${FIELDS})`,
    create: `http.post('/sobjects/Payment__c', ${ALL_FIELDS})`,
    read: 'response.data',
  },
  {
    name: 'got',
    imports: "import got from 'got';",
    upsert: `got.patch(\`${KEYED}\`, { json: ${FIELDS}, headers })`,
    create: `got.post(\`${RECORDS}\`, { json: ${ALL_FIELDS}, headers })`,
    read: 'JSON.parse(response.body)',
  },
  {
    name: 'ky',
    imports: "import ky from 'ky';",
    upsert: `ky.patch(\`${KEYED}\`, { json: ${FIELDS}, headers })`,
    create: `ky.post(\`${RECORDS}\`, { json: ${ALL_FIELDS}, headers })`,
    read: 'await response.json()',
    ends: true,
  },
  {
    name: 'jsforce',
    imports: "import jsforce from 'jsforce';",
    before: 'const connection = new jsforce.Connection({ instanceUrl: org.url, accessToken: org.token });',
    upsert: `connection.sobject('Payment__c').upsert(${ALL_FIELDS}, 'Reference__c')`,
    create: `connection.sobject('Payment__c').create(${ALL_FIELDS})`,
    read: 'response',
    ends: true,
    isDeafToRetryAfter: true,
  },
];
