import { describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../../../eslint-plugin/src/analysis/salesforce/endpoint-table.ts';
import { endpointOf } from '../../../eslint-plugin/src/analysis/salesforce/endpoints.ts';
import { hostKindOf } from '../../../eslint-plugin/src/analysis/salesforce/hosts.ts';
import { callIn, callsIn } from '../../support/model.ts';

describe('hosts', () => {
  it.each([
    ['login', 'login.salesforce.com test.salesforce.com'],
    [
      'api',
      'acme.my.salesforce.com acme--uat.sandbox.my.salesforce.com acme--uat.my.salesforce.com acme--uat.cs17.my.salesforce.com',
    ],
    [
      'api',
      'orgfarm-1-dev-ed.develop.my.salesforce.com na1.salesforce.com cs42.salesforce.com um5.salesforce.com api.salesforce.com',
    ],
    [
      'api',
      'foo.my.salesforce.mil foo.my.sfcrmproducts.cn org62.my-salesforce.com org62.cloudforce.com org62.database.com',
    ],
    [
      'api',
      '{}.my.salesforce.com {}.salesforce.com {}--{}.sandbox.my.salesforce.com ACME.my.salesforce.com acme.my.salesforce.com:443',
    ],
    ['site', 'acme.my.site.com myblog.my.salesforce-sites.com acme.force.com acme.secure.force.com'],
    [
      'page',
      'acme.lightning.force.com acme.my.salesforce-setup.com acme--c.vf.force.com acme--c.file.force.com webto.salesforce.com',
    ],
    ['status', 'status.salesforce.com api.status.salesforce.com'],
    ['data-cloud', 'mq8tamz.c360a.salesforce.com'],
    ['marketing', 'mcabc.auth.marketingcloudapis.com {}.rest.marketingcloudapis.com www.exacttargetapis.com'],
    ['marketing', 'webservice.exacttarget.com webservice.s7.exacttarget.com webservice.{}.exacttarget.com'],
    [
      'commerce',
      'kv7kzm78.api.commercecloud.salesforce.com abcd-001.dx.commercecloud.salesforce.com dev01-acme.demandware.net',
    ],
    ['pardot', 'pi.pardot.com pi.demo.pardot.com'],
    [
      undefined,
      'login.microsoft.com na1.example.com news.salesforce.com org62.my-salesforce.com.evil.io go.pardot.com',
    ],
    [
      undefined,
      'mc.exacttarget.com developer.salesforce.com salesforce.com.example.org notsalesforce.com example.com {}',
    ],
  ])('%s: %s', (kind, hosts) => {
    expect(hosts.split(' ').map((host) => [host, hostKindOf(host)])).toEqual(
      hosts.split(' ').map((host) => [host, kind]),
    );
  });
});

/** A path that a row of the table stands for. */
function sampleOf(path: string): string {
  return `/${path}`
    .replace(/^\/(data|async)/, (_, root: string) =>
      root === 'data' ? '/services/data/v60.0' : '/services/async/60.0',
    )
    .replace(/^\/\//, '/')
    .replace('/**', '/x')
    .replaceAll(/\(\?:([^()|]*)[^()]*\)(\?)?/g, '$1')
    .replaceAll(/\(\?:([^()|]*)[^()]*\)(\?)?/g, '$1')
    .replaceAll('~', 'X1')
    .replaceAll(/\[(\w)[^\]]*\](?:\{\d+(?:,\d+)?\})?/g, '$1')
    .replaceAll(/\\d\+/g, '1')
    .replaceAll('\\', '');
}

describe('endpoints', () => {
  it.each(
    ENDPOINTS.filter(([id]) => !/^(?:reports-run-sync|identity)$/.test(id)).map(
      ([id, methods, path]) => [id, methods, path] as const,
    ),
  )('%s: %s %s', (id, methods, path) => {
    for (const method of methods.split(',')) {
      const found = endpointOf(method, sampleOf(path), true)?.id;
      const index = (row: string | undefined): number => ENDPOINTS.findIndex(([name]) => name === row);
      // A row may be shadowed for one sample by a more special one before it, never by a later one.
      expect(index(found), `${method} ${sampleOf(path)} is ${String(found)}`).toBeLessThanOrEqual(index(id));
      expect(index(found)).toBeGreaterThanOrEqual(0);
    }
  });

  it.each([
    ['POST', '/services/data/v60.0/sobjects/Payment__c', 'sobject-create', 'create', 'Payment__c'],
    ['POST', '{}/services/data/{}/sobjects/{}', 'sobject-create', 'create', undefined],
    [
      'PATCH',
      '/services/data/v60.0/sobjects/Payment__c/Reference__c/PAY-1',
      'sobject-upsert-extid',
      'upsert',
      'Payment__c',
    ],
    ['PATCH', '/services/data/v60.0/sobjects/Account/{}', 'sobject-update', 'update', 'Account'],
    [
      'POST',
      '/services/data/v60.0/sobjects/Account/Name__c/{}?_HttpMethod=PATCH',
      'sobject-upsert-extid',
      'upsert',
      'Account',
    ],
    ['POST', '/services/data/v60.0/sobjects/Order_Event__e', 'event-publish', 'event', 'Order_Event__e'],
    ['POST', '/services/data/v60.0/composite/sobjects', 'collections-create', 'create', undefined],
    ['POST', '/services/data/v60.0/composite/sobjects/Account', 'collections-retrieve', 'read', 'Account'],
    ['PATCH', '/services/data/v60.0/composite/sobjects/Account/Key__c', 'collections-upsert', 'upsert', 'Account'],
    ['POST', '/services/data/v60.0/composite/tree/Account', 'composite-tree', 'create', 'Account'],
    ['POST', '/services/data/v60.0/composite', 'composite', 'body', undefined],
    ['POST', '/services/data/v60.0/graphql', 'graphql', 'body', undefined],
    ['POST', '/services/data/v60.0/parameterizedSearch', 'parameterized-search', 'read', undefined],
    ['GET', '/services/data/v60.0/query?q=SELECT Id FROM Account', 'query', 'read', undefined],
    ['GET', '/services/data/v60.0/query/01g-2000', 'query-more', 'read', undefined],
    ['POST', '/services/data/v60.0/jobs/ingest', 'bulk2-ingest-create', 'job', undefined],
    ['POST', '/site/services/apexrest/payments', 'apexrest-write', 'action', undefined],
    ['POST', '/services/oauth2/token', 'oauth-token', 'login', undefined],
    ['GET', '/services/data/v60.0/tooling/executeAnonymous/?anonymousBody=x', 'exec-anonymous', 'action', undefined],
  ])('%s %s is %s', (method, path, id, effect, sobject) => {
    expect(endpointOf(method, path, false)).toMatchObject({ id, effect, sobject });
  });

  it.each([
    '/services/dataflow/v1/x',
    '/api/jobs/ingest',
    '/api/now/table/incident',
    '/api/v1/statuses',
    '/my/services/database/v60.0/x',
  ])('does not take %s for Salesforce', (path) => {
    expect(endpointOf('POST', path, false)).toBeUndefined();
  });

  it('leaves the effect open where the method is not known', () => {
    expect(endpointOf(undefined, '/services/data/v60.0/sobjects/Account', false)).toMatchObject({ effect: 'body' });
  });
});

describe('confidence', () => {
  it.each([
    ['a REST path', 'fetch(`${base}/services/data/v60.0/query?q=x`)'],
    ['a REST path behind a computed version', 'fetch(`${base}/services/data/${version}${path}`)'],
    ['a Salesforce host', "fetch('https://acme.my.salesforce.com/anything')"],
    ['a computed My Domain', 'fetch(`https://${domain}.my.salesforce.com${path}`)'],
    ['an Apex REST path', "fetch(base + '/services/apexrest/payments', { method: 'POST' })"],
    ['a login path', "fetch(loginUrl + '/services/oauth2/token', { method: 'POST' })"],
    ['where the REST API begins, and a path', "fetch(base + '/services/data' + path)"],
    ['where Apex REST begins, and a path', "fetch(base + '/services/apexrest' + path)"],
  ])('is certain with %s', (_, code) => {
    expect(callIn(code).confidence).toBe('certain');
  });

  const bearer = '{ headers: { Authorization: `Bearer ${token}` } }';

  it.each([
    ['the instance_url of a login and a token', `fetch(\`\${auth.instance_url}\${path}\`, ${bearer})`],
    [
      'an environment variable named after it and a relative object path',
      'fetch(`${process.env.SF_INSTANCE_URL}/sobjects/Account`)',
    ],
    [
      'an instance URL, a token and the name of the class',
      `class SalesforceClient { get(path) { return fetch(\`\${INSTANCE_URL}\${path}\`, ${bearer}); } }`,
    ],
    [
      'an instance URL, a token and the name of the function',
      `function salesforceGet(path) { return fetch(instanceUrl + path, ${bearer}); }`,
    ],
  ])('is likely with %s', (_, code) => {
    expect(callIn(code).confidence).toBe('likely');
  });

  it('is likely for the server of a certain call in the same file', () => {
    const calls = callsIn('fetch(`${host}/services/data/v60.0/limits`); fetch(`${host}${path}`);');
    expect(calls.map(({ confidence }) => confidence)).toEqual(['certain', 'likely']);
    expect(calls[1]?.evidence).toEqual(['host is the base of another Salesforce call in this file']);
  });

  it('is possible with an instance URL and a token alone, as ServiceNow and Mastodon clients have them', () => {
    expect(callIn(`fetch(instanceUrl + path, ${bearer})`).confidence).toBe('possible');
  });

  it.each([
    ['a name alone', 'fetch(salesforceUrl)'],
    ['an instance URL alone', 'fetch(instanceUrl + path)'],
    ['another service with an instance URL', `fetch(\`\${instance_url}/api/now/table/incident\`, ${bearer})`],
    ['Mastodon', `fetch(\`\${instanceUrl}/api/v1/statuses\`, ${bearer}) // salesforce`],
    ['what begins like the REST API', "fetch(base + '/services/dataflow' + path) // salesforce"],
    ['a page host', "fetch('https://acme.lightning.force.com/x')"],
    ['the status page', "fetch('https://api.status.salesforce.com/v1/instances')"],
    ['documentation', "fetch('https://developer.salesforce.com/docs')"],
    ['a look-alike', "fetch('https://my-salesforce.com.evil.io/services/dataflow/v1')"],
    ['the own backend', "fetch('/api/salesforce/sync', { method: 'POST' })"],
  ])('does not report %s', (_, code) => {
    expect(callsIn(code)).toEqual([]);
  });
});

describe('a request says itself that it goes to Salesforce', () => {
  const evidence = (code: string): unknown => {
    const [call] = callsIn(`${code} // salesforce`);
    return call && [call.confidence, call.evidence.at(-1)];
  };

  it.each([
    ['X-SFDC-Session', "fetch(url, { headers: { 'X-SFDC-Session': session } });"],
    ['Sforce-Auto-Assign', "fetch(url + path, { method: 'POST', headers: { 'Sforce-Auto-Assign': 'false' } });"],
    ['sforce-call-options', "const headers = { 'sforce-call-options': x }; fetch(url, { headers });"],
    ['Sforce-Query-Options', "const own = { 'Sforce-Query-Options': x }; fetch(url, { headers: { ...own, accept } });"],
    ['Pardot-Business-Unit-Id', "fetch(url, { headers: { 'Pardot-Business-Unit-Id': unit } });"],
    [
      'X-SFDC-Session',
      "const xhr = new XMLHttpRequest(); xhr.open('GET', url); xhr.setRequestHeader('X-SFDC-Session', s);",
    ],
  ])('by the header %s', (header, code) => {
    expect(evidence(code)).toEqual(['certain', `the header ${header}`]);
  });

  it.each([
    ['salesforceOAuth2Api', "return this.helpers.requestOAuth2.call(this, 'salesforceOAuth2Api', options);"],
    [
      'salesforceJwtApi',
      "const kind = 'salesforceJwtApi'; return this.helpers.requestWithAuthentication.call(this, kind, options);",
    ],
  ])('by the credentials %s of n8n', (credentials, body) => {
    expect(evidence(`async function send(options) { ${body} }`)).toEqual(['certain', `the credentials ${credentials}`]);
  });

  it.each([
    ['rest_instance_url', 'fetch(`${auth.rest_instance_url}hub/v1/dataevents/key:x/rowset`);'],
    ['soap_instance_url', "fetch(soap_instance_url + 'Service.asmx', { method: 'POST' });"],
  ])('by the %s of Marketing Cloud', (name, code) => {
    expect(evidence(code)).toEqual(['likely', `the base URL is the ${name} of Marketing Cloud's login`]);
  });

  const bearer = '{ headers: { Authorization: `Bearer ${token}` } }';

  it.each([
    ['a path of its own, and a token', `fetch(\`\${api.rest}asset/v1/content/assets?$page=1\`, ${bearer});`],
    [
      'a path of its own, and a name',
      'const { SFMC_REST } = process.env; fetch(`${SFMC_REST}/hub/v1/dataevents/key:x`);',
    ],
    [
      'the name of a variable of the environment',
      'const own = process.env.APP_SFMC_URL; fetch(own + "v2/token", { method: "POST" });',
    ],
    ['a name, and a common path', 'fetch(`${marketingCloudUrl}/automation/v1/automations`);'],
  ])('by what only Marketing Cloud has: %s', (_, code) => {
    expect(evidence(code)).toEqual(['likely', expect.any(String)]);
  });

  it.each([
    ['a path of its own alone', 'fetch(`${api.rest}asset/v1/content/assets`);'],
    ['a path that others have, and a token', `fetch(\`\${api.rest}automation/v1/automations\`, ${bearer});`],
    ['a path that goes on otherwise', `fetch(\`\${api.rest}asset/v1/content/assetsOfMine\`, ${bearer});`],
    ['its name, and the path of another', 'fetch(`${sfmcUrl}/api/now/table/incident`);'],
    ['the own backend', `fetch('/asset/v1/content/assets', ${bearer});`],
  ])('not by %s', (_, code) => {
    expect(evidence(code)).toBeUndefined();
  });

  it.each([
    ['a pattern', '/\\.salesforce\\.com$/.test(instanceUrl)'],
    ['a constant pattern', 'HOST.test(instanceUrl)'],
    ['an ending', "instanceUrl.endsWith('.my.salesforce.com')"],
    ['a part', "instanceUrl.includes('force.com')"],
  ])('by a check of its host with %s', (_, check) => {
    const code = `const HOST = /\\.salesforce\\.com$/; if (!${check}) throw new Error(); fetch(instanceUrl + '/any');`;
    expect(evidence(code)).toEqual(['likely', 'instanceUrl is checked to be a Salesforce host']);
  });

  it.each([
    ['the server of a certain call', 'fetch(`${host}/services/data/v60.0/limits`); fetch(`${host}${path}`);', 2],
    [
      'a field that holds it',
      'class A { a() { fetch(`${this.host}/services/data/v60.0/limits`); } b(path) { fetch(this.host + path); } }',
      2,
    ],
    ['another server', 'fetch(`${host}/services/data/v60.0/limits`); fetch(`${other}${path}`);', 1],
    ['another path of that server', 'fetch(`${host}/services/data/v60.0/limits`); fetch(`${host}/api/now/table`);', 1],
  ])('by a proven base: %s', (_, code, count) => {
    expect(callsIn(code)).toHaveLength(count);
  });

  it.each([
    ['a header of its own', "fetch(url, { headers: { 'X-Session': 'salesforce' } });"],
    ['a header towards another host', "fetch('https://example.com', { headers: { 'X-SFDC-Session': session } });"],
    ['a header that is unknown', 'fetch(url, { headers: { [name]: session } });'],
    [
      'other credentials',
      "async function f() { return this.helpers.requestOAuth2.call(this, 'serviceNowOAuth2Api', options); }",
    ],
    ['another login', 'fetch(`${auth.rest_url}hub/v1/dataevents`);'],
    ['a check of another host', "if (!instanceUrl.endsWith('.service-now.com')) throw 0; fetch(instanceUrl + '/any');"],
    ['a check of another name', "if (!host.endsWith('.salesforce.com')) throw 0; fetch(instanceUrl + '/any');"],
    ['/services/dataflow/', 'fetch(`${instanceUrl}/services/dataflow/v1`);'],
    ['/api/jobs/ingest', "fetch(`${base}/api/jobs/ingest`, { method: 'POST' });"],
    ['a Salesforce name and the path of another', 'fetch(`${salesforceUrl}/api/now/table/incident`);'],
    ['documentation', "console.log('POST https://acme.my.salesforce.com/services/data/v60.0/'); fetch('/docs');"],
    ['a message', "fetch(hook, { method: 'POST', body: 'https://acme.my.salesforce.com/services/data/v60.0/' });"],
    ['a redirect', "fetch('https://example.com/?to=https://acme.my.salesforce.com/services/data/v60.0/limits');"],
    ['a computed redirect', 'fetch(`${base}/open?path=/services/data/v60.0/limits`);'],
    ['the own backend elsewhere', 'fetch(`${API}/api/salesforce/contacts`);'],
    ['another host that says so', "fetch('https://api.example.com/salesforce/contacts');"],
  ])('not by %s', (_, code) => {
    expect(evidence(code)).toBeUndefined();
  });
});
