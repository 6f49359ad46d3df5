import { describe, expect, it } from 'vitest';
import { TEMPLATES } from 'eslint-plugin-salesforce-resilience/analysis';
import { action, applied, only, open, texts, titles } from '../service-of.ts';

const PAYMENTS = '`${org}/services/data/v60.0/sobjects/Payment__c`';
const create = (body: string): string => `export const pay = (org, order) =>
  ‸fetch(${PAYMENTS}, { method: 'POST', body: JSON.stringify(${body}) });
`;

describe('fixing all', () => {
  const FILE = `const a = await ‸fetch(\`\${org}/services/data/v60.0/limits\`);
const b = await fetch(\`\${org}/services/data/v60.0/query?q=x\`);
const c = await fetch(${PAYMENTS}, { method: 'POST', body: JSON.stringify({ Order_Id__c: order.id }) });
`;

  it('inserts one client, sends every call through it, and makes creates upserts', () => {
    const opened = open(FILE, 'a.js');
    const { text, left } = applied(opened, action(opened, /^Fix all/, ['source.fixAll']));
    expect(text.match(/function createSalesforceFetch\(/g)).toHaveLength(1);
    expect(text.slice(text.indexOf('const a = await')))
      .toBe(`const a = await salesforceFetch(\`\${org}/services/data/v60.0/limits\`);
const b = await salesforceFetch(\`\${org}/services/data/v60.0/query?q=x\`);
const c = await salesforceFetch(\`\${org}/services/data/v60.0/sobjects/Payment__c/Order_Id__c/\${encodeURIComponent(order.id)}\`, { method: 'PATCH', body: JSON.stringify({  }) });
`);
    expect(left).toEqual([]);
  });

  it('has the kind that is asked for; from the light bulb it may create the client as a module, on saving it makes no file', () => {
    const opened = open(FILE, 'src/a.js', { files: { 'package.json': '{}', 'src/lib/a.js': '' } });
    const onSave = action(opened, /^Fix all/, ['source.fixAll']);
    const bulb = action(opened, 'Fix all Salesforce calls in this file.', ['quickfix']);
    expect([onSave.kind, bulb.kind]).toEqual(['source.fixAll.salesforceResilience', 'quickfix']);
    expect(Object.keys(texts(opened, onSave.edit!))).toEqual(['src/a.js']);
    const { text, made, left } = applied(opened, bulb);
    expect(Object.keys(made)).toEqual(['src/lib/salesforce-fetch.js', 'src/a.js']);
    expect(text).toMatch(
      /^import \{ salesforceFetch \} from '\.\/lib\/salesforce-fetch';\n\nconst a = await salesforceFetch\(/,
    );
    expect(left).toEqual([]);
  });

  it('makes no file for a client that cannot', () => {
    const opened = open(FILE, 'src/a.js', { files: { 'package.json': '{}' }, features: { createsFiles: false } });
    expect(Object.keys(texts(opened, action(opened, 'Fix all Salesforce calls in this file.').edit!))).toEqual([
      'src/a.js',
    ]);
  });

  it('uses the client that the project has, on saving too', () => {
    const client = `${TEMPLATES.full.javascript}\n\nexport const salesforceFetch = createSalesforceFetch();\n`;
    const opened = open(FILE, 'src/a.js', { files: { 'package.json': '{}', 'src/lib/salesforce-fetch.js': client } });
    const { text, left } = applied(opened, action(opened, /^Fix all/, ['source.fixAll']));
    expect(text).toMatch(/^import \{ salesforceFetch \} from '\.\/lib\/salesforce-fetch';/);
    expect(left).toEqual([]);
  });

  it('mends those of one kind, where there are others', () => {
    const opened = open(
      FILE.replace('‸', '')
        .replace('c = await fetch', 'c = await ‸fetch')
        .concat(FILE.split('\n')[2]!.replace('const c', 'const d')),
      'a.js',
    );
    const ofOneKind = titles(opened).filter((title) => title.startsWith('Fix all'));
    expect(ofOneKind).toEqual([
      'Fix all of this kind in the file: require-idempotent-write.',
      'Fix all of this kind in the file: require-retry.',
      'Fix all of this kind in the file: require-timeout.',
      'Fix all Salesforce calls in this file.',
    ]);
    const { text, left } = applied(opened, action(opened, ofOneKind[0]!));
    expect(text.match(/ = await fetch\(.*\/Order_Id__c\/.*'PATCH'/g)).toHaveLength(2);
    expect(new Set(left)).toEqual(new Set(['require-retry', 'require-timeout']));
  });

  it('gives a client of its own transport its turn after the others', () => {
    const opened = open(
      "import { fetch as send } from 'undici';\n\nconst a = await ‸fetch(`${org}/services/data/v60.0/limits`);\nconst b = await send(`${org}/services/data/v60.0/limits`);\n",
      'a.js',
    );
    const { text, left } = applied(opened, action(opened, /^Fix all/, ['source.fixAll']));
    expect(text.slice(text.indexOf('\nconst a = await') + 1)).toBe(
      'const a = await salesforceFetch(`${org}/services/data/v60.0/limits`);\nconst b = await salesforceFetch(`${org}/services/data/v60.0/limits`);\n',
    );
    expect(left).toEqual([]);
  });

  it('puts in once what several calls need', () => {
    const loop = `for (let i = 0; i < 5; i++) {
  const response = await fetch(\`\${org}/services/data/v60.0/limits\`);
  if (![429, 500, 502, 503, 504].includes(response.status)) break;
  await sleep(parseInt(response.headers.get('Retry-After')) * 1000);
}
`;
    const opened = open(`‸${loop}${loop}`, 'a.js', { settings: only('require-retry-after', 'require-timeout') });
    const { text, left } = applied(opened, action(opened, /^Fix all/, ['source']));
    expect(text.match(/^function retryAfterMs\w*\(/gm)).toEqual(['function retryAfterMs(']);
    expect(text.match(/await sleep\(.*retryAfterMs\(response, 600_000\)/g)).toHaveLength(2);
    expect(left).toEqual([]);
  });

  it('mends beside the client what that has nothing to do with, such as the loop around it', () => {
    const opened = open(
      `import axios from 'axios';
export async function wait(org, id) {
  for (;;) {
    const { data } = await axios.‸get(\`\${org}/services/data/v60.0/jobs/ingest/\${id}\`);
    if (data.state === 'JobComplete') return data;
  }
}
`,
      'a.js',
    );
    const { text, left } = applied(opened, action(opened, 'Fix all Salesforce calls in this file.'));
    expect(text).toContain('await retrySalesforce(() => axios.get(');
    expect(text).toContain("if (['Failed', 'Aborted'].includes(data.state))");
    expect(text).toContain('if (Date.now() > deadline)');
    expect(left).toEqual([]);
  });

  it('gives a time-out to what repeats already, and none to what the client repeats: that would end all its attempts', () => {
    const repeated = `for (let i = 0; i < 5; i++) {
  const response = await fetch(\`\${org}/services/data/v60.0/limits\`);
  if (![429, 500, 502, 503, 504].includes(response.status)) break;
  await sleep(retryAfterMs(response));
}
`;
    const opened = open(`‸const a = await fetch(\`\${org}/services/data/v60.0/limits\`);\n${repeated}`, 'a.js', {
      settings: only('require-retry', 'require-timeout'),
    });
    const { text, left } = applied(opened, action(opened, /^Fix all/, ['source']));
    expect(text.slice(text.indexOf('const a = await')).split('\n').slice(0, 3)).toEqual([
      'const a = await salesforceFetch(`${org}/services/data/v60.0/limits`);',
      'for (let i = 0; i < 5; i++) {',
      '  const response = await fetch(`${org}/services/data/v60.0/limits`, { signal: AbortSignal.timeout(30_000) });',
    ]);
    expect(left).toEqual([]);
  });

  it('is not offered from the light bulb for one call that one fix mends', () => {
    const opened = open('‸fetch(`${org}/services/data/v60.0/limits`);', 'a.js');
    expect(opened.service.diagnostics(opened.document)).toHaveLength(2);
    expect(titles(opened).filter((title) => title.startsWith('Fix all'))).toEqual([]);
  });

  it('fills nothing in that is not known', () => {
    const opened = open(create('{ Amount__c: 1 }'), 'a.js');
    const { text, left } = applied(opened, action(opened, /^Fix all/, ['source']));
    expect(text).not.toContain('External_Id__c');
    expect(text).toContain('salesforceFetch(');
    expect(left).toEqual(['require-idempotent-write']);
  });

  it('is not offered where nothing can be fixed in place', () => {
    const opened = open(
      "import https from 'node:https';\n‸https.get(`${org}/services/data/v60.0/limits`, (answer) => answer.resume());",
      'a.js',
      { settings: { rules: { 'require-timeout': 'off', 'no-swallowed-failure': 'off' } } },
    );
    expect(opened.service.diagnostics(opened.document)).toHaveLength(1);
    expect(titles(opened).filter((title) => title.startsWith('Fix all'))).toEqual([]);
    expect(titles(opened, ['source.fixAll'])).toEqual([]);
  });
});
