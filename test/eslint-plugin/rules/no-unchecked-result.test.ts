import { TEMPLATES } from '../../../eslint-plugin/src/fix/templates.generated.ts';
import { testRule } from '../../support/rule-cases.ts';

const JSFORCE = "import jsforce from 'jsforce';";
const CONN = 'const conn = new jsforce.Connection();';
const COLLECTION =
  "fetch(`${base}/services/data/v60.0/composite/sobjects`, { method: 'PATCH', body: JSON.stringify({ records }) })";
const COMPOSITE = (method: string): string =>
  `fetch(\`\${base}/services/data/v60.0/composite\`, { method: 'POST', body: JSON.stringify({ compositeRequest: [{ method: '${method}', url: '/services/data/v60.0/sobjects/Account/1', referenceId: 'a' }] }) })`;
const LOST =
  'succeeds even when Salesforce refuses some of its records, and nothing reads success or errors: what was refused is lost, and nobody knows.';

const inFunction = (body: string): string => `async function save(records) { ${body} }`;
const valid = (name: string, body: string) => ({ name, code: inFunction(body) });
const jsforce = (name: string, body: string) => ({ name, code: `${JSFORCE}\n${CONN}\n${inFunction(body)}` });

/** A case whose suggestion puts `assertWritten` into the file and gives `body`. */
const mended = (name: string, body: string, fixed: string, messageId = 'records') => ({
  name,
  code: inFunction(body),
  errors: [
    {
      messageId,
      suggestions: [
        { messageId: 'assertResults', output: `${TEMPLATES.assertWritten.javascript}\n\n${inFunction(fixed)}` },
      ],
    },
  ],
});
const mendedJsforce = (name: string, body: string, fixed: string, messageId = 'records') => ({
  name,
  code: `${JSFORCE}\n${CONN}\n${inFunction(body)}`,
  errors: [
    {
      messageId,
      suggestions: [
        {
          messageId: 'assertResults',
          output: `${JSFORCE}\n\n${TEMPLATES.assertWritten.javascript}\n${CONN}\n${inFunction(fixed)}`,
        },
      ],
    },
  ],
});

