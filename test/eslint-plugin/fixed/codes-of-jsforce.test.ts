import { testRule } from '../../support/rule-cases.ts';

const PASSING =
  '/^(?:ERROR_HTTP_(?:429|50[0234])|REQUEST_LIMIT_EXCEEDED|SERVER_UNAVAILABLE|UNABLE_TO_LOCK_ROW|UNKNOWN_EXCEPTION)$/';
const REST = ['429', '500', '502', '504'].map((status) => `'ERROR_HTTP_${status}'`).join(', ');

/** A retry around jsforce, with what its handler does, and what stands above it. */
const loop = (handler: string, above = '', head = 'for (let n = 0; n < 5; n += 1)'): string =>
  `import { Connection } from 'jsforce';
const conn = new Connection({});
${above}async function save(record) {
  ${head} {
    try {
      return await conn.sobject('A').upsert(record, 'B__c');
    } catch (error) {
      ${handler}
      await sleep(1000);
    }
  }
}`;

/** A case whose suggestion mends the handler, or what stands above it. */
const named = (name: string, [before, after]: readonly [string, string], [above, mended] = ['', '']) => ({
  name,
  code: loop(before, above),
  errors: [{ messageId: 'missed', suggestions: [{ messageId: 'nameAll', output: loop(after, mended) }] }],
});

testRule('no-misjudged-status', {
  valid: [
    ...[
      ['all codes', `if (!${PASSING}.test(error.errorCode)) throw error;`],
      ['a code that is there', `if (error.errorCode && !${PASSING}.test(error.errorCode)) throw error;`],
      ['a code or another', `if (!${PASSING}.test(error.errorCode ?? 'SERVER_UNAVAILABLE')) throw error;`],
      ['a matched code', `if (!error.errorCode.match(${PASSING})) throw error;`],
      [
        'the beginning of codes',
        "if (error.errorCode !== 'ERROR_HTTP_429' && !error.errorCode.startsWith('ERROR_HTTP_5')) throw error;",
      ],
      [
        'a switch',
        "switch (error.errorCode) { case 'ERROR_HTTP_429': case 'ERROR_HTTP_500': case 'ERROR_HTTP_502': case 'SERVER_UNAVAILABLE': case 'ERROR_HTTP_504': break; default: throw error; }",
      ],
      ['some code that lasts', "if (error.errorCode === 'REQUIRED_FIELD_MISSING') throw error;"],
      ['codes that last, by a pattern', 'if (/^(?:REQUIRED|INVALID)_FIELD/.test(error.errorCode)) throw error;'],
      ['a list of codes that last', "if (['INVALID_FIELD', 'MALFORMED_QUERY'].includes(error.errorCode)) throw error;"],
      [
        'codes of Salesforce and of the network, in all that an error has',
        "const codes = ['SERVER_UNAVAILABLE', 'ECONNRESET']; if (!codes.some((code) => error.errorCode === code || error.message.includes(code))) throw error;",
      ],
      ['the beginning of a code that lasts', "if (error.errorCode.startsWith('DUPLICATE')) throw error;"],
      ['a code that is asked for elsewhere', 'if (!passes(error.errorCode)) throw error;'],
    ].map(([name = '', handler = '']) => ({ name, code: loop(handler) })),
  ],
  invalid: [
    named('one code', [
      "if (error.errorCode !== 'SERVER_UNAVAILABLE') throw error;",
      `if (!${PASSING}.test(error.errorCode)) throw error;`,
    ]),
    named('two codes', [
      "if (error?.errorCode === 'SERVER_UNAVAILABLE' || error?.errorCode === 'UNABLE_TO_LOCK_ROW') { await sleep(n); continue; } throw error;",
      `if (${PASSING}.test(error?.errorCode ?? '')) { await sleep(n); continue; } throw error;`,
    ]),
    named('a list of codes', [
      "if (!['SERVER_UNAVAILABLE'].includes(error.errorCode)) throw error;",
      `if (!['SERVER_UNAVAILABLE', ${REST}].includes(error.errorCode)) throw error;`,
    ]),
    named(
      'a list that has a name',
      ['if (!CODES.has(error.errorCode)) throw error;', 'if (!CODES.has(error.errorCode)) throw error;'],
      [
        "const CODES = new Set(['UNABLE_TO_LOCK_ROW', 'SERVER_UNAVAILABLE']);\n",
        `const CODES = new Set(['UNABLE_TO_LOCK_ROW', 'SERVER_UNAVAILABLE', ${REST}]);\n`,
      ],
    ),
    named('a pattern', [
      'if (!/SERVER_UNAVAILABLE|UNABLE_TO_LOCK_ROW/.test(error.errorCode)) throw error;',
      `if (!${PASSING}.test(error.errorCode)) throw error;`,
    ]),
    {
      name: 'in TypeScript',
      filename: 'save.ts',
      code: loop("if ((error as any).errorCode !== 'SERVER_UNAVAILABLE') throw error;"),
      errors: [
        {
          messageId: 'missed',
          suggestions: [
            { messageId: 'nameAll', output: loop(`if (!${PASSING}.test((error as any).errorCode)) throw error;`) },
          ],
        },
      ],
    },
    {
      name: 'a code that passes and is not repeated, and no other',
      code: loop("if (error.errorCode === 'UNABLE_TO_LOCK_ROW') throw error;"),
      errors: [{ messageId: 'blind', suggestions: 1 }],
    },
    {
      name: 'the text of a code, which may be that of others',
      code: loop("if (!error.errorCode.includes('SERVER')) throw error;"),
      errors: [{ messageId: 'missed', suggestions: [] }],
    },
  ],
});

testRule('require-bounded-retry', {
  valid: [{ name: 'a bound', code: loop("if (n === 4 || error.errorCode !== 'SERVER_UNAVAILABLE') throw error;") }],
  invalid: [
    {
      name: 'no bound for a code that passes',
      code: loop("if (error.errorCode !== 'SERVER_UNAVAILABLE') throw error;", '', 'for (;;)'),
      errors: [{ messageId: 'unbounded', suggestions: 1 }],
    },
    {
      name: 'no bound, in TypeScript',
      filename: 'save.ts',
      code: loop("if ((error as any).errorCode !== 'SERVER_UNAVAILABLE') throw error;", '', 'while (true)'),
      errors: [{ messageId: 'unbounded', suggestions: 1 }],
    },
  ],
});
