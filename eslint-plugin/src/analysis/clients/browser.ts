import { type Client, KEYS, operation } from './client.ts';
import { operationsOf } from './jsforce-operations.ts';

const JQUERY_KEYS = { url: ['url'], base: [], method: ['method', 'type'], body: ['data'] };
const JQUERY = {
  keys: JQUERY_KEYS,
  status: 'thrown',
  timeout: { options: ['timeout'] },
  answer: { body: '$' },
  error: { response: false, status: 'status' },
} as const;
const JQUERY_OPERATIONS = [
  operation('ajax', 'url options'),
  operation('get', 'url body', 'GET'),
  operation('getJSON', 'url body', 'GET'),
  operation('post', 'url body', 'POST'),
];

const SOAP = '/services/Soap/u/{}';

/** What browsers send requests with, and pages of Salesforce in them. */
export const BROWSER_CLIENTS: readonly Client[] = [
  {
    name: 'XMLHttpRequest',
    modules: [],
    root: /^XMLHttpRequest\.new(?=\.)/,
    operations: [operation('open', 'method url')],
    keys: KEYS,
    status: 'returned',
    callback: 'events',
  },
  { ...JQUERY, name: 'jQuery.ajax', modules: [], root: /^(?:\$|jQuery|\$j|j\$)(?=\.)/, operations: JQUERY_OPERATIONS },
  { ...JQUERY, name: 'jQuery.ajax', modules: ['jquery'], root: /^default(?=\.)/, operations: JQUERY_OPERATIONS },
  // Its server sends for the page, and the function is told of any status.
  {
    name: 'Sfdc.canvas.client.ajax',
    modules: [],
    root: /^Sfdc\.canvas\.client(?=\.)/,
    operations: [operation('ajax', 'url options')],
    keys: { ...KEYS, base: [], body: ['data'] },
    status: 'returned',
    answer: { body: '$.payload' },
    wrappable: false,
  },
  // Without functions to call it answers, or throws, at once.
  {
    name: 'AJAX toolkit',
    modules: [],
    root: /^sforce\.connection(?=\.)/,
    operations: operationsOf([
      ['query queryAll queryMore search retrieve describeGlobal describeSObject describeSObjects', 'POST', SOAP],
      ['describeLayout describeTabs getDeleted getUpdated getUserInfo getServerTimestamp', 'POST', SOAP],
      ['create update deleteIds undelete convertLead merge process emptyRecycleBin', 'POST', SOAP, 'body'],
      ['upsert', 'POST', SOAP, '- body'],
      ['login', 'POST', `${SOAP} (login)`],
    ]),
    keys: { ...KEYS, base: [] },
    status: 'thrown',
    salesforce: true,
    wrappable: false,
  },
];
