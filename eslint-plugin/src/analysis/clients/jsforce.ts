import { type Client, type ClientRetry, KEYS } from './client.ts';
import { CONNECTION_ROWS, CORE_ROWS, DATA, operationsOf, type Row } from './jsforce-operations.ts';

/** jsforce 3: not PATCH and POST, so not the external-id upsert either; nobody can change that from outside. */
const JSFORCE_3: ClientRetry = {
  by: 'always',
  methods: ['GET', 'PUT', 'HEAD', 'OPTIONS', 'DELETE'],
  statuses: [429, 500, 502, 503, 504],
  network: true,
  retryAfter: 'out of reach',
};

/** `@salesforce/core`: 1 to 3.4 ask for jsforce 1, those below 7 for the beta of 2. */
const CORE_SINCE = { package: '@salesforce/core', major: 7 };

const CORE_RETRY: ClientRetry = { ...JSFORCE_3, since: CORE_SINCE };

const CONNECTION = {
  operations: operationsOf(CONNECTION_ROWS, true),
  keys: { ...KEYS, base: [] },
  status: 'thrown',
  coded: true,
  connection: true,
  callback: 'error-first',
  salesforce: true,
} as const;

/** A connection of `@salesforce/core`. */
const CORE_CONNECTION = { ...CONNECTION, operations: operationsOf([...CONNECTION_ROWS, ...CORE_ROWS], true) } as const;

const CONNECTION_ROOT =
  /^(?:default\.)?(?:jsforce\.)?(?:Connection\.(?:new|create\.\(\))|default\.new|browser\.connection)(?=\.)/;

/** jsforce and what is built on it. */
const JSFORCE_CLIENTS: readonly Client[] = [
  {
    ...CONNECTION,
    name: 'jsforce',
    modules: [
      'jsforce',
      'jsforce/lib/connection',
      'jsforce/lib/core',
      'jsforce/core',
      'jsforce/browser/jsforce',
      // Where the types of version 1 have it, which commands of the Salesforce CLI name.
      'jsforce/connection',
    ],
    root: CONNECTION_ROOT,
    retry: { ...JSFORCE_3, since: { package: 'jsforce', major: 3, broughtBy: CORE_SINCE } },
  },
  {
    ...CONNECTION,
    name: 'jsforce',
    modules: ['@jsforce/jsforce-node', '@jsforce/jsforce-node/lib/connection'],
    root: CONNECTION_ROOT,
    retry: JSFORCE_3,
  },
  // What jsforce was before: it repeats nothing.
  { ...CONNECTION, name: 'node-salesforce', modules: ['node-salesforce'], root: CONNECTION_ROOT },
  {
    ...CORE_CONNECTION,
    name: '@salesforce/core Connection',
    modules: ['@salesforce/core', '@salesforce/core/org'],
    root: /^(?:default\.)?(?:Connection\.(?:new|create\.\(\))|Org\.(?:new|create\.\(\))(?:\.getDevHubOrg\.\(\))?\.getConnection\.\(\))(?=\.)/,
    retry: CORE_RETRY,
  },
  {
    ...CORE_CONNECTION,
    name: '@salesforce/core Connection',
    modules: ['@salesforce/sf-plugins-core'],
    root: /^(?:default\.)?SfCommand\.new\.(?:parse\.\(\)\.)?flags\.[\w-]+(?:\.getDevHubOrg\.\(\))?\.getConnection\.\(\)(?=\.)/,
    retry: CORE_RETRY,
  },
  // Every version of it asks for a @salesforce/core that is older than jsforce 3.
  {
    ...CORE_CONNECTION,
    name: '@salesforce/core Connection',
    modules: ['@salesforce/command'],
    root: /^(?:default\.)?SfdxCommand\.new\.(?:hubOrg|org)(?:\.getDevHubOrg\.\(\))?\.getConnection\.\(\)(?=\.)/,
  },
];

/** The OAuth 2.0 client of jsforce, by itself or as a connection has it: whatever the version, it repeats nothing. */
const OAUTH2_CLIENT: Client = {
  ...CONNECTION,
  name: 'OAuth2 of jsforce',
  modules: JSFORCE_CLIENTS.flatMap(({ modules }) => modules),
  root: /^(?:default\.)?(?:jsforce\.)?(?:OAuth2\.new|(?:(?:Connection|Org)\.(?:new|create\.\(\))|default\.new)(?:\.getConnection\.\(\))?\.oauth2)(?=\.)/,
  operations: operationsOf([
    ['refreshToken requestToken authenticate', 'POST', '/services/oauth2/token'],
    ['revokeToken', 'POST', '/services/oauth2/revoke'],
  ]),
  // Only the names of its errors tell of the status.
  wrappable: false,
};

const APPLINK_ROWS: readonly Row[] = [
  ['query', 'GET', `${DATA}/query`],
  ['queryMore', 'GET', `${DATA}/query/{}`],
  ['create', 'POST', `${DATA}/sobjects/{}`, 'body', 'particular'],
  ['update', 'PATCH', `${DATA}/sobjects/{}/{}`, 'body', 'particular'],
  ['delete', 'DELETE', `${DATA}/sobjects/{sobject}/{}`, 'sobject', 'particular'],
  ['commitUnitOfWork', 'POST', `${DATA}/composite/graph`, 'body', 'particular'],
];

/** Heroku AppLink's SDK, which sends through jsforce 3. */
const APPLINK_CLIENT: Client = {
  ...CONNECTION,
  name: '@heroku/applink',
  modules: ['@heroku/applink', '@heroku/salesforce-sdk-nodejs', '@salesforce/salesforce-sdk', 'sf-fx-sdk-nodejs'],
  root: /^(?:(?:default\.)?init\.\(\)\.(?:addons\.applink\.getAuthorization\.\(\)|salesforce\.parseRequest\.\(\)\.context\.org)|Org\.new|DataApi\.new|Context\.new\.org)(?:\.dataApi)?(?=\.)/,
  operations: operationsOf(APPLINK_ROWS),
  retry: JSFORCE_3,
};

/** Every client that sends through jsforce. */
export const CONNECTION_CLIENTS: readonly Client[] = [...JSFORCE_CLIENTS, OAUTH2_CLIENT, APPLINK_CLIENT];
