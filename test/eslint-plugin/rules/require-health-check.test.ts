import { TEMPLATES } from '../../../eslint-plugin/src/fix/templates.generated.ts';
import { testRule } from '../../support/rule-cases.ts';

const JSFORCE = "import jsforce from 'jsforce';";
const CONN = 'const conn = new jsforce.Connection();';
const JOB = "fetch(`${base}/services/data/v60.0/jobs/ingest`, { method: 'POST', headers: own, body })";
const LIMITS =
  'assertLimits(await (await fetch(`${base}/services/data/v60.0/limits`, { headers: own, signal: AbortSignal.timeout(10_000) })).json());';
const LOAD = "await conn.bulk2.loadAndWaitForResults({ object: 'Order__c', operation: 'insert', input })";

/** As a fix brings it in. */
const REPEATS = 'async function retrySalesforce(send) { return await send(); }';

const load = (body: string): string => `async function load(input, z, nango) { ${body} }`;
const valid = (name: string, body: string) => ({ name, code: load(body) });
const jsforce = (name: string, body: string) => ({ name, code: `${JSFORCE}\n${CONN}\n${load(body)}` });
const mended = (name: string, call: string, limits: string) => ({
  ...jsforce(name, `return ${call};`),
  errors: [
    {
      messageId: 'notAsked',
      suggestions: [
        {
          messageId: 'checkLimits',
          output: `${JSFORCE}\n\n${TEMPLATES.assertLimits.javascript}\n${CONN}\n${load(`${limits}\nreturn ${call};`)}`,
        },
      ],
    },
  ],
});

