import { describe, expect, it } from 'vitest';
import { fixedBy, run } from '../../support/fixed-program.ts';

const HEAD = `const headers = { Authorization: \`Bearer \${process.env.SF_TOKEN}\`, 'Content-Type': 'application/json' };
const base = \`\${process.env.SF_URL}/services/data/v62.0\`;
const payments = Array.from({ length: 250 }, (_, index) => ({ key: \`PAY-\${index}\`, amount: index }));
`;

const ADDRESS = '`${base}/sobjects/Payment__c/Reference__c/${encodeURIComponent(key)}`';
const RECORD = '{ Amount__c: amount }';
const SENT = `(${ADDRESS}, { method: 'PATCH', headers, body: JSON.stringify(${RECORD}) })`;

/** A round of a loop that sends a record with each library. */
const ROUNDS = [
  [
    'fetch',
    '',
    `const response = await fetch${SENT};
    if (!response.ok) throw new Error(String(response.status));`,
  ],
  [
    'undici.request',
    "import { request } from 'undici';",
    `const { statusCode } = await request${SENT};
    if (statusCode >= 300) throw new Error(String(statusCode));`,
  ],
  ['got', "import got from 'got';", `await got.patch(${ADDRESS}, { json: ${RECORD}, headers });`],
  ['ky', "import ky from 'ky';", `await ky.patch(${ADDRESS}, { json: ${RECORD}, headers });`],
] as const;

describe.each(ROUNDS)('a loop of requests with %s', (_, imports, round) => {
  it('writes the same records with one request for 200 of them', async () => {
    const program = `${imports}
${HEAD}for (const { key, amount } of payments) {
  ${round}
}
`;
    expect(await run(program, [])).toMatchObject({ recorded: 250, duplicates: 0, requests: 250 });
    const fixed = fixedBy('prefer-bulk', program);
    expect(await run(fixed, [])).toMatchObject({ recorded: 250, duplicates: 0, requests: 2 });
  });
});
