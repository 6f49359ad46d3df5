import { describe, expect, it } from 'vitest';
import { action, applied, open, titles } from '../service-of.ts';

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

  it('has the kind that is asked for, and does the same from the light bulb', () => {
    const opened = open(FILE, 'a.js');
    const onSave = action(opened, /^Fix all/, ['source.fixAll']);
    const bulb = action(opened, /^Fix all/, ['quickfix']);
    expect([onSave.kind, bulb.kind]).toEqual(['source.fixAll.salesforceResilience', 'quickfix']);
    expect(bulb.edit).toEqual(onSave.edit);
  });

  it('gives a client of its own transport its turn after the others', () => {
    const opened = open(
      "import { fetch as send } from 'undici';\n\nconst a = await ‸fetch(`${org}/services/data/v60.0/limits`);\nconst b = await send(`${org}/services/data/v60.0/limits`);\n",
      'a.js',
    );
    const { text, left } = applied(opened, action(opened, /^Fix all/));
    expect(text.slice(text.indexOf('\nconst a = await') + 1)).toBe(
      'const a = await salesforceFetch(`${org}/services/data/v60.0/limits`);\nconst b = await salesforceFetch(`${org}/services/data/v60.0/limits`);\n',
    );
    expect(left).toEqual([]);
  });

  it('puts in once what several calls need', () => {
    const loop = `for (let i = 0; i < 5; i++) {
  const response = await fetch(\`\${org}/services/data/v60.0/limits\`);
  if (response.ok) break;
  await sleep(parseInt(response.headers.get('Retry-After')) * 1000);
}
`;
    const opened = open(`‸${loop}${loop}`, 'a.js');
    const { text, left } = applied(opened, action(opened, /^Fix all/, ['source']));
    expect(text.match(/^function retryAfterMs\w*\(/gm)).toEqual(['function retryAfterMs(']);
    expect(text.match(/sleep\(\(retryAfterMs\(response, 600_000\) \?\? 0\) \/ 1_000 \* 1000\)/g)).toHaveLength(2);
    expect(left).toEqual([]);
  });

  it('gives a time-out to what repeats already, and none to what the client repeats: that would end all its attempts', () => {
    const repeated = `for (let i = 0; i < 5; i++) {
  const response = await fetch(\`\${org}/services/data/v60.0/limits\`);
  if (response.ok) break;
  await sleep(retryAfterMs(response));
}
`;
    const opened = open(`‸const a = await fetch(\`\${org}/services/data/v60.0/limits\`);\n${repeated}`, 'a.js');
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
      "import axios from 'axios';\n‸axios.get(`${org}/services/data/v60.0/limits`, { timeout: 1000 });",
      'a.js',
    );
    expect(opened.service.diagnostics(opened.document)).toHaveLength(1);
    expect(titles(opened).filter((title) => title.startsWith('Fix all'))).toEqual([]);
    expect(titles(opened, ['source.fixAll'])).toEqual([]);
  });
});
