import { testRule } from '../../support/rule-cases.ts';

const loop = (test: string): string => `async function load() {
  for (let n = 0; n < 5; n += 1) {
    const response = await fetch(\`\${base}/services/data/v60.0/limits\`);
    ${test}
    return response;
  }
}`;

/** A retry by a range of statuses, and what names 429 as well makes of it. */
const named = (name: string, [before, after]: readonly [string, string]) => ({
  name,
  code: loop(before),
  errors: [{ messageId: 'missed', suggestions: [{ messageId: 'nameAll', output: loop(after) }] }],
});

testRule('no-misjudged-status', {
  valid: [
    {
      name: 'a range, and 429',
      code: loop('if (response.status === 429 || response.status >= 500) { await sleep(n); continue; }'),
    },
  ],
  invalid: [
    named('all from 500 on', [
      'if (response.status >= 500) { await sleep(n); continue; }',
      'if (response.status === 429 || response.status >= 500) { await sleep(n); continue; }',
    ]),
    named('all above 499, beside another condition', [
      'if (n < 4 && response.status > 499) { await sleep(n); continue; }',
      'if (n < 4 && (response.status === 429 || response.status > 499)) { await sleep(n); continue; }',
    ]),
    named('a range with an end', [
      'if (response.status >= 500 && response.status < 600) { await sleep(n); continue; }',
      'if (response.status === 429 || (response.status >= 500 && response.status < 600)) { await sleep(n); continue; }',
    ]),
    named('an end of the range that comes first', [
      'if (response.status < 600 && response.status > 499) { await sleep(n); continue; }',
      'if (response.status === 429 || (response.status < 600 && response.status > 499)) { await sleep(n); continue; }',
    ]),
    named('all below 500', [
      'if (response.status < 500) return response; await sleep(n); continue;',
      'if (response.status < 500 && response.status !== 429) return response; await sleep(n); continue;',
    ]),
    named('all below 500, beside a range that ends there', [
      'if (response.status <= 499) return response; if (response.status >= 400 && response.status < 500) log(n); await sleep(n); continue;',
      'if (response.status <= 499 && response.status !== 429) return response; if (response.status >= 400 && response.status < 500) log(n); await sleep(n); continue;',
    ]),
    named('a status that is worked out', [
      'if ((response.status ?? 0) >= 500) { await sleep(n); continue; }',
      'if ((response.status ?? 0) === 429 || (response.status ?? 0) >= 500) { await sleep(n); continue; }',
    ]),
    {
      name: 'a function that is asked, in TypeScript',
      filename: 'load.ts',
      code: `const passes = (status: number): boolean => status >= 500;\n${loop('if (passes(response.status)) { await sleep(n); continue; }')}`,
      errors: [
        {
          messageId: 'missed',
          suggestions: [
            {
              messageId: 'nameAll',
              output: `const passes = (status: number): boolean => status === 429 || status >= 500;\n${loop('if (passes(response.status)) { await sleep(n); continue; }')}`,
            },
          ],
        },
      ],
    },
    named('a range beside another number', [
      'if (rows.length >= 500) log(n); if (response.status >= 500) { await sleep(n); continue; }',
      'if (rows.length >= 500) log(n); if (response.status === 429 || response.status >= 500) { await sleep(n); continue; }',
    ]),
    {
      name: 'two places',
      code: loop(
        'if (response.status >= 500) { await sleep(n); continue; } if (response.status >= 500) return undefined;',
      ),
      errors: [{ messageId: 'missed', suggestions: [] }],
    },
    {
      name: 'a range that misses more',
      code: loop('if (response.status >= 502) { await sleep(n); continue; }'),
      errors: [{ messageId: 'missed', suggestions: [] }],
    },
  ],
});
