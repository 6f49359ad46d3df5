import { type Client, KEYS } from './client.ts';
import { DATA, operationsOf } from './jsforce-operations.ts';

/** nforce: each method takes one object and calls back with `(error, response)`, or resolves; it repeats nothing. */
const NFORCE: Client = {
  name: 'nforce',
  modules: ['nforce'],
  root: /^(?:default\.)?createConnection\.\(\)(?=\.)/,
  operations: operationsOf([
    ['authenticate refreshToken', 'POST', '/services/oauth2/token'],
    ['query queryAll', 'GET', `${DATA}/query`],
    ['search', 'GET', `${DATA}/search`],
    ['insert', 'POST', `${DATA}/sobjects/{}`, 'sobject'],
    ['update', 'PATCH', `${DATA}/sobjects/{}/{}`, 'sobject'],
    ['upsert', 'PATCH', `${DATA}/sobjects/{}/{}/{}`, 'sobject'],
    ['delete', 'DELETE', `${DATA}/sobjects/{}/{}`, 'sobject'],
    ['getRecord', 'GET', `${DATA}/sobjects/{}/{}`],
    ['getDescribe getMetadata getSObjects getVersions getResources getLimits', 'GET', `${DATA}/sobjects`],
    ['getIdentity', 'GET', '/services/oauth2/userinfo'],
    ['apexRest', '', '/services/apexrest{0}', 'options'],
  ]),
  keys: { ...KEYS, url: ['uri'], base: [] },
  status: 'thrown',
  callback: 'error-first',
  connection: true,
  salesforce: true,
};

/** forcejs: REST from the browser, with promises; it repeats nothing. */
const FORCEJS: Client = {
  name: 'forcejs',
  modules: ['forcejs', 'forcejs/data-service', 'forcejs/dist/data-service'],
  root: /^(?:(?:default|DataService|default\.DataService)\.)?(?:createInstance|getInstance)\.\(\)(?=\.)/,
  operations: operationsOf([
    ['query queryAll', 'GET', `${DATA}/query`],
    ['queryMore', 'GET', `${DATA}/query/{}`],
    ['retrieve', 'GET', `${DATA}/sobjects/{sobject}/{}`, 'sobject'],
    ['getPickListValues', 'GET', `${DATA}/sobjects/{sobject}/describe`, 'sobject'],
    ['create', 'POST', `${DATA}/sobjects/{sobject}`, 'sobject body'],
    ['update', 'PATCH', `${DATA}/sobjects/{sobject}/{}`, 'sobject body'],
    ['upsert', 'PATCH', `${DATA}/sobjects/{sobject}/{1}/{}`, 'sobject - - body'],
    ['del', 'DELETE', `${DATA}/sobjects/{sobject}/{}`, 'sobject'],
    ['apexrest', '', '/services/apexrest{0}', 'url'],
    ['request', '', '{0}', 'options'],
  ]),
  keys: { ...KEYS, url: ['path'], base: [], body: ['data'] },
  status: 'thrown',
  salesforce: true,
};

/** Other libraries that talk to Salesforce only. */
export const OTHER_SALESFORCE_CLIENTS: readonly Client[] = [NFORCE, FORCEJS];
