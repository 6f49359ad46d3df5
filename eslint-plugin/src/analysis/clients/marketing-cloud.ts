import { type Client, KEYS, operation, type Operation } from './client.ts';
import { operationsOf } from './jsforce-operations.ts';

const SOAP = '/Service.asmx';

const FUEL_SOAP = {
  operations: operationsOf([
    ['create update delete perform execute', 'POST', SOAP, '- body'],
    ['retrieve describe schedule soapRequest', 'POST', SOAP],
  ]),
  keys: { ...KEYS, base: [] },
  status: 'thrown',
  callback: 'error-first',
  salesforce: true,
  wrappable: false,
} as const;

// What is answered with JSON is no error, whatever the status; anything else is one.
const FUEL_REST = {
  keys: { url: ['uri', 'url'], base: ['origin', 'restEndpoint'], method: ['method'], body: ['body', 'json'] },
  status: 'returned',
  answer: { status: 'res.statusCode', body: '$.body' },
  callback: 'error-first',
  salesforce: true,
  wrappable: false,
} as const;

/** The operations of a REST client, whose verbs take options, or in some also a URL. */
function restOperations(slots: 'options' | 'url'): Operation[] {
  const verbs = ['get', 'post', 'put', 'patch', 'delete'];
  return [operation('apiRequest', 'options'), ...verbs.map((verb) => operation(verb, slots, verb.toUpperCase()))];
}

/** What ET_Client makes: each of its objects asks by SOAP. */
const OBJECTS =
  'bounceEvent|clickEvent|contentArea|dataExtension|dataExtensionColumn|dataExtensionRow|email|folder|list|listSubscriber|openEvent|sentEvent|subscriber|triggeredSend|unsubEvent';

/**
 * Libraries for Marketing Cloud. None repeats a request after a status such as 503: sfmc-sdk does after lost connections
 * where `requestAttempts` is more than 1, and all do once with a new token.
 */
export const MARKETING_CLOUD_CLIENTS: readonly Client[] = [
  {
    name: 'sfmc-sdk',
    modules: ['sfmc-sdk'],
    root: /^default\.new(?=\.)/,
    operations: [
      ...[
        operation('rest.get', 'url', 'GET'),
        operation('rest.getBulk', 'url', 'GET'),
        operation('rest.getCollection', '-', 'GET'),
        operation('rest.delete', 'url', 'DELETE'),
        ...['post', 'put', 'patch'].map((verb) => operation(`rest.${verb}`, 'url body', verb.toUpperCase())),
      ].map((one) => ({ ...one, particular: true })),
      ...operationsOf([
        ['soap.create soap.update soap.delete soap.execute', 'POST', SOAP, '- body', 'particular'],
        ['soap.retrieve soap.retrieveBulk soap.describe soap.schedule', 'POST', SOAP, '-', 'particular'],
        ['soap.perform soap.configure', 'POST', SOAP, '-', 'particular'],
        ['auth.getAccessToken', 'POST', '/v2/token'],
      ]),
    ],
    keys: { ...KEYS, base: [] },
    status: 'thrown',
    answer: { body: '$' },
    error: { response: true, status: 'response.status' },
    objects: { by: 'body' },
    salesforce: true,
  },
  {
    ...FUEL_REST,
    name: 'fuel-rest',
    modules: ['fuel-rest'],
    root: /^default\.new(?=\.)/,
    operations: restOperations('options'),
  },
  { ...FUEL_SOAP, name: 'fuel-soap', modules: ['fuel-soap'], root: /^default\.new(?=\.)/ },
  {
    ...FUEL_REST,
    name: 'sfmc-fuelsdk-node',
    modules: ['sfmc-fuelsdk-node'],
    root: /^default\.new\.RestClient(?=\.)/,
    operations: restOperations('url'),
  },
  {
    ...FUEL_SOAP,
    name: 'sfmc-fuelsdk-node',
    modules: ['sfmc-fuelsdk-node'],
    root: /^default\.new\.SoapClient(?=\.)/,
  },
  {
    ...FUEL_SOAP,
    name: 'sfmc-fuelsdk-node',
    modules: ['sfmc-fuelsdk-node'],
    root: new RegExp(String.raw`^default\.new\.(?:${OBJECTS})\.\(\)(?=\.)`),
    operations: operationsOf([['get post patch delete send', 'POST', SOAP]]),
  },
];