testRule('require-health-check', {
  valid: [
    { name: 'another service', code: "fetch('https://example.com/jobs/ingest', { method: 'POST' });" },
    valid('a look at the limits', `await fetch(\`\${base}/services/data/v60.0/limits\`); return ${JOB};`),
    valid('a look at the versions', `await fetch(\`\${base}/services/data/\`); return ${JOB};`),
    valid('a health check', `if (!(await checkHealth(org)).ready) return; return ${JOB};`),
    {
      name: 'a look by the caller',
      code: `${load(`return ${JOB};`)}\nasync function run() { await conn.limits(); await load(); }`,
    },
    valid('a job for a query', 'return fetch(`${base}/services/data/v60.0/jobs/query`, { method: "POST" });'),
    valid('the state of a job', 'return fetch(`${base}/services/data/v60.0/jobs/ingest/1`, { method: "PATCH" });'),
    jsforce('a bulk query', "return conn.bulk.load('Order__c', 'query', 'SELECT Id FROM Order__c');"),
    jsforce('a job for a bulk query', "return conn.bulk.createJob('Order__c', 'query').createBatch().execute(soql);"),
    jsforce('a bulk query by its name', "return conn.bulk.query('SELECT Id FROM Order__c');"),
    {
      name: 'limits in TypeScript',
      filename: 'load.ts',
      code: `${JSFORCE}\nexport async function load(conn: jsforce.Connection): Promise<void> { await conn.limits(); ${LOAD}; }`,
    },
    jsforce('limits of jsforce', `await conn.limits(); return ${LOAD};`),
  ],
  invalid: [
    {
      name: 'a job',
      code: load(`return ${JOB};`),
      errors: [
        {
          message:
            'This load to /services/data/v60.0/jobs/ingest begins without a look at the org: in an outage, or with the limit of the day used up, it stops half-way and leaves a job behind.',
          suggestions: [
            {
              messageId: 'checkLimits',
              output: `${TEMPLATES.assertLimits.javascript}\n\n${load(`${LIMITS}\nreturn ${JOB};`)}`,
            },
          ],
        },
      ],
    },
    mended('jsforce', LOAD, 'assertLimits(await conn.limits());'),
    mended(
      'Bulk API 1 of jsforce',
      "await conn.bulk.load('Order__c', 'insert', input)",
      'assertLimits(await conn.limits());',
    ),
    mended(
      'a job of Bulk API 1',
      "await conn.bulk.createJob('Order__c', 'insert').createBatch().execute(input)",
      'assertLimits(await conn.limits());',
    ),
    mended(
      'a list of jsforce',
      "await conn.sobject('Order__c').insertBulk(input)",
      'assertLimits(await conn.limits());',
    ),
    ...(
      [
        [
          "import axios from 'axios';",
          'axios.post(`${base}/services/data/v60.0/jobs/ingest`, body, { headers })',
          '(await axios.get(`${base}/services/data/v60.0/limits`, { headers, timeout: 10_000 })).data',
        ],
        [
          "import got from 'got';",
          'got.post(`${base}/services/data/v60.0/jobs/ingest`, { json, headers })',
          'await got.get(`${base}/services/data/v60.0/limits`, { headers, timeout: { request: 10_000 } }).json()',
        ],
        [
          "import ky from 'ky';",
          'ky.post(`${base}/services/data/v60.0/jobs/ingest`, { json, headers })',
          'await ky.get(`${base}/services/data/v60.0/limits`, { headers, timeout: 10_000 }).json()',
        ],
        [
          "import { request } from 'undici';",
          "request(`${base}/services/data/v60.0/jobs/ingest`, { method: 'POST', headers, body })",
          'await (await request(`${base}/services/data/v60.0/limits`, { headers, signal: AbortSignal.timeout(10_000) })).body.json()',
        ],
        [
          "import axios from 'axios';",
          "axios({ url: `${base}/services/data/v60.0/jobs/ingest`, method: 'POST', headers: own, data })",
          '(await axios({ url: `${base}/services/data/v60.0/limits`, headers: own, timeout: 10_000 })).data',
        ],
        [
          "import needle from 'needle';",
          "needle('post', `${base}/services/data/v60.0/jobs/ingest`, body, { headers })",
          "(await needle('get', `${base}/services/data/v60.0/limits`, null, { headers, response_timeout: 10_000 })).body",
        ],
        [
          "import { ofetch } from 'ofetch';",
          "ofetch(`${base}/services/data/v60.0/jobs/ingest`, { method: 'POST', headers, body })",
          'await ofetch(`${base}/services/data/v60.0/limits`, { headers, timeout: 10_000 })',
        ],
        [
          "import request from 'request-promise';",
          'request.post({ uri: `${base}/services/data/v60.0/jobs/ingest`, headers, body, json: true })',
          'await request({ url: `${base}/services/data/v60.0/limits`, headers, json: true, timeout: 10_000 })',
        ],
        [
          "import agent from 'superagent';",
          "agent.post(`${base}/services/data/v60.0/jobs/ingest`).set('Authorization', token).type('json').auth(user, key).send(body)",
          "(await agent.get(`${base}/services/data/v60.0/limits`).set('Authorization', token).auth(user, key).timeout(10_000)).body",
        ],
        [
          "import wretch from 'wretch';",
          'wretch(`${base}/services/data/v60.0/jobs/ingest`).auth(token).post(body).json()',
          'await wretch(`${base}/services/data/v60.0/limits`).auth(token).get().json()',
        ],
        [
          "import wretch from 'wretch';",
          "wretch(base).url('/services/data/v60.0/jobs/ingest').post(body).json()",
          "await wretch(base).url('/services/data/v60.0/limits').get().json()",
        ],
        [
          "import wretch from 'wretch';",
          "wretch(base).post(body, '/services/data/v60.0/jobs/ingest').json()",
          "await wretch(base).get('/services/data/v60.0/limits').json()",
        ],
        [
          "import $ from 'jquery';",
          "$.ajax({ url: `${base}/services/data/v60.0/jobs/ingest`, method: 'POST', headers, data })",
          'await $.ajax({ url: `${base}/services/data/v60.0/limits`, headers, timeout: 10_000 })',
        ],
        [
          "import './zapier.js';",
          "z.request({ url: `${base}/services/data/v60.0/jobs/ingest`, method: 'POST', headers, body })",
          '(await z.request({ url: `${base}/services/data/v60.0/limits`, headers })).data',
        ],
        [
          "import './n8n.js';",
          "z.helpers.httpRequest({ url: `${base}/services/data/v60.0/jobs/ingest`, method: 'POST', headers, body })",
          'await z.helpers.httpRequest({ url: `${base}/services/data/v60.0/limits`, headers, timeout: 10_000 })',
        ],
        [
          "import './nango.js';",
          "nango.proxy({ endpoint: '/services/data/v60.0/jobs/ingest', method: 'POST', data })",
          "(await nango.get({ endpoint: '/services/data/v60.0/limits' })).data",
        ],
        [
          "import './apps-script.js';",
          "UrlFetchApp.fetch(`${base}/services/data/v60.0/jobs/ingest`, { method: 'post', headers, payload })",
          'JSON.parse(UrlFetchApp.fetch(`${base}/services/data/v60.0/limits`, { headers }).getContentText())',
        ],
        [
          "import { fetch } from 'undici';",
          "retrySalesforce(() => fetch(`${base}/services/data/v60.0/jobs/ingest`, { method: 'POST', headers, body }))",
          'await (await fetch(`${base}/services/data/v60.0/limits`, { headers, signal: AbortSignal.timeout(10_000) })).json()',
        ],
      ] as const
    ).map(([loaded, call, limits]) => ({
      name: call,
      code: `${loaded}\n${load(`return ${call};`)}\n${REPEATS}`,
      errors: [
        {
          messageId: 'notAsked',
          suggestions: [
            {
              messageId: 'checkLimits',
              output: `${loaded}\n\n${TEMPLATES.assertLimits.javascript}\n${load(`assertLimits(${limits});\nreturn ${call};`)}\n${REPEATS}`,
            },
          ],
        },
      ],
    })),
    mended(
      'a request by jsforce itself',
      "await conn.requestPost('/services/data/v60.0/jobs/ingest', input)",
      'assertLimits(await conn.limits());',
    ),
    {
      name: 'a call without a way to ask that is known',
      code: `import agent from 'superagent';\n${load("return agent('POST', `${base}/services/data/v60.0/jobs/ingest`).send(body);")}`,
      errors: [{ messageId: 'notAsked', suggestions: [] }],
    },
    {
      name: 'a function that cannot wait for axios',
      code: `import axios from 'axios';\nfunction load() { return axios.post(\`\${base}/services/data/v60.0/jobs/ingest\`, {}); }`,
      errors: [{ messageId: 'notAsked', suggestions: [] }],
    },
    {
      name: 'a function that cannot wait',
      code: `function load() { return ${JOB}; }`,
      errors: [{ messageId: 'notAsked', suggestions: [] }],
    },
  ],
});
