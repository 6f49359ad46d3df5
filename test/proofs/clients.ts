/** A request: its path from the version on, and the code of its body. */
export interface Request {
  readonly method: 'GET' | 'PATCH' | 'POST';
  /** As it stands in a template literal. */
  readonly path: string;
  readonly body?: string;
}

/** How a client sends: the parts that fixtures are put together from. */
export interface ProofClient {
  /** Its name for people. */
  readonly name: string;
  /** Imports, as an ES module has them. */
  readonly imports?: string;
  /** Statements before the request. */
  readonly before?: string;
  /** An expression that is awaited; undefined for a client that has no such requests. */
  readonly send?: (request: Request) => string;
  /** The same: upserts the payment by its external id, and creates it. */
  readonly upsert: string;
  readonly create: string;
  /** What the answer, called `response`, says. */
  readonly read: string;
  /** The status of a response; undefined where a 503 is thrown. */
  readonly status?: string;
  /** The status that a caught `error` has; undefined where a 503 is not thrown, or tells no status. */
  readonly thrown?: string;
  /** The rules that follow its answers; all of them unless given. */
  readonly follows?: readonly string[];
  /** It ends a request that is never answered by itself, after minutes. */
  readonly ends?: true;
}

const FIELDS = '{ Amount__c: payment.amount }';
const ALL_FIELDS = '{ Amount__c: payment.amount, Reference__c: payment.reference }';
const CREATE: Request = { method: 'POST', path: '/sobjects/Payment__c', body: ALL_FIELDS };
const UPSERT: Request = {
  method: 'PATCH',
  path: '/sobjects/Payment__c/Reference__c/${encodeURIComponent(payment.reference)}',
  body: FIELDS,
};

/** A client that sends whatever it is asked to. */
const sending = (send: (request: Request) => string): Pick<ProofClient, 'create' | 'send' | 'upsert'> => ({
  send,
  create: send(CREATE),
  upsert: send(UPSERT),
});

const urlOf = ({ path }: Request): string => `\`\${org.url}/services/data/v62.0${path}\``;

/** `fetch(url, { method, headers, body })`, by any name. */
const likeFetch = (name: string) =>
  sending((request) => {
    const { method, body } = request;
    const options = [
      ...(method === 'GET' ? [] : [`method: '${method}'`]),
      'headers',
      ...(body === undefined ? [] : [`body: JSON.stringify(${body})`]),
    ];
    return `${name}(${urlOf(request)}, { ${options.join(', ')} })`;
  });

/** `got.patch(url, { json, headers })`. */
const withJson = (name: string) =>
  sending((request) => {
    const { method, body } = request;
    return `${name}.${method.toLowerCase()}(${urlOf(request)}, { ${body === undefined ? '' : `json: ${body}, `}headers })`;
  });

const FETCH = { ...likeFetch('fetch'), read: 'await response.json()', status: 'response.status' } as const;

/** `http.request(url, options, callback)`, as a promise. */
const withCallback = sending((request) => {
  const { method, body } = request;
  return `new Promise<{ status: number; text: string }>((resolve, reject) => {
  const sending = http.request(${urlOf(request)}, { method: '${method}', headers }, (answer) => {
    let text = '';
    answer.on('data', (chunk) => (text += chunk));
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    answer.on('error', reject);
  });
  sending.on('error', reject);
  sending.end(${body === undefined ? '' : `JSON.stringify(${body})`});
})`;
});

/** Add a client by adding a row. */
export const CLIENTS: readonly ProofClient[] = [
  { name: 'fetch', ...FETCH },
  { name: 'node-fetch', imports: "import fetch from 'node-fetch';", ...FETCH },
  { name: 'undici.fetch', imports: "import { fetch } from 'undici';", ...FETCH, ends: true },
  {
    name: 'undici.request',
    imports: "import { request } from 'undici';",
    ...likeFetch('request'),
    read: 'await response.body.json()',
    status: 'response.statusCode',
    ends: true,
  },
  {
    name: 'axios',
    imports: "import axios from 'axios';",
    ...sending((request) => {
      const { method, body } = request;
      return `axios.${method.toLowerCase()}(${urlOf(request)}, ${body === undefined ? '' : `${body}, `}{ headers })`;
    }),
    read: 'response.data',
    thrown: 'error.response?.status',
  },
  {
    name: 'an instance of axios',
    imports: "import axios from 'axios';",
    before: 'const http = axios.create({ baseURL: `${org.url}/services/data/v62.0`, headers });',
    ...sending(({ method, path, body }) => {
      return `http.${method.toLowerCase()}(\`${path}\`${body === undefined ? '' : `, ${body}`})`;
    }),
    read: 'response.data',
    thrown: 'error.response?.status',
  },
  {
    name: 'got',
    imports: "import got from 'got';",
    ...withJson('got'),
    read: 'JSON.parse(response.body)',
    thrown: 'error.response?.statusCode',
  },
  {
    name: 'ky',
    imports: "import ky from 'ky';",
    ...withJson('ky'),
    read: 'await response.json()',
    thrown: 'error.response?.status',
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
  },
  {
    name: 'http.request',
    imports: "import http from 'node:http';",
    ...withCallback,
    read: 'JSON.parse(response.text)',
    status: 'response.status',
    follows: [
      'require-retry',
      'require-idempotent-write',
      'require-timeout',
      'no-lookup-then-create',
      'prefer-durable-queue',
    ],
  },
];
