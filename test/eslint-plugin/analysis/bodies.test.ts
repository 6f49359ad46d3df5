import { describe, expect, it } from 'vitest';
import { callIn } from '../../support/model.ts';

const DATA = 'https://acme.my.salesforce.com/services/data/v60.0';
const SOAP = 'https://acme.my.salesforce.com/services/Soap/u/60.0';

/** What repeating a call leaves: nothing more, another record, or nobody can tell. */
function repeated(code: string): 'harmless' | 'creates' | 'unknown' {
  const { idempotency } = callIn(code).facts;
  if (idempotency.state !== 'present') return 'unknown';
  return idempotency.value.repeatable ? 'harmless' : 'creates';
}

const post = (url: string, body: string, before = ''): string =>
  repeated(`${before} fetch('${url}', { method: 'POST', body: ${body} });`);

describe('a GraphQL document', () => {
  const CREATE = '`mutation Save { uiapi { AccountCreate(input: $input) { Record { Id } } } }`';

  it.each([
    [
      'a query',
      'JSON.stringify({ query: `query Find { uiapi { query { Account { edges { node { Id } } } } } }` })',
      '',
      'harmless',
    ],
    ['a query without its name', 'JSON.stringify({ query: `{ uiapi { query { Account } } }` })', '', 'harmless'],
    [
      'a query in a constant',
      'JSON.stringify({ query, variables })',
      "const query = 'query Find { uiapi { query { Account } } }';",
      'harmless',
    ],
    ['a create', `JSON.stringify({ query: ${CREATE} })`, '', 'creates'],
    ['a create in a constant', 'JSON.stringify({ query, variables })', `const query = ${CREATE};`, 'creates'],
    ['a create in a tagged constant', 'JSON.stringify({ query: SAVE })', `const SAVE = gql${CREATE};`, 'creates'],
    [
      'another mutation',
      'JSON.stringify({ query: `mutation { uiapi { AccountUpdate(input: $input) { success } } }` })',
      '',
      'unknown',
    ],
    ['a parameter', 'JSON.stringify({ query: text })', '', 'unknown'],
    ['a body as a whole', 'body', '', 'unknown'],
  ])('that is %s', (_, body, before, expected) => {
    expect(post(`${DATA}/graphql`, body, before)).toBe(expected);
  });
});

