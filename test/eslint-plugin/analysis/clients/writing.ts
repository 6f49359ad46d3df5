import type { Client, Operation, Slot } from '../../../../eslint-plugin/src/analysis/clients/client.ts';
import { CLIENTS } from '../../../../eslint-plugin/src/analysis/clients/tables.ts';

/** Where every request of these tests goes. */
const ORIGIN = 'https://acme.my.salesforce.com';
const PATH = '/services/data/v60.0/limits';
export const URL = ORIGIN + PATH;

/** What is asked of Marketing Cloud. */
const ASSETS = '/asset/v1/content/assets';

/** How a client is written in code. */
export interface Spelling {
  /** What its module exports that the code begins with, `*` for the module as a whole; a global has no export. */
  readonly exported?: string;
  /** The name it has in the code. */
  readonly name: string;
  /** The receiver of its operations; empty where they are functions of their own. */
  readonly receiver: string;
  /** The URL argument, where it is not the whole URL. */
  readonly url?: string;
}

const local = (name: string, exported = name, receiver = name): Spelling => ({ exported, name, receiver });
const byDefault = (name: string, receiver = name): Spelling => ({ exported: 'default', name, receiver });
const global = (name: string, receiver = name): Spelling => ({ name, receiver });

/** One for each client of the tables, by its name and its number among those of the same name. */
export const SPELLINGS: Readonly<Record<string, Spelling>> = {
  'fetch 1': global('fetch'),
  'node-fetch 1': byDefault('send'),
  'cross-fetch 1': local('send', 'fetch'),
  'fetch-retry 1': byDefault('build', 'build(original)'),
  'axios 1': byDefault('axios'),
  'axios 2': local('Axios', 'Axios', 'new Axios({})'),
  'redaxios 1': byDefault('redaxios'),
  'HttpService 1': local('HttpService', 'HttpService', 'new HttpService()'),
  'jsforce 1': local('Connection', 'Connection', 'new Connection({})'),
  'jsforce 2': local('Connection', 'Connection', 'new Connection({})'),
  'node-salesforce 1': local('Connection', 'Connection', 'new Connection({})'),
  '@salesforce/core Connection 1': local('Connection', 'Connection', 'Connection.create({})'),
  '@salesforce/core Connection 2': local(
    'SfCommand',
    'SfCommand',
    "(await new SfCommand().parse(Show)).flags['target-org'].getConnection()",
  ),
  '@salesforce/core Connection 3': local('SfdxCommand', 'SfdxCommand', 'new SfdxCommand().org.getConnection()'),
  'OAuth2 of jsforce 1': local('OAuth2', 'OAuth2', 'new OAuth2({})'),
  '@heroku/applink 1': local('init', 'init', "init().addons.applink.getAuthorization('org').dataApi"),
  'nforce 1': local('createConnection', 'createConnection', 'createConnection({})'),
  'forcejs 1': byDefault('DataService', 'DataService.createInstance({})'),
  'sfmc-sdk 1': { ...byDefault('SDK', 'new SDK({})'), url: ASSETS },
  'fuel-rest 1': { ...byDefault('FuelRest', 'new FuelRest({})'), url: ASSETS },
  'fuel-soap 1': byDefault('FuelSoap', 'new FuelSoap({})'),
  'sfmc-fuelsdk-node 1': { ...byDefault('ET_Client', 'new ET_Client().RestClient'), url: ASSETS },
  'sfmc-fuelsdk-node 2': byDefault('ET_Client', 'new ET_Client().SoapClient'),
  'sfmc-fuelsdk-node 3': byDefault('ET_Client', 'new ET_Client().list({})'),
  'undici 1': local('send', 'fetch'),
  'undici 2': local('request'),
  'undici 3': { ...local('Client', 'Client', `new Client('${ORIGIN}')`), url: PATH },
  'got 1': byDefault('got'),
  'ky 1': byDefault('ky'),
  'ofetch 1': local('ofetch'),
  'ofetch 2': global('$fetch'),
  'wretch 1': { ...byDefault('wretch', `wretch('${ORIGIN}')`), url: PATH },
  'superagent 1': byDefault('superagent'),
  'needle 1': byDefault('needle'),
  'request 1': byDefault('request'),
  'request-promise 1': byDefault('rp'),
  'requestretry 1': byDefault('request'),
  'https.request 1': byDefault('https'),
  'graphql-request 1': local('graphql', '*', 'graphql'),
  'graphql-request 2': local('GraphQLClient', 'GraphQLClient', `new GraphQLClient('${URL}')`),
  'XMLHttpRequest 1': global('XMLHttpRequest', 'new XMLHttpRequest()'),
  'jQuery.ajax 1': global('$'),
  'jQuery.ajax 2': byDefault('$'),
  'Sfdc.canvas.client.ajax 1': global('Sfdc', 'Sfdc.canvas.client'),
  'AJAX toolkit 1': global('sforce', 'sforce.connection'),
  '$http 1': global('$http'),
  '$http 2': local('IHttpService', 'IHttpService', 'new IHttpService()'),
  'Http 1': local('Http', 'Http', 'new Http()'),
  'HttpClient 1': local('HttpClient', 'HttpClient', 'new HttpClient()'),
  'UrlFetchApp 1': global('UrlFetchApp'),
  'n8n request helper 1': global('context', 'context.helpers'),
  'z.request 1': global('z'),
  'Activepieces httpClient 1': local('httpClient'),
  'Pipedream axios 1': local('axios'),
  'Nango proxy 1': global('nango'),
  'Nango proxy 2': local('Nango', 'Nango', 'new Nango({})'),
};

