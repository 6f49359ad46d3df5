import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, settingsOf } from '../../eslint-plugin/src/analysis/settings/settings.ts';
import { callsIn } from '../support/model.ts';

const WHERE = "settings['salesforce-resilience']";
const FILE = { from: 'file', name: 'send' };

describe('the settings', () => {
  it('are the defaults where a project sets nothing', () => {
    expect(settingsOf(undefined)).toBe(DEFAULT_SETTINGS);
    expect(settingsOf({})).toEqual(DEFAULT_SETTINGS);
    expect(settingsOf({ clients: undefined, tests: undefined })).toEqual(DEFAULT_SETTINGS);
  });

  it.each([
    { minimumConfidence: 'certain', externalIds: { Payment__c: 'Reference__c' } },
    { minimumConfidence: 'possible' },
    { clients: [] },
    { clients: [FILE, { ...FILE, path: 'src/http', url: 1, method: 0, options: 2, body: 3, throws: true }] },
    { clients: [{ from: 'package', name: 'default', package: '@acme/http' }] },
    {
      wrappers: [
        { ...FILE, callback: 1, statuses: [429, 503], retryAfter: 'honoured' },
        { ...FILE, retryAfter: 'ignored' },
      ],
    },
    { client: { module: '@/salesforce', name: 'salesforce' } },
    { externalIds: {} },
    { jsforceVersion: 1 },
    { jsforceVersion: 3 },
    { tests: true },
  ])('are what a project sets, over the defaults: %j', (given) => {
    expect(settingsOf(given)).toEqual({ ...DEFAULT_SETTINGS, ...given });
  });

  it('are checked once for the same object', () => {
    const given = { tests: true };
    expect(settingsOf(given)).toBe(settingsOf(given));
  });

  const CONFIDENCE = '.minimumConfidence must be one of possible, likely, certain.';
  const EXTERNAL_IDS = ".externalIds must map object names to field names, such as { Payment__c: 'Reference__c' }.";
  const KEYS = 'clients, wrappers, client, externalIds, jsforceVersion, minimumConfidence, tests';
  const VERSION = '.jsforceVersion must be one of 1, 2, 3.';

  it.each<[unknown, string]>([
    ['strict', ' must be an object.'],
    [null, ' must be an object.'],
    [[], ' must be an object.'],
    [{ minimumConfidance: 'likely' }, ` has no key 'minimumConfidance'. Allowed: ${KEYS}.`],
    [{ minimumConfidence: 'sure' }, CONFIDENCE],
    [{ minimumConfidence: 3 }, CONFIDENCE],
    [{ minimumConfidence: null }, CONFIDENCE],
    [{ externalIds: ['Reference__c'] }, EXTERNAL_IDS],
    [{ externalIds: { Payment__c: 'no field!' } }, EXTERNAL_IDS],
    [{ externalIds: { Payment__c: null } }, EXTERNAL_IDS],
    [{ tests: 'yes' }, '.tests must be true or false.'],
    [{ jsforceVersion: 4 }, VERSION],
    [{ jsforceVersion: '3' }, VERSION],
    [{ client: 'salesforce' }, '.client must be an object.'],
    [{ client: { module: './client' } }, ".client needs the key 'name'."],
    [{ client: { module: '', name: 'x' } }, '.client.module must be a text that is not empty.'],
    [{ client: { module: './client', name: 'x', type: 'y' } }, ".client has no key 'type'. Allowed: module, name."],
    [{ clients: FILE }, '.clients must be a list.'],
    [{ clients: [FILE, 'send'] }, '.clients[1] must be an object.'],
    [{ clients: [{ name: 'send' }] }, ".clients[0] needs the key 'from'."],
    [{ clients: [{ from: 'file' }] }, ".clients[0] needs the key 'name'."],
    [{ clients: [{ from: 'lib', name: 'send' }] }, '.clients[0].from must be one of file, package.'],
    [{ clients: [{ from: 'package', name: 'send' }] }, ".clients[0] needs the key 'package'."],
    [{ clients: [{ ...FILE, name: 1 }] }, '.clients[0].name must be a text that is not empty.'],
    [{ clients: [{ ...FILE, path: '' }] }, '.clients[0].path must be a text that is not empty.'],
    [{ clients: [{ ...FILE, url: -1 }] }, '.clients[0].url must be a position: 0, 1, 2, …'],
    [{ clients: [{ ...FILE, method: 0.5 }] }, '.clients[0].method must be a position: 0, 1, 2, …'],
    [{ clients: [{ ...FILE, options: '1' }] }, '.clients[0].options must be a position: 0, 1, 2, …'],
    [{ clients: [{ ...FILE, body: null }] }, '.clients[0].body must be a position: 0, 1, 2, …'],
    [{ clients: [{ ...FILE, throws: 'yes' }] }, '.clients[0].throws must be true or false.'],
    [
      { clients: [{ ...FILE, callback: 1 }] },
      ".clients[0] has no key 'callback'. Allowed: from, name, package, path, url, method, options, body, throws.",
    ],
    [{ wrappers: {} }, '.wrappers must be a list.'],
    [{ wrappers: [{ ...FILE, callback: 'fn' }] }, '.wrappers[0].callback must be a position: 0, 1, 2, …'],
    [{ wrappers: [{ ...FILE, statuses: 503 }] }, '.wrappers[0].statuses must be a list.'],
    [{ wrappers: [{ ...FILE, statuses: [503, 42] }] }, '.wrappers[0].statuses[1] must be an HTTP status.'],
    [{ wrappers: [{ ...FILE, statuses: ['503'] }] }, '.wrappers[0].statuses[0] must be an HTTP status.'],
    [{ wrappers: [{ ...FILE, retryAfter: true }] }, '.wrappers[0].retryAfter must be one of honoured, ignored.'],
    [{ wrappers: [{ from: 'package', name: 'retry' }] }, ".wrappers[0] needs the key 'package'."],
    [
      { wrappers: [{ ...FILE, url: 1 }] },
      ".wrappers[0] has no key 'url'. Allowed: from, name, package, path, callback, statuses, retryAfter.",
    ],
  ])('refuse %j, naming the key and what is allowed', (given, message) => {
    expect(() => settingsOf(given)).toThrow(new TypeError(WHERE + message));
  });
});