describe('subrequests', () => {
  const request = (method: string, url = 'url'): string => `{ method: ${method}, url: ${url}, referenceId: 'a' }`;
  const composite = (...requests: string[]): string => `JSON.stringify({ compositeRequest: [${requests.join(', ')}] })`;
  const batch = (...requests: string[]): string => `JSON.stringify({ batchRequests: [${requests.join(', ')}] })`;

  it.each([
    ['that read', composite(request("'GET'"), request("'GET'")), 'harmless'],
    ['that update', composite(request("'GET'"), request("'PATCH'")), 'harmless'],
    ['that delete', composite(request("'DELETE'")), 'harmless'],
    ['that create', composite(request("'GET'"), request("'POST'")), 'creates'],
    ['that create by a method in small letters', composite(request("'post'")), 'creates'],
    [
      'that create where the URL says so',
      composite(request("'POST'", "'/services/data/v60.0/sobjects/Payment__c'")),
      'creates',
    ],
    ['that retrieve', composite(request("'POST'", "'/services/data/v60.0/composite/sobjects/Account'")), 'harmless'],
    ['that publish', composite(request("'POST'", "'/services/data/v60.0/sobjects/Paid__e'")), 'harmless'],
    ['that run code', composite(request("'POST'", "'/services/apexrest/pay'"), request("'GET'")), 'unknown'],
    [
      'that run code and create',
      composite(request("'POST'", "'/services/apexrest/pay'"), request("'POST'")),
      'creates',
    ],
    ['that are computed', composite(request('method')), 'unknown'],
    ['that are computed in part', composite(request("'GET'"), request('method')), 'unknown'],
    ['that are unknown', 'JSON.stringify({ compositeRequest })', 'unknown'],
    ['in a body that is unknown', 'body', 'unknown'],
    [
      'made from a list',
      "JSON.stringify({ compositeRequest: rows.map((row) => ({ method: 'POST', url: row.url })) })",
      'creates',
    ],
  ])('%s', (_, body, expected) => {
    expect(post(`${DATA}/composite`, body)).toBe(expected);
  });

  it.each([
    ['in a constant', "const compositeRequest = [{ method: 'POST', url }];", 'creates'],
    [
      'that read, in a constant',
      "const compositeRequest = rows.map(({ url }) => ({ method: 'GET', url }));",
      'harmless',
    ],
    ['by a constant method', "const method = 'POST'; const compositeRequest = [{ method, url }];", 'creates'],
    [
      'that are put into a list one by one',
      "const compositeRequest = []; for (const url of urls) compositeRequest.push({ method: 'POST', url });",
      'creates',
    ],
    [
      'that are put into a list together',
      "const compositeRequest = []; compositeRequest.push(...rows.map((row) => ({ method: 'PATCH', url: row.url })));",
      'harmless',
    ],
    [
      'some of which are put into a list',
      "const compositeRequest = [{ method: 'GET', url }]; if (isNew) compositeRequest.unshift({ method: 'POST', url });",
      'creates',
    ],
    [
      'that are put into a list of something else',
      "const compositeRequest = []; others.push({ method: 'POST', url });",
      'unknown',
    ],
    [
      'that are computed before they are put into a list',
      'const compositeRequest = []; compositeRequest.push({ method: row.method, url });',
      'unknown',
    ],
  ])('%s', (_, before, expected) => {
    expect(post(`${DATA}/composite`, 'JSON.stringify({ allOrNone: true, compositeRequest })', before)).toBe(expected);
  });

  it('are put into a list within a body', () => {
    const before = "const body = { compositeRequest: [] }; body.compositeRequest.push({ method: 'POST', url });";
    expect(post(`${DATA}/composite`, 'JSON.stringify(body)', before)).toBe('creates');
  });

  it.each([
    ['a batch that reads', 'batch', batch(request("'GET'", "'v60.0/sobjects/Account/001'")), 'harmless'],
    ['a batch that creates', 'batch', batch(request("'POST'", "'v60.0/sobjects/Account'")), 'creates'],
    ['a batch that publishes', 'batch', batch(request("'POST'", "'v60.0/sobjects/Paid__e'")), 'harmless'],
    ['a computed batch', 'batch', batch(request('method')), 'unknown'],
    [
      'a graph that creates',
      'graph',
      `JSON.stringify({ graphs: [{ graphId: '1', compositeRequest: [${request("'POST'")}] }] })`,
      'creates',
    ],
    [
      'a graph that deletes',
      'graph',
      `JSON.stringify({ graphs: [{ graphId: '1', compositeRequest: [${request("'DELETE'")}] }] })`,
      'harmless',
    ],
    ['an unknown graph', 'graph', 'JSON.stringify({ graphs })', 'unknown'],
  ])('of %s', (_, resource, body, expected) => {
    expect(post(`${DATA}/composite/${resource}`, body)).toBe(expected);
  });
});

describe('a SOAP envelope', () => {
  const envelope = (content: string): string =>
    `\`<soapenv:Envelope><soapenv:Body>${content}</soapenv:Body></soapenv:Envelope>\``;

  it.each([
    ['creates', '<urn:create><urn:sObjects xsi:type="Account"/></urn:create>', 'creates'],
    ['creates without a prefix', '<create xmlns="urn:partner.soap.sforce.com"></create>', 'creates'],
    [
      'creates metadata, which goes by its name',
      '<met:create xmlns:met="http://soap.sforce.com/2006/04/metadata"><met:metadata/></met:create>',
      'harmless',
    ],
    ['upserts', '<urn:upsert><urn:externalIDFieldName>Reference__c</urn:externalIDFieldName></urn:upsert>', 'harmless'],
    ['updates', '<urn:update/>', 'harmless'],
    ['queries', '<urn:query><urn:queryString>${soql}</urn:queryString></urn:query>', 'harmless'],
    ['asks who created', '<urn:query><createdBy/></urn:query>', 'harmless'],
    ['logs in', '<urn:login><urn:username>${user}</urn:username></urn:login>', 'harmless'],
    ['converts a lead', '<urn:convertLead/>', 'unknown'],
    ['is computed', '${content}', 'unknown'],
  ])('that %s', (_, content, expected) => {
    expect(post(SOAP, envelope(content))).toBe(expected);
  });

  it('is read in a constant, and not where it is built elsewhere', () => {
    expect(post(SOAP, 'xml', `const xml = ${envelope('<urn:create/>')};`)).toBe('creates');
    expect(post(SOAP, 'xmlOf(record)')).toBe('unknown');
  });
});

