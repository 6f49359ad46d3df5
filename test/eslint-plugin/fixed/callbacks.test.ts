import { APPS_SCRIPT } from '../../support/apps-script.ts';
import { ASKS_FOR_A_SECOND, describeUpserts } from '../../support/describe-upserts.ts';

const PATH = '/services/data/v62.0/sobjects/Payment__c/Reference__c/PAY-1';
const HEAD = `
const url = \`\${process.env.SF_URL}${PATH}\`;
const headers = { Authorization: \`Bearer \${process.env.SF_TOKEN}\`, 'Content-Type': 'application/json' };
`;

/** The Zapier platform, which runs a step again that throws its ThrottledError; what it takes a minute for is over at once. */
const ZAPIER = `
class ThrottledError extends Error {
  constructor(message, delay) {
    super(message);
    this.delay = delay;
  }
}
const z = {
  errors: { ThrottledError },
  async request({ url, skipThrowForStatus, body, ...rest }) {
    const response = await fetch(url, { ...rest, body: body && JSON.stringify(body) });
    const content = await response.text();
    if (response.status >= 400 && !skipThrowForStatus) {
      const headers = { 'retry-after': response.headers.get('retry-after') };
      const error = new Error(JSON.stringify({ status: response.status, headers, content, request: { url } }));
      throw Object.assign(error, { name: 'ResponseError' });
    }
    return { status: response.status, headers: response.headers, content, data: JSON.parse(content || '{}') };
  },
};
for (let answer; !answer;) {
  answer = await perform(z).catch(async (error) => {
    if (!(error instanceof ThrottledError)) throw error;
    await new Promise((resolve) => setTimeout(resolve, error.delay < 60 ? error.delay * 1_000 : 0));
  });
  if (answer) console.log(answer.success);
}`;

/** An upsert with each library, as its users write it; what it prints comes from the answer. */
const UPSERTS: readonly (readonly [library: string, code: string, platform?: string])[] = [
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
    'a callback of jsforce beside a wait',
    `import jsforce from 'jsforce';
const connection = new jsforce.Connection({ instanceUrl: process.env.SF_URL, accessToken: process.env.SF_TOKEN });
let success;
await connection.sobject('Payment__c').upsert({ Reference__c: 'PAY-1', Amount__c: 5 }, 'Reference__c', (error, result) => {
  success = result?.success;
});
console.log(success);`,
  ],
  [
    'UrlFetchApp',
    `${APPS_SCRIPT}${HEAD}
const answer = UrlFetchApp.fetch(url, { method: 'patch', headers, payload: JSON.stringify({ Amount__c: 5 }) });
console.log(JSON.parse(answer.getContentText()).success);`,
  ],
  [
    'a step of Zapier',
    `${HEAD}
export const perform = async (z) => {
  const response = await z.request({ url, method: 'PATCH', headers, body: { Amount__c: 5 } });
  return response.data;
};`,
    ZAPIER,
  ],
];

describeUpserts(UPSERTS, [ASKS_FOR_A_SECOND]);
