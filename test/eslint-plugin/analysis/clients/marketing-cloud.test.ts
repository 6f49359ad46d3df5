import { Linter } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import { describe, expect, it } from 'vitest';
import { callsIn } from '../../../support/model.ts';

/** Client, endpoint and what repeats each certain call. */
function found(code: string, typescript = false): string[] {
  return callsIn(code, { typescript }).flatMap(({ client, confidence, endpoint, facts }) =>
    confidence === 'certain' ? [`${client.name} ${endpoint?.id ?? 'nothing'} ${facts.retry.state}`] : [],
  );
}

const SDK =
  "const SDK = require('sfmc-sdk');\nconst sdk = new SDK(auth, { requestAttempts: 3, retryOnConnectionError: true });\n";
const FUEL = "const ET_Client = require('sfmc-fuelsdk-node');\nconst client = new ET_Client(id, secret, null, {});\n";

describe('a library for Marketing Cloud', () => {
  it.each([
    [`${SDK}sdk.rest.post(\`/hub/v1/dataevents/key:\${key}/rowset\`, rows);`, 'sfmc-sdk mc-de-upsert absent'],
    [`${SDK}sdk.rest.post('/interaction/v1/events', event);`, 'sfmc-sdk mc-journey-event absent'],
    [`${SDK}const { rest } = sdk; rest.getBulk('/automation/v1/automations');`, 'sfmc-sdk mc-other-read absent'],
    [`${SDK}sdk.soap.retrieveBulk('DataExtension', ['Name'], {});`, 'sfmc-sdk mc-soap absent'],
    [`${FUEL}client.RestClient.get('/platform/v1/tokenContext');`, 'sfmc-fuelsdk-node mc-other-read absent'],
    [
      `${FUEL}client.RestClient.post({ uri: '/hub/v1/dataevents/key:x/rowset', json }, done);`,
      'sfmc-fuelsdk-node mc-de-upsert absent',
    ],
    [`${FUEL}client.dataExtensionRow({ Name, props }).get(done);`, 'sfmc-fuelsdk-node mc-soap absent'],
    [
      "import FuelRest from 'fuel-rest';\nnew FuelRest({ auth, origin: 'https://mc1.rest.marketingcloudapis.com' }).get({ uri: '/asset/v1/content/assets' });",
      'fuel-rest mc-other-read absent',
    ],
    [
      "const FuelSoap = require('fuel-soap');\nnew FuelSoap({ auth }).create('List', props, {}, done);",
      'fuel-soap mc-soap absent',
    ],
  ])('repeats nothing after a 503: %s', (code, expected) => {
    expect(found(code)).toEqual([expected]);
  });

  it('is known by its type', () => {
    const code =
      "import SDK from 'sfmc-sdk';\nexport const load = (sdk: SDK) => sdk.rest.get('/asset/v1/content/assets');";
    expect(found(code, true)).toEqual(['sfmc-sdk mc-other-read absent']);
  });

  it('repeats a new token by itself, which is no retry, and says no more of requests that others make', () => {
    expect(found(`${SDK}sdk.auth.getAccessToken();`)).toEqual(['sfmc-sdk mc-token absent']);
    expect(found(`${SDK}sdk.auth.getSupportedScopes(); sdk.rest.options.get('x');`)).toEqual([]);
    expect(found(`${FUEL}client.campaign({ id }); client.list({}).props.get('x');`)).toEqual([]);
  });

  it('is repeated by what is around it: its errors are thrown', () => {
    const again =
      'async function again(run) { for (let i = 0; i < 3; i++) { try { return await run(); } catch { await sleep(i); } } }';
    expect(found(`${SDK}${again}\nagain(() => sdk.rest.get('/asset/v1/content/assets'));`)).toEqual([
      'sfmc-sdk mc-other-read present',
    ]);
  });

  it.each([
    [`${SDK}export const load = async () => await sdk.rest.get('/asset/v1/content/assets');`, 1],
    [`${FUEL}export const load = async () => await client.RestClient.get('/asset/v1/content/assets');`, undefined],
    [`${FUEL}export const load = (done) => client.SoapClient.retrieve('List', ['ID'], done);`, undefined],
  ])('is put into a function that repeats it where that sees the status: %s', (code, suggestions) => {
    const config = { ...plugin.configs.recommended, files: ['**/*.js'] };
    const report = new Linter()
      .verify(code, [config], 'load.js')
      .find(({ ruleId }) => ruleId?.endsWith('/require-retry'));
    expect(report?.message).toContain('Nothing repeats');
    expect(report?.suggestions?.length).toBe(suggestions);
  });

  it('throws for records that were refused', () => {
    const code =
      "const FuelSoap = require('fuel-soap');\nexport const save = (rows) => new FuelSoap({}).create('List', rows.map(asList), {}, log);";
    expect(callsIn(code)[0]?.facts.uncheckedResults.state).toBe('absent');
  });
});