describe('a POST that overrides its method', () => {
  it.each([
    ['to update', '/sobjects/Account/001?_HttpMethod=PATCH', 'sobject-update', 'harmless'],
    ['to upsert', '/sobjects/Account/Key__c/1?_HttpMethod=PATCH', 'sobject-upsert-extid', 'harmless'],
    ['to delete', '/sobjects/Account/001?x=1&_HttpMethod=delete', 'sobject-delete', 'harmless'],
    ['to something computed', '/sobjects/Account?_HttpMethod=${method}', 'sobject-create', 'unknown'],
    ['not at all', '/sobjects/Account?_Method=PATCH', 'sobject-create', 'creates'],
  ])('%s', (_, path, id, expected) => {
    const code = `fetch(\`${DATA}${path}\`, { method: 'POST' })`;
    expect(callIn(code).endpoint?.id).toBe(id);
    expect(repeated(code)).toBe(expected);
  });
});

describe('a collection', () => {
  it.each([
    ['POST', '/composite/sobjects', 'creates'],
    ['POST', '/composite/tree/Account', 'creates'],
    ['POST', '/composite/sobjects/Account', 'harmless'],
    ['PATCH', '/composite/sobjects', 'harmless'],
    ['PATCH', '/composite/sobjects/Account/Key__c', 'harmless'],
    ['DELETE', '/composite/sobjects?ids=1,2', 'harmless'],
  ])('%s %s: %s', (method, path, expected) => {
    expect(repeated(`fetch('${DATA}${path}', { method: '${method}', body })`)).toBe(expected);
  });

  it('is open where the method is unknown', () => {
    expect(repeated(`fetch('${DATA}/composite/sobjects', { method, body })`)).toBe('unknown');
  });
});

describe('an idempotency key', () => {
  it.each([
    ['of UI API', '/ui-api/records', "headers: { 'Idempotency-Key': key }", '', 'harmless'],
    ['in small letters', '/ui-api/records', "headers: { 'idempotency-key': key }", '', 'harmless'],
    ['in a constant', '/ui-api/records', 'headers', "const headers = { 'Idempotency-Key': key };", 'harmless'],
    ['in Headers', '/ui-api/records', "headers: new Headers({ 'Idempotency-Key': key })", '', 'harmless'],
    [
      'that is spread',
      '/ui-api/records',
      'headers: { ...idempotent }',
      "const idempotent = { 'Idempotency-Key': key };",
      'harmless',
    ],
    ['that is left out', '/ui-api/records', "headers: { 'X-Key': key }", '', 'creates'],
    ['without headers', '/ui-api/records', 'body', '', 'creates'],
    ['in empty Headers', '/ui-api/records', 'headers: new Headers()', '', 'creates'],
    ['in headers that are unknown', '/ui-api/records', 'headers', '', 'unknown'],
    ['in headers that are spread', '/ui-api/records', 'headers: { ...headers }', '', 'unknown'],
    ['of the REST API, which knows none', '/sobjects/Account', "headers: { 'Idempotency-Key': key }", '', 'creates'],
  ])('%s', (_, path, option, before, expected) => {
    expect(repeated(`${before} fetch('${DATA}${path}', { method: 'POST', ${option} });`)).toBe(expected);
  });

  it('is not needed to update', () => {
    expect(repeated(`fetch('${DATA}/ui-api/records/001', { method: 'PATCH', body })`)).toBe('harmless');
  });
});

describe('a create', () => {
  it.each([
    ['a literal', '{ Name: name }', '', '{ Name: name }'],
    ['a literal as JSON', 'JSON.stringify({ Name: name })', '', '{ Name: name }'],
    ['a constant', 'JSON.stringify(record)', 'const record = { Name: name };', '{ Name: name }'],
    ['unknown', 'JSON.stringify(record)', '', undefined],
  ])('knows what it sends when that is %s', (_, body, before, text) => {
    const { facts, source } = callIn(`${before} fetch('${DATA}/sobjects/Account', { method: 'POST', body: ${body} });`);
    const { idempotency } = facts;
    const value = idempotency.state === 'present' ? idempotency.value : undefined;
    expect(value).toMatchObject({ repeatable: false, sobject: 'Account' });
    const literal = value && 'body' in value ? value.body : undefined;
    expect(literal && source.text.slice(...literal.range)).toBe(text);
  });

  it.each([
    ['an attachment', '/sobjects/Attachment'],
    ['metadata', '/tooling/sobjects/ApexClass'],
    ['a history', '/sobjects/Payment__History'],
    ['a computed object called event', '/sobjects/${eventType}'],
  ])('is not to be told for %s', (_, path) => {
    expect(repeated(`fetch(\`${DATA}${path}\`, { method: 'POST', body })`)).toBe('unknown');
  });
});
