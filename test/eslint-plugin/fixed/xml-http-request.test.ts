import { describe, expect, it } from 'vitest';
import { ASKS_FOR_A_SECOND, describeUpserts } from '../../support/describe-upserts.ts';
import { findingsIn, fixedBy } from '../../support/fixed-program.ts';

/** What browsers have, as far as it is used here. */
const BROWSER = `
globalThis.XMLHttpRequest = class {
  readyState = 0;
  status = 0;
  responseText = '';
  headers = {};
  open(method, url) { Object.assign(this, { method, url }); }
  setRequestHeader(name, value) { this.headers[name] = value; }
  addEventListener(name, listener) { this[\`on\${name}\`] = listener; }
  getResponseHeader(name) { return this.answered?.get(name) ?? null; }
  tell(name) { this[\`on\${name}\`]?.({ type: name, target: this }); }
  async send(body) {
    const answer = await fetch(this.url, { method: this.method, headers: this.headers, body }).catch(() => undefined);
    this.responseText = (await answer?.text()) ?? '';
    Object.assign(this, { status: answer?.status ?? 0, answered: answer?.headers, readyState: 4 });
    this.tell('readystatechange');
    this.tell(answer ? 'load' : 'error');
    this.tell('loadend');
  }
};
const url = \`\${process.env.SF_URL}/services/data/v62.0/sobjects/Payment__c/Reference__c/PAY-1\`;
`;

/** A request that is waited for, with what settles the promise. */
const program = (settling: string, executor = '(resolve, reject)'): string => `${BROWSER}
const upsert = (fields) => new Promise(${executor} => {
  const xhr = new XMLHttpRequest();
  xhr.open('PATCH', url);
  xhr.setRequestHeader('Authorization', \`Bearer \${process.env.SF_TOKEN}\`);
  xhr.setRequestHeader('Content-Type', 'application/json');
  ${settling}
  xhr.send(JSON.stringify(fields));
});
console.log((await upsert({ Amount__c: 5 })).success);`;

const PARSED = 'JSON.parse(xhr.responseText)';

describeUpserts(
  [
    [
      'onload and onerror',
      program(`xhr.onload = () => {
    if (xhr.status >= 200 && xhr.status < 300) resolve(${PARSED});
    else reject(new Error(xhr.statusText));
  };
  xhr.onerror = () => reject(new Error('Network error'));`),
    ],
    ['an error that is the event', program(`xhr.onload = () => resolve(${PARSED});\n  xhr.onerror = reject;`)],
    ['no handler of errors', program(`xhr.addEventListener('load', () => resolve(${PARSED}));`, 'resolve')],
    [
      'onreadystatechange',
      program(`xhr.onreadystatechange = function () {
    if (xhr.readyState !== 4) return;
    if (xhr.status >= 200 && xhr.status < 300) resolve(${PARSED});
    else reject(xhr.statusText);
  };`),
    ],
    [
      'onloadend',
      program(`xhr.onloadend = () => (xhr.status > 0 && xhr.status < 300 ? resolve(${PARSED}) : reject(xhr));`),
    ],
  ].map(([name = '', code = '']) => [`XMLHttpRequest: ${name}`, code] as const),
  [ASKS_FOR_A_SECOND],
);

describe('what the fix makes of an XMLHttpRequest', () => {
  const HEAD = "const xhr = new XMLHttpRequest(); xhr.open('GET', `${base}/services/data/v60.0/limits`);";
  const fixed = (code: string): string => fixedBy('require-retry', `// here\n${code}`).split('// here\n')[1] ?? '';
  const REFUSAL =
    'if ([429, 500, 502, 503, 504].includes(xhr.status)) { return reject(Object.assign(new Error(`Salesforce answered ${xhr.status}`), { response: xhr })); }';

  it('is a promise that rejects for what passes, and is made again', () => {
    expect(
      fixed(`new Promise((resolve, reject) => { ${HEAD} xhr.onload = () => resolve(xhr); xhr.onerror = reject; });`),
    ).toBe(
      `retrySalesforce(() => new Promise((resolve, reject) => { ${HEAD} xhr.onload = () => { ${REFUSAL} resolve(xhr); }; xhr.onerror = reject; }), { idempotent: true });`,
    );
  });

  it('is indented as the code around it is', () => {
    const code = (refusal: string): string =>
      `new Promise((resolve, reject) => {\n    ${HEAD}\n    xhr.onload = () => {\n        ${refusal}resolve(xhr);\n    };\n    xhr.onerror = reject;\n})`;
    const refusal = REFUSAL.replace('{ return', '{\n            return').replace('; }', ';\n        }');
    expect(fixed(`${code('')};`)).toBe(`retrySalesforce(() => ${code(`${refusal}\n        `)}, { idempotent: true });`);
  });

  it('names the answer once where that is its name', () => {
    const imports = "import https from 'node:https';\n";
    const code = `${imports}new Promise((resolve, reject) => { https.get('https://acme.my.salesforce.com/services/data/v60.0/limits', (response) => { resolve(response); }).on('error', reject); });`;
    expect(fixedBy('require-retry', code)).toContain('{ response })); } resolve(response); })');
  });

  it('names what rejects, and tells of a connection that is lost, where the code does neither', () => {
    expect(fixed(`new Promise(resolve => { ${HEAD} xhr.onload = () => resolve(xhr); });`)).toBe(
      `retrySalesforce(() => new Promise((resolve, reject) => { ${HEAD} xhr.onload = () => { ${REFUSAL} resolve(xhr); }; xhr.onerror = () => reject(new Error('Network error')); }), { idempotent: true });`,
    );
  });

  it('is nothing where no promise is made around it', () => {
    const code = `function load(done) { ${HEAD} xhr.onload = () => done(xhr); xhr.send(); }`;
    expect(findingsIn(code)).toMatchObject([{ ruleId: 'salesforce-resilience/require-retry' }]);
    expect(findingsIn(code)[0]?.suggestions ?? []).toEqual([]);
  });
});