describe('a client that the settings name', () => {
  const call = "send('POST', '/services/data/v60.0/sobjects/Account', body);";
  const found = (code: string, client: object, files?: Record<string, string>): string[] =>
    callsIn(code, { settings: { clients: [{ url: 1, method: 0, body: 2, ...client }] }, ...(files && { files }) }).map(
      ({ client: { name }, endpoint }) => `${name}: ${endpoint?.id ?? '?'}`,
    );
  const http = { '/repo/src/lib/http.ts': 'export function send() {}' };

  it.each([
    ['a function of the file', `function send() {} ${call}`, FILE, undefined],
    ['a method', `api.${call}`, FILE, undefined],
    ['a function of a file', `import { send } from './lib/http.js'; ${call}`, { ...FILE, path: 'lib/http' }, http],
    [
      'a function of a file by its extension',
      `import { send } from './lib/http.js'; ${call}`,
      { ...FILE, path: './src/lib/http.ts' },
      http,
    ],
    [
      'a function of a file that cannot be read',
      `import { send } from './lib/http.js'; ${call}`,
      { ...FILE, path: 'lib/http' },
      undefined,
    ],
    [
      'a function of a package',
      `import { send } from '@acme/http'; ${call}`,
      { from: 'package', package: '@acme/http', name: 'send' },
      undefined,
    ],
    [
      'a default',
      `import send from '@acme/http'; ${call}`,
      { from: 'package', package: '@acme/http', name: 'default' },
      undefined,
    ],
  ])('is %s', (_, code, client, files) => {
    expect(found(code, client, files)).toEqual([`${client.name}: sobject-create`]);
  });

  it.each([
    ['by another name', `function post() {} ${call.replace('send', 'post')}`, FILE, undefined],
    ['of another file', `import { send } from './lib/http.js'; ${call}`, { ...FILE, path: 'lib/rest' }, http],
    [
      'of a file that only ends alike',
      `import { send } from './lib/http.js'; ${call}`,
      { ...FILE, path: 'ib/http' },
      http,
    ],
    [
      'of another package',
      `import { send } from '@acme/https'; ${call}`,
      { from: 'package', package: '@acme/http', name: 'send' },
      undefined,
    ],
    [
      'of the file, not of a package',
      `function send() {} ${call}`,
      { from: 'package', package: '@acme/http', name: 'send' },
      undefined,
    ],
  ])('is none %s', (_, code, client, files) => {
    expect(found(code, client, files)).toEqual([]);
  });
});