/** A client with its name among these tests. */
export interface Written {
  readonly id: string;
  readonly client: Client;
}

/** Every client of the tables, numbered among those of its name. */
export const WRITTEN: readonly Written[] = CLIENTS.map((client) => {
  const number = CLIENTS.filter(({ name }) => name === client.name).indexOf(client) + 1;
  return { id: `${client.name} ${number}`, client };
});

/** Ways to get at what a module exports: each is the code before the call, and the name to call it by. */
export function waysTo(
  module: string,
  { exported, name }: Spelling,
): (readonly [way: string, before: string, root: string])[] {
  if (exported === undefined) return [['a global', '', name]];
  const whole: [string, string, string][] = [
    ['a namespace', `import * as http from '${module}';`, 'http'],
    ['required', `const http = require('${module}');`, 'http'],
    ['imported when needed', `const http = await import('${module}');`, 'http'],
  ];
  if (exported === '*') return whole;
  const parts: [string, string, string][] = [
    ['imported under another name', `import { ${exported} as ${name}_ } from '${module}';`, `${name}_`],
    ['required and destructured', `const { ${exported}: ${name} } = require('${module}');`, name],
    ['a required member', `const ${name} = require('${module}').${exported};`, name],
    ['imported when needed and destructured', `const { ${exported}: ${name} } = await import('${module}');`, name],
    ...whole.map(([way, before, root]): [string, string, string] => [`in ${way}`, before, `${root}.${exported}`]),
  ];
  return exported === 'default'
    ? [
        ['a default import', `import ${name} from '${module}';`, name],
        ['required as a whole', `const ${name} = require('${module}');`, name],
        ...parts,
      ]
    : [['a named import', `import { ${exported} } from '${module}';`, exported], ...parts];
}

/** What gives a client its name in the code. */
export function importOf({ modules: [module = ''] }: Client, spelling: Spelling): string {
  if (spelling.exported === undefined) return '';
  if (spelling.exported === '*') return `import * as ${spelling.name} from '${module}';`;
  return spelling.exported === 'default'
    ? `import ${spelling.name} from '${module}';`
    : `import { ${spelling.exported} as ${spelling.name} } from '${module}';`;
}

/** Members and calls behind a receiver: `sobject.().create` is `.sobject('Account').create`. */
export function membersOf(receiver: string, { call }: Operation): string {
  const names = call === '' ? [] : call.split('.');
  return names.reduce((before, name) => {
    if (name === '()') return `${before}('Account')`;
    return name === '*' ? `${before}[verb]` : `${before}.${name}`;
  }, receiver);
}

/** Arguments as the slots of an operation want them; the method is PATCH unless the function has one. */
export function argumentsOf(
  { keys, salesforce }: Client,
  { call, method, slots }: Operation,
  url = salesforce ? '/sobjects/Account' : URL,
): string {
  const options = {
    ...(slots.includes('url') ? {} : { [keys.url[0] ?? '']: url }),
    // A function that is a method overrules the option.
    ...(keys.method[0] === undefined
      ? {}
      : { [keys.method[0]]: method === undefined && call !== '*' ? 'PATCH' : 'PUT' }),
  };
  const texts: Readonly<Record<Slot, string>> = {
    '-': "'Key__c'",
    body: "{ Name: 'Acme' }",
    method: "'PATCH'",
    options: JSON.stringify(options),
    sobject: "'Account'",
    url: `'${url}'`,
  };
  return slots.map((slot) => texts[slot]).join(', ');
}

/** An object literal with functions along the path of an operation, which is no client. */
export function decoyOf(names: readonly string[]): string {
  const [name, ...rest] = names;
  if (name === undefined) return '() => 1';
  if (name === '()') return `() => (${decoyOf(rest)})`;
  return `({ ${name === '*' ? 'patch' : name}: ${decoyOf(rest)} })`;
}
