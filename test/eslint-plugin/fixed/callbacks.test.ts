import { describe, it } from 'vitest';
import type { Fault } from '../../support/fake-salesforce.ts';
import { findingsIn, fixedBy, run } from '../../support/fixed-program.ts';

const ASKS_FOR_A_SECOND: Fault = { kind: 'status', status: 503, retryAfter: 1 };
const BROKEN: Fault = { kind: 'status', status: 500 };
const LOST: Fault = { kind: 'commit-then-reset' };

const PATH = '/services/data/v62.0/sobjects/Payment__c/Reference__c/PAY-1';
const HEAD = `
const url = \`\${process.env.SF_URL}${PATH}\`;
const headers = { Authorization: \`Bearer \${process.env.SF_TOKEN}\`, 'Content-Type': 'application/json' };
`;

/** Two servers of Google's, on a process of its own for each request, since everything there is synchronous. */
const APPS_SCRIPT = `
import { execFileSync } from 'node:child_process';
globalThis.Utilities = { sleep: (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms) };
globalThis.UrlFetchApp = {
  fetch(url, { method = 'get', headers, payload, muteHttpExceptions }) {
    const script = \`fetch(process.argv[1], JSON.parse(process.argv[2])).then(async (r) => console.log(JSON.stringify([r.status, await r.text(), Object.fromEntries(r.headers)])))\`;
    const init = JSON.stringify({ method: method.toUpperCase(), headers, body: payload });
    const [status, text, all] = JSON.parse(execFileSync(process.execPath, ['--eval', script, url, init], { stdio: ['ignore', 'pipe', 'ignore'] }));
    if (status >= 400 && !muteHttpExceptions) throw new Error(\`Request failed for \${url} returned code \${status}.\`);
    return { getResponseCode: () => status, getContentText: () => text, getHeaders: () => all };
  },
};`;

/** An upsert with each library, as its users write it; what it prints comes from the answer. */
const UPSERTS: readonly (readonly [library: string, code: string])[] = [
  [
    'http.request',
    `import http from 'node:http';${HEAD}
function upsert(fields) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'PATCH', headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve(JSON.parse(text)));
    });
    request.on('error', reject);
    request.end(JSON.stringify(fields));
  });
}
console.log((await upsert({ Amount__c: 5 })).success);`,
  ],
  [
    'a callback of jsforce',
    `import jsforce from 'jsforce';
const connection = new jsforce.Connection({ instanceUrl: process.env.SF_URL, accessToken: process.env.SF_TOKEN });
// Version 1 calls back: the same here, on the promise of version 3.
const promising = Object.getPrototypeOf(connection.sobject('Payment__c'));
const { upsert } = promising;
promising.upsert = function (record, field, callback) {
  upsert.call(this, record, field).then((result) => callback(null, result), callback);
};
connection.sobject('Payment__c').upsert({ Reference__c: 'PAY-1', Amount__c: 5 }, 'Reference__c', (error, result) => {
  if (error) throw error;
  console.log(result.success);
});`,
  ],
  [
    'UrlFetchApp',
    `${APPS_SCRIPT}${HEAD}
const answer = UrlFetchApp.fetch(url, { method: 'patch', headers, payload: JSON.stringify({ Amount__c: 5 }) });
console.log(JSON.parse(answer.getContentText()).success);`,
  ],
];

describe.concurrent.each(UPSERTS)('an upsert with %s', (library, code) => {
  const fixed = fixedBy('require-retry', code);

  it('is lost in a 503 as it is', async ({ expect }) => {
    const lost = run(code, [ASKS_FOR_A_SECOND]).catch(() => ({ recorded: 0 }));
    expect(await lost).toMatchObject({ recorded: 0 });
  });

  it('is carried out once after the fix, as soon as Salesforce can', async ({ expect }) => {
    // What Salesforce asks for, jsforce does not pass on.
    const refused: Fault = library.endsWith('jsforce') ? { kind: 'status', status: 503 } : ASKS_FOR_A_SECOND;
    expect(await run(fixed, [refused, BROKEN, LOST])).toEqual({
      recorded: 1,
      duplicates: 0,
      early: 0,
      requests: 4,
      stdout: 'true',
    });
  });

  it('does the same in calm weather', async ({ expect }) => {
    expect(await run(fixed, [])).toMatchObject({ recorded: 1, duplicates: 0, requests: 1, stdout: 'true' });
  });

  it('has no finding about retries left', ({ expect }) => {
    const rules = findingsIn(fixed).map(({ ruleId }) => ruleId);
    expect(rules.filter((name) => name !== 'salesforce-resilience/require-timeout')).toEqual([]);
  });
});
