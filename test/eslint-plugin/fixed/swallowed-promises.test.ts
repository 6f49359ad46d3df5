import { testRule } from '../../support/rule-cases.ts';

const SETUP = "const jsforce = require('jsforce');\nconst conn = new jsforce.Connection({});\n";
const QUERY = "conn.query('SELECT Id FROM Account')";

/** A function that gives an expression. */
const given = (expression: string): string => `${SETUP}exports.find = () => ${expression};`;

/** An async function around a body. */
const within = (body: string): string => `${SETUP}async function find() { ${body} }`;

const mended = (name: string, code: string, output: string, messageId = 'returned') => ({
  name,
  code,
  errors: [{ messageId, suggestions: [{ messageId: 'rethrow', output }] }],
});

/** A report that no exception would mend. */
const unmended = (name: string, code: string, messageId = 'dropped') => ({
  name,
  code,
  errors: [{ messageId, suggestions: [] }],
});

/** What is chained on a promise, and what it becomes. */
const chained = (name: string, chain: string, output: string, messageId?: string) =>
  mended(name, given(`${QUERY}${chain}`), given(`${QUERY}${output}`), messageId);

const LOGS = '.catch((e) => { console.log(e); ';

testRule('no-swallowed-failure', {
  valid: [
    ['what says that it failed', given(`${QUERY}.catch((error) => ({ error }))`)],
    ['an exception of its own', given(`${QUERY}.catch((error) => { console.error(error); throw new Error('lost'); })`)],
    ['what somebody else has caught', given(`${QUERY}.catch(report)`)],
    ['an error that is kept', given(`${QUERY}.catch((error) => { errors.push(error); return null; })`)],
    ['a promise that looks on', given(`${QUERY}.finally(() => console.log('done'))`)],
    [
      'what is looked at',
      within(`const r = await ${QUERY}.catch(() => null); if (!r) throw new Error('lost'); return r;`),
    ],
    [
      'somebody told later',
      within(`const r = await ${QUERY}.catch(() => null); if (!r) await deadLetters.add(1); return;`),
    ],
    [
      'somebody told before nothing is given',
      within(`const r = await ${QUERY}.catch(() => null); if (!r) { await alarm('lost'); return null; } return r;`),
    ],
    [
      'somebody told by what comes next',
      'const find = () => fetch(`${base}/services/data/v60.0/limits`).then((r) => { if (!r.ok) return null; return r.json(); }).then((found) => { if (!found) alarm(); return found; });',
    ],
    [
      'a function that is asked on the way',
      'const waitFor = (res) => { if (res.headers) return undefined; return 1; };\nasync function find() { for (let i = 0; i < 3; i++) { const res = await fetch(`${base}/services/data/v60.0/limits`); if (res.ok) return res.json(); await sleep(waitFor(res)); } }',
    ],
    [
      'another way after the failure',
      within(`try { await ${QUERY}; return; } catch (e) { console.error(e); } await other();`),
    ],
    [
      'another value after the failure',
      within(
        `let r = null; try { r = await ${QUERY}; } catch (e) { console.error(e); } if (!r) r = await other(); return r;`,
      ),
    ],
    [
      'nothing found, told from a failure',
      within(
        `try { const r = await ${QUERY}; if (r.totalSize > 0) return r.records[0]; return undefined; } catch { return null; }`,
      ),
    ],
    ['an error where a success gives nothing', within(`try { await ${QUERY}; } catch (error) { return error; }`)],
    ['errors collected', given(`Promise.all(queries.map(() => ${QUERY}.catch((error) => error)))`)],
    [
      'an error that the caller looks for',
      `${within(`try { return await ${QUERY}; } catch (error) { return error; }`)}
       async function use() { const found = await find(); if (found instanceof Error) throw found; return found; }`,
    ],
    [
      'an error that a resolver gives',
      `${SETUP}exports.resolvers = { find: async () => { try { return await ${QUERY}; } catch (error) { return error; } } };`,
    ],
    [
      'an error that the type names',
      within(`try { return await ${QUERY}; } catch (e) { return e as Error; }`).replace(
        'find()',
        'find(): Promise<object | Error>',
      ),
      'find.ts',
    ],
  ].map(([name, code, filename = 'find.js']) => ({ name: name!, code: code!, filename })),
  invalid: [
    chained('a list after a log', `${LOGS}return []; })`, `${LOGS}throw e; })`),
    chained('null, in a block', '.catch((e) => { return null; })', '.catch((e) => { throw e; })'),
    chained(
      'null, from a function without the error',
      '.catch(() => { return null; })',
      '.catch((error) => { throw error; })',
    ),
    chained('a log alone', '.catch((e) => console.log(e))', '.catch((e) => { console.log(e); throw e; })', 'dropped'),
    chained(
      'a function of a log',
      '.catch(console.error)',
      '.catch((error) => { console.error(error); throw error; })',
      'dropped',
    ),
    chained(
      'the second argument of then',
      '.then((r) => r.records, (e) => { console.log(e); return []; })',
      '.then((r) => r.records, (e) => { console.log(e); throw e; })',
    ),
    chained(
      'the second argument of then, which only gives a value',
      '.then((r) => r.records, () => [])',
      '.then((r) => r.records)',
    ),
    mended(
      'a function of the project',
      `function swallow(e) { console.error(e); return null; }\n${given(`${QUERY}.catch(swallow)`)}`,
      `function swallow(e) { console.error(e); return null; }\n${given(`${QUERY}.catch((error) => { swallow(error); throw error; })`)}`,
    ),
    mended('a returned promise', within(`return ${QUERY}.catch(() => []);`), within(`return ${QUERY};`)),
    mended(
      'a value that is handed on',
      within(`const r = await ${QUERY}.catch(() => null); if (!r) return null; return r.records;`),
      within(`const r = await ${QUERY}; if (!r) return null; return r.records;`),
    ),
    mended(
      'what was there before',
      within(`let rows = []; try { rows = await ${QUERY}; } catch (e) { console.error(e); } return rows;`),
      within(`let rows = []; try { rows = await ${QUERY}; } catch (e) { console.error(e); throw e; } return rows;`),
    ),
    ...[
      ['after a test', 'if (r.totalSize > 0) return r.records[0].Id; return null;'],
      ['in an else', 'if (r.records.length) return r.records[0]; else return null;'],
      ['as an expression', 'return r.totalSize > 0 ? r.records[0].Id : null;'],
    ].map(([name, rest]) => {
      const before = `try { const r = await ${QUERY}; ${rest!} } catch (e) { console.error(e); `;
      return mended(
        `null for nothing found too, ${name!}`,
        within(`${before}return null; }`),
        within(`${before}throw e; }`),
      );
    }),
    mended(
      'a log that is returned',
      within(`try { return await ${QUERY}; } catch (e) { return console.error(e); }`),
      within(`try { return await ${QUERY}; } catch (e) { console.error(e); throw e; }`),
    ),
    {
      name: 'the error itself',
      code: within(`try { return await ${QUERY}; } catch (e) { return e; }`),
      errors: [
        {
          message:
            'A 503 for this GET to /services/data/…/query is returned to the caller as an Error, like an answer: whatever needs the answer fails with it.',
          suggestions: [
            { messageId: 'rethrow', output: within(`try { return await ${QUERY}; } catch (e) { throw e; }`) },
          ],
        },
      ],
    },
    chained('the error itself, from a promise', '.catch((e) => e)', ''),
    mended(
      'a status as an error',
      'async function find() { const res = await fetch(`${base}/services/data/v60.0/limits`); if (!res.ok) return new Error(res.statusText); return res.json(); }',
      'async function find() { const res = await fetch(`${base}/services/data/v60.0/limits`); if (!res.ok) throw new Error(res.statusText); return res.json(); }',
    ),
    mended(
      'a status, in a promise',
      'const find = () => fetch(`${base}/services/data/v60.0/limits`).then((rows) => { if (!rows.ok) return null; return rows.json(); });',
      'const find = () => fetch(`${base}/services/data/v60.0/limits`).then((rows) => { if (!rows.ok) throw Object.assign(new Error(`Salesforce answered ${rows.status}`), { status: rows.status }); return rows.json(); });',
    ),
    mended(
      'a status whose text is logged',
      'async function find() { const res = await fetch(`${base}/services/data/v60.0/limits`); if (!res.ok) { console.error(await res.text()); } }',
      'async function find() { const res = await fetch(`${base}/services/data/v60.0/limits`); if (!res.ok) { console.error(await res.text()); throw Object.assign(new Error(`Salesforce answered ${res.status}`), { status: res.status }); } }',
      'dropped',
    ),
    {
      ...mended(
        'in TypeScript',
        within(`try { return await ${QUERY}; } catch (e: unknown) { return e as object; }`),
        within(`try { return await ${QUERY}; } catch (e: unknown) { throw e; }`),
      ),
      filename: 'find.ts',
    },
    mended(
      'what goes on in ways that have nothing to do with it',
      within(`try { await ${QUERY}; } catch (e) { console.error(e); } if (first()) one(); else two();`),
      within(`try { await ${QUERY}; } catch (e) { console.error(e); throw e; } if (first()) one(); else two();`),
      'dropped',
    ),
    // An exception would reach nobody.
    unmended(
      'a promise that nobody waits for',
      `${SETUP}function find() { ${QUERY}.then(use).catch((e) => console.log(e)); }`,
    ),
    // An exception would be the end of the attempts.
    unmended(
      'attempts that end with nothing',
      within(
        `for (let i = 0; i < 3; i++) { try { return await ${QUERY}; } catch (e) { console.error(e); await sleep(1000); } } return null;`,
      ),
      'returned',
    ),
  ],
});
