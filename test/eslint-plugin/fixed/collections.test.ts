import { describe, expect, it } from 'vitest';
import { fixedBy, run } from '../../support/fixed-program.ts';

const HEAD = `const headers = { Authorization: \`Bearer \${process.env.SF_TOKEN}\`, 'Content-Type': 'application/json' };
const base = \`\${process.env.SF_URL}/services/data/v62.0\`;
const payments = Array.from({ length: 250 }, (_, index) => ({ key: \`PAY-\${index}\`, amount: index }));
`;

const SAVE = `async function save() {
  for (const { key, amount } of payments) {
    const response = await fetch(\`\${base}/sobjects/Payment__c/Reference__c/\${encodeURIComponent(key)}\`, {
      method: 'PATCH',
      headers,
      body: JSON.stringify({ Amount__c: amount }),
    });
    if (!response.ok) throw new Error(String(response.status));
  }
}
await save();
`;

describe('a loop of requests', () => {
  it('writes the same records with one request for 200 of them', async () => {
    const program = `${HEAD}${SAVE}`;
    expect(await run(program, [])).toMatchObject({ recorded: 250, duplicates: 0, requests: 250 });
    const fixed = fixedBy('prefer-bulk', program);
    expect(await run(fixed, [])).toMatchObject({ recorded: 250, duplicates: 0, requests: 2 });
  });
});
