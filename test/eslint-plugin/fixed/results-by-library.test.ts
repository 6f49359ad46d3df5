import { describe, expect, it } from 'vitest';
import { findingsIn, fixedBy } from '../../support/fixed-program.ts';

const DATA = '`${base}/services/data/v60.0';
const ONE = `${DATA}/sobjects/Order__c/Ref__c/\${order.ref}\``;
const MANY = `${DATA}/composite/sobjects/Order__c/Ref__c\``;
const RECORD = '{ A__c: order.a }';
const RECORDS =
  "{ records: all.slice(from, from + 200).map((order) => ({ attributes: { type: 'Order__c' }, A__c: order.a, Ref__c: order.ref })) }";

/** How a library is asked to write, and what of its answer is looked at, `$` being the answer. */
const LIBRARIES: readonly (readonly [name: string, imports: string, sent: string, body: string])[] = [
  ['n8n', '', "z.helpers.httpRequest({ url: URL, method: 'PATCH', body: BODY })", '$'],
  ['n8n of old', '', "z.helpers.request({ uri: URL, method: 'PATCH', body: BODY, json: true })", '$'],
  [
    'n8n that gives the whole answer',
    '',
    "z.helpers.httpRequest({ url: URL, method: 'PATCH', body: BODY, returnFullResponse: true })",
    '$.body',
  ],
  [
    'an instance of jsforce',
    "import { Connection } from 'jsforce';\nconst conn = new Connection({});",
    'conn.requestPatch(URL, JSON.stringify(BODY))',
    '$',
  ],
  ['jQuery', '', "$.ajax({ url: URL, method: 'PATCH', data: JSON.stringify(BODY) })", '$'],
  ['needle', "import needle from 'needle';", "needle('patch', URL, BODY, { json: true })", '$.body'],
  ['ofetch', "import { ofetch } from 'ofetch';", "ofetch(URL, { method: 'PATCH', body: BODY })", '$'],
  ['ofetch.raw', "import { ofetch } from 'ofetch';", "ofetch.raw(URL, { method: 'PATCH', body: BODY })", '$._data'],
  [
    'request-promise',
    "import request from 'request-promise';",
    "request({ uri: URL, method: 'PATCH', body: BODY, json: true })",
    '$',
  ],
  ['a step of Zapier', '', "z.request({ url: URL, method: 'PATCH', body: BODY })", '$.data'],
  ['wretch', "import wretch from 'wretch';", 'wretch(URL).auth(token).patch(BODY).json()', '$'],
  [
    'wretch that gives the whole answer',
    "import wretch from 'wretch';",
    'wretch(URL).patch(BODY).res()',
    'await $.json()',
  ],
  ['superagent', "import agent from 'superagent';", 'agent.patch(URL).set(headers).send(BODY)', '$.body'],
];

describe.each(LIBRARIES)('with %s', (_, imports, sent, body) => {
  const program = (url: string, record: string): string => sent.replace('URL', () => url).replace('BODY', () => record);
  const body$ = (answer: string): string => body.replace('$', () => answer);
  /** The function, without what a fix puts above it. */
  const functionIn = (code: string): string => code.slice(code.indexOf('export async function'));

  it('a loop of single records becomes one of collections, of which every result is looked at', () => {
    const code = (loop: string): string => `${imports}\nexport async function save(z, orders) { ${loop} }`;
    const fixed = fixedBy('prefer-bulk', code(`for (const order of orders) { await ${program(ONE, RECORD)}; }`));
    const round =
      body === '$'
        ? `assertWritten(await ${program(MANY, RECORDS)});`
        : `const response = await ${program(MANY, RECORDS)}; assertWritten(${body$('response')});`;
    expect(functionIn(fixed)).toBe(
      functionIn(code(`const all = [...orders]; for (let from = 0; from < all.length; from += 200) { ${round} }`)),
    );
    const left = findingsIn(fixed).map(({ ruleId }) => ruleId);
    expect(left).not.toContain('salesforce-resilience/prefer-bulk');
    expect(left).not.toContain('salesforce-resilience/no-unchecked-result');
  });

  it('the results of a collection that nobody looks at are looked at', () => {
    const written = program(MANY, '{ records }');
    const code = `${imports}\nexport async function save(z, records) { await ${written}; }`;
    const fixed = fixedBy('no-unchecked-result', code);
    const looked = body === '$' ? `await ${written}` : body$(`(await ${written})`);
    expect(functionIn(fixed)).toBe(`export async function save(z, records) { assertWritten(${looked}); }`);
  });
});

describe('what is not known to be an object', () => {
  it.each([
    [
      'request-promise that parses nothing',
      "import request from 'request-promise';",
      'request({ uri: URL, method, body })',
    ],
    ['a text', "import { ofetch } from 'ofetch';", "ofetch(URL, { method: 'PATCH', body: '{}' })"],
  ])('is left as it is: %s', (_, imports, sent) => {
    const round = sent
      .replace('URL', () => ONE)
      .replace('method,', "method: 'PATCH',")
      .replace('body }', 'body: order }');
    const code = `${imports}\nexport async function save(orders) { for (const order of orders) { await ${round}; } }`;
    expect(() => fixedBy('prefer-bulk', code)).toThrow('suggests nothing');
  });
});