testRule('no-unchecked-result', {
  valid: [
    jsforce(
      'what is refused is told to the callback',
      "conn.sobject('Account').create([...records], toldOfRefused((error) => { if (error) throw error; }));",
    ),
    { name: 'another service', code: "fetch('https://example.com/composite/sobjects', { method: 'POST' });" },
    valid(
      'success is read',
      `const r = await ${COLLECTION}; const rows = await r.json(); if (!rows.every((row) => row.success)) throw rows;`,
    ),
    valid(
      'success is taken out',
      `const r = await ${COLLECTION}; for (const { success, id } of await r.json()) if (!success) log(id);`,
    ),
    valid(
      'errors are read in a handler',
      `await ${COLLECTION}.then((r) => r.json()).then((rows) => rows.forEach((row) => row.errors.forEach(log)));`,
    ),
    valid('the answer is returned', `return ${COLLECTION};`),
    valid('the results are returned', `const r = await ${COLLECTION}; return r.json();`),
    valid('the results are returned by a promise', `return ${COLLECTION}.then((r) => r.json());`),
    valid('the results are handed on', `const r = await ${COLLECTION}; check(await r.json());`),
    valid('the results are kept', `const r = await ${COLLECTION}; this.results = await r.json();`),
    valid(
      'the results are part of what is returned',
      `const r = await ${COLLECTION}; const results = await r.json(); return { results };`,
    ),
    valid('a composite of reads', `await ${COMPOSITE('GET')};`),
    valid(
      'the status of subrequests',
      `const r = await ${COMPOSITE('PATCH')}; const { compositeResponse } = await r.json(); if (compositeResponse.some((one) => one.httpStatusCode >= 300)) throw new Error();`,
    ),
    valid(
      'a tree, which is answered with 400',
      "await fetch(`${base}/services/data/v60.0/composite/tree/Account`, { method: 'POST', body });",
    ),
    valid(
      'a single record',
      "await fetch(`${base}/services/data/v60.0/sobjects/Account/1`, { method: 'PATCH', body });",
    ),
    jsforce('a single record of jsforce, which throws', "await conn.sobject('Account').update({ Id: records.id });"),
    jsforce('what is not known to be a list', "await conn.sobject('Account').update(records);"),
    jsforce(
      'success of jsforce',
      "const done = await conn.sobject('Account').create([{ Name: 'a' }]); if (!done[0].success) throw done;",
    ),
    jsforce(
      'a callback that looks',
      "conn.sobject('Account').create([{ Name: 'a' }], (err, done) => { if (err || !done[0].success) log(done); });",
    ),
    jsforce(
      'a callback elsewhere',
      "function done(err, rows) {} conn.sobject('Account').create([{ Name: 'a' }], done);",
    ),
    jsforce(
      'failedResults of a load',
      "const { failedResults } = await conn.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'insert', input: records }); if (failedResults.length > 0) throw failedResults;",
    ),
    jsforce('a bulk query', "await conn.bulk.load('Account', 'query', 'SELECT Id FROM Account');"),
  ],
  invalid: [
    mended(
      'what retrySalesforce repeats is looked at behind it',
      `await retrySalesforce(() => ${COLLECTION}, { idempotent: true });`,
      `assertWritten(await (await retrySalesforce(() => ${COLLECTION}, { idempotent: true })).json());`,
    ),
    mendedJsforce(
      'what retrySalesforce repeats with jsforce is looked at behind it',
      "const rows = await retrySalesforce(() => conn.sobject('A__c').upsert([...records], 'Ref__c'), { idempotent: true });",
      "const rows = assertWritten(await retrySalesforce(() => conn.sobject('A__c').upsert([...records], 'Ref__c'), { idempotent: true }));",
    ),
    {
      ...mended(
        'an answer that nobody waits to see',
        `await ${COLLECTION};`,
        `assertWritten(await (await ${COLLECTION}).json());`,
      ),
      errors: [
        {
          message: `This PATCH to /services/data/v60.0/composite/sobjects ${LOST}`,
          line: 1,
          suggestions: [
            {
              messageId: 'assertResults',
              output: `${TEMPLATES.assertWritten.javascript}\n\n${inFunction(`assertWritten(await (await ${COLLECTION}).json());`)}`,
            },
          ],
        },
      ],
    },
    mended(
      'only the status is read',
      `const r = await ${COLLECTION}; if (!r.ok) throw new Error(await r.text());`,
      `const r = await ${COLLECTION}; if (!r.ok) throw new Error(await r.text());\nassertWritten(await r.json());`,
    ),
    {
      ...mended('the answer is read as text', `const r = await ${COLLECTION}; console.log(await r.text());`, ''),
      errors: [{ messageId: 'records', suggestions: [] }],
    },
    ...[
      [
        'undici, of whose answer only the status is read',
        "import { request } from 'undici';",
        'const r = await SENT; if (r.statusCode >= 300) throw new Error(await r.body.text());',
        'assertWritten(await r.body.json());',
      ],
      [
        'undici, whose answer is taken apart',
        "import { request } from 'undici';",
        'const { statusCode, body: answer } = await SENT; if (statusCode >= 300) throw new Error(await answer.text());',
        'assertWritten(await answer.json());',
      ],
      ['Zapier, which has read the body', '', 'const r = await SENT; console.log(r.status);', 'assertWritten(r.data);'],
    ].map(([name = '', imports = '', body = '', check = '']) => {
      const sent = imports === '' ? COLLECTION.replace('fetch', 'z.request') : COLLECTION.replace('fetch', 'request');
      const program = (added: string): string =>
        `async function save(z, records) { ${body.replace('SENT', () => sent)}${added} }`;
      const gap = imports === '' ? '' : '\n';
      return {
        name,
        code: `${imports}${gap}${program('')}`,
        errors: [
          {
            messageId: 'records',
            suggestions: [
              {
                messageId: 'assertResults',
                output: `${imports}${gap && '\n\n'}${TEMPLATES.assertWritten.javascript}${gap || '\n\n'}${program(`\n${check}`)}`,
              },
            ],
          },
        ],
      };
    }),
    mended(
      'the results are only logged',
      `const r = await ${COLLECTION}; const rows = await r.json(); console.log(rows.length, rows);`,
      `const r = await ${COLLECTION}; const rows = assertWritten(await r.json()); console.log(rows.length, rows);`,
    ),
    mended(
      'a promise',
      `${COLLECTION}.then((r) => r.json()).then((rows) => console.log(rows));`,
      `${COLLECTION}.then((r) => r.json().then(assertWritten)).then((rows) => console.log(rows));`,
    ),
    mended(
      'subrequests that write',
      `const r = await ${COMPOSITE('PATCH')}; const answer = await r.json(); console.log(answer.compositeResponse.length);`,
      `const r = await ${COMPOSITE('PATCH')}; const answer = assertWritten(await r.json()); console.log(answer.compositeResponse.length);`,
      'subrequests',
    ),
    mendedJsforce(
      'a list of jsforce',
      "await conn.sobject('Account').create(records.map(toAccount));",
      "assertWritten(await conn.sobject('Account').create(records.map(toAccount)));",
    ),
    mendedJsforce(
      'chunks of jsforce at once',
      "await Promise.all(chunks.map((chunk) => conn.sobject('Account').update(chunk.map(toAccount))));",
      "await Promise.all(chunks.map((chunk) => conn.sobject('Account').update(chunk.map(toAccount)).then(assertWritten)));",
    ),
    mendedJsforce(
      'a load',
      "await conn.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'insert', input: records });",
      "assertWritten(await conn.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'insert', input: records }));",
      'load',
    ),
    {
      name: 'a callback that looks at the error only',
      code: `${JSFORCE}\n${CONN}\nconn.sobject('Account').create([{ Name: 'a' }], (err) => { if (err) throw err; });`,
      errors: [
        {
          messageId: 'records',
          suggestions: [
            {
              messageId: 'tellRefused',
              output: `${JSFORCE}\n\n${TEMPLATES.toldOfRefused.javascript}\n${CONN}\nconn.sobject('Account').create([{ Name: 'a' }], toldOfRefused((err) => { if (err) throw err; }));`,
            },
          ],
        },
      ],
    },
    {
      name: 'a callback in TypeScript, whose types may ask more of it',
      filename: 'save.ts',
      code: `${JSFORCE}\n${CONN}\nconn.sobject('Account').create([{ Name: 'a' }], (err: Error) => { if (err) throw err; });`,
      errors: [{ messageId: 'records', suggestions: [] }],
    },
    {
      name: 'a list by its type',
      filename: 'save.ts',
      code: `${JSFORCE}\n${CONN}\nexport async function save(records: Row[]): Promise<void> { await conn.sobject('Account').update(records); }`,
      errors: [
        {
          messageId: 'records',
          suggestions: [
            {
              messageId: 'assertResults',
              output: `${JSFORCE}\n\n${TEMPLATES.assertWritten.typescript}\n${CONN}\nexport async function save(records: Row[]): Promise<void> { assertWritten(await conn.sobject('Account').update(records)); }`,
            },
          ],
        },
      ],
    },
    {
      name: 'a file that has the function already',
      code: `${TEMPLATES.assertWritten.javascript}\n${JSFORCE}\n${CONN}\n${inFunction("await conn.sobject('A').create([{ Name: 'a' }]);")}`,
      errors: [
        {
          messageId: 'records',
          suggestions: [
            {
              messageId: 'assertResults',
              output: `${TEMPLATES.assertWritten.javascript}\n${JSFORCE}\n${CONN}\n${inFunction("assertWritten(await conn.sobject('A').create([{ Name: 'a' }]));")}`,
            },
          ],
        },
      ],
    },
    {
      name: 'the body of axios',
      code: `import axios from 'axios';\n${inFunction('const { data } = await axios.post(`${base}/services/data/v60.0/composite/sobjects`, { records }); console.log(data);')}`,
      errors: [
        {
          messageId: 'records',
          suggestions: [
            {
              messageId: 'assertResults',
              output: `import axios from 'axios';\n\n${TEMPLATES.assertWritten.javascript}\n${inFunction('const { data } = await axios.post(`${base}/services/data/v60.0/composite/sobjects`, { records }); console.log(data);\nassertWritten(data);')}`,
            },
          ],
        },
      ],
    },
  ],
});
