import { testRule } from '../../support/rule-cases.ts';

const URL = '`${base}/services/data/v60.0/limits`';
const LIMIT = 'AbortSignal.timeout(30_000)';
const HANGS = 'it hangs, and whatever needs the answer fails with it.';

/** A case with one report whose only suggestion gives `output`. */
const mended = (name: string, code: string, output: string, messageId = 'noTimeout', title = 'setTimeout') => ({
  name,
  code,
  errors: [{ messageId, suggestions: [{ messageId: title, output }] }],
});

testRule('require-timeout', {
  valid: [
    { name: 'another service', code: "fetch('https://example.com');" },
    { name: 'in TypeScript', code: `fetch(${URL}, { signal } as RequestInit);`, filename: 'load.ts' },
    { name: 'a signal', code: `fetch(${URL}, { signal: AbortSignal.timeout(5000) });` },
    { name: 'a signal of the caller', code: `const load = (signal) => fetch(${URL}, { signal });` },
    { name: 'options that cannot be read', code: `const load = (options) => fetch(${URL}, options);` },
    {
      name: 'an option that is set on what is given',
      code: `const request = require('request');
        const send = (options) => { options.timeout = 5000; request(options); }; send({ uri: ${URL} });`,
    },
    { name: 'a race', code: `Promise.race([fetch(${URL}), sleep(5000)]);` },
    { name: 'a limit around it', code: `withTimeout(fetch(${URL}), 5000);` },
    { name: 'the option of axios', code: `import axios from 'axios';\naxios.get(${URL}, { timeout: 5000 });` },
    {
      name: 'the option of an instance of axios',
      code: `import axios from 'axios';\nconst http = axios.create({ timeout: 5000 });\nhttp.get(${URL});`,
    },
    {
      name: 'the default of axios',
      code: `import axios from 'axios';\naxios.defaults.timeout = 5000;\naxios.get(${URL});`,
    },
    { name: 'ky, which has a time-out of its own', code: `import ky from 'ky';\nky.get(${URL});` },
    { name: 'a call of the chain', code: `import agent from 'superagent';\nagent.get(${URL}).timeout(5000).retry(2);` },
    {
      name: 'a time-out of the request',
      code: `import https from 'node:https';\nconst request = https.request(${URL}, {});\nrequest.setTimeout(5000);`,
    },
    {
      name: 'the resilient client',
      code: `import { createSalesforceFetch } from './client.js';\nconst sf = createSalesforceFetch();\nsf(${URL});`,
    },
    {
      name: 'a signal for each attempt',
      code: `for (let i = 0; i < 3; i++) { const signal = AbortSignal.timeout(5000); const r = await fetch(${URL}, { signal }); if (r.ok) break; }`,
      languageOptions: { sourceType: 'module' },
    },
    { name: 'a setting of jQuery for the page', code: `$.ajaxSetup({ timeout: 5000 });\n$.ajax({ url: ${URL} });` },
  ],
  invalid: [
    {
      name: 'a request without options',
      code: `fetch(${URL});`,
      errors: [
        {
          message: `Nothing ends this GET to /services/data/v60.0/limits when Salesforce takes the connection and never answers: ${HANGS}`,
          suggestions: [{ messageId: 'setTimeout', output: `fetch(${URL}, { signal: ${LIMIT} });` }],
        },
      ],
    },
    {
      ...mended(
        'in TypeScript',
        `const load = (): Promise<Response> => fetch(${URL});`,
        `const load = (): Promise<Response> => fetch(${URL}, { signal: ${LIMIT} });`,
      ),
      filename: 'load.ts',
    },
    mended('an empty literal', `fetch(${URL}, {});`, `fetch(${URL}, { signal: ${LIMIT} });`),
    mended(
      'a literal on several lines',
      `fetch(${URL}, {\n  headers,\n});`,
      `fetch(${URL}, {\n  signal: ${LIMIT},\n  headers,\n});`,
    ),
    mended(
      'options in a variable, which other requests may share',
      `const options = { headers };\nfetch(${URL}, options);`,
      `const options = { headers };\nfetch(${URL}, { ...options, signal: ${LIMIT} });`,
    ),
    {
      name: 'an option that fetch does not have',
      code: `fetch(${URL}, { timeout: 5000 });`,
      errors: [
        {
          message: `fetch has no option timeout, so that nothing ends this GET to /services/data/v60.0/limits when Salesforce never answers: ${HANGS}`,
          suggestions: [{ messageId: 'useSignal', output: `fetch(${URL}, { signal: AbortSignal.timeout(5000) });` }],
        },
      ],
    },
    mended(
      'axios',
      `import axios from 'axios';\naxios.get(${URL});`,
      `import axios from 'axios';\naxios.get(${URL}, { timeout: 30_000 });`,
    ),
    mended(
      'axios with a body that was left out',
      `import axios from 'axios';\naxios.post(${URL});`,
      `import axios from 'axios';\naxios.post(${URL}, undefined, { timeout: 30_000 });`,
    ),
    mended(
      'axios with no limit',
      `import axios from 'axios';\naxios({ url: ${URL}, timeout: 0 });`,
      `import axios from 'axios';\naxios({ url: ${URL}, timeout: 30_000 });`,
    ),
    mended('jQuery', `$.ajax({ url: ${URL} });`, `$.ajax({ timeout: 30_000, url: ${URL} });`),
    mended(
      'superagent',
      `import agent from 'superagent';\nagent.get(${URL}).retry(2);`,
      `import agent from 'superagent';\nagent.get(${URL}).timeout(30_000).retry(2);`,
    ),
    mended(
      'one signal for all attempts',
      `async function load() { const signal = AbortSignal.timeout(9000); for (let i = 0; i < 3; i++) { const r = await fetch(${URL}, { signal: signal }); if (r.ok) return r; } throw new Error(); }`,
      `async function load() { const signal = AbortSignal.timeout(9000); for (let i = 0; i < 3; i++) { const r = await fetch(${URL}, { signal: ${LIMIT} }); if (r.ok) return r; } throw new Error(); }`,
      'shared',
    ),
  ],
});
