import { testRule } from '../../support/rule-cases.ts';

const QUERY = "await conn.query(`SELECT Id FROM Order__c WHERE Number__c = '${order.number}'`)";
const POST = (body = '{ Amount__c: 1 }'): string =>
  `await fetch(\`\${base}/services/data/v60.0/sobjects/Order__c\`, { method: 'POST', body: JSON.stringify(${body}) });`;
const PATCH = (body = '{ Amount__c: 1 }', value = 'order.number', field = 'Number__c'): string =>
  `await fetch(\`\${base}/services/data/v60.0/sobjects/Order__c/${field}/\${encodeURIComponent(${value})}\`, { method: 'PATCH', body: JSON.stringify(${body}) });`;
const UPSERT = "await conn.sobject('Order__c').upsert(order, 'Number__c');";

const save = (body: string): string => `async function save(order) { ${body} }`;
const valid = (name: string, body: string) => ({ name, code: save(body) });
const mended = (name: string, body: string, fixed: string, messageId = 'query', title = 'useUpsert') => ({
  name,
  code: save(body),
  errors: [{ messageId, suggestions: [{ messageId: title, output: save(fixed) }] }],
});
const inHole = PATCH('{ Amount__c: 1 }', 'externalId', 'External_Id__c');

testRule('no-lookup-then-create', {
  valid: [
    { name: 'another service', code: "if (!(await find())) await fetch('https://example.com/sobjects/Order__c');" },
    valid('a create without a look-up', POST()),
    valid(
      'a create of another object',
      `const account = (${QUERY.replace('Order__c', 'Account')}).records[0]; if (!account) { ${POST()} }`,
    ),
    valid(
      'an object that must be there',
      `const found = ${QUERY}; if (found.totalSize === 0) throw new Error('none'); ${POST()}`,
    ),
    valid(
      'a create of a child when the record was found',
      `const found = ${QUERY}; if (found.records.length > 0) { ${POST()} }`,
    ),
    valid('a look-up by Id', `const found = ${QUERY.replace('Number__c', 'Id')}; if (!found.records[0]) { ${POST()} }`),
    valid(
      'a look-up without a key',
      `const found = await conn.query('SELECT Id FROM Order__c LIMIT 1'); if (found.totalSize === 0) { ${POST()} }`,
    ),
    valid('an upsert', `const found = ${QUERY}; if (!found.records[0]) { ${PATCH()} }`),
    valid(
      'an object without an external id',
      `const found = ${QUERY.replace('Order__c', 'ContentDocumentLink')}; if (found.totalSize === 0) { ${POST().replace('Order__c', 'ContentDocumentLink')} }`,
    ),
    valid(
      'a create of another object after a failed upsert',
      `try { ${UPSERT} } catch { ${POST().replace('Order__c', 'Error__c')} }`,
    ),
    {
      name: 'a create in TypeScript',
      filename: 'save.ts',
      code: `export async function save(order: Order): Promise<void> { ${POST()} }`,
    },
    valid(
      'an update by Id that failed',
      `try { await fetch(\`\${base}/services/data/v60.0/sobjects/Order__c/\${order.id}\`, { method: 'PATCH' }); } catch { ${POST()} }`,
    ),
  ],
  invalid: [
    {
      name: 'nothing found',
      code: save(`const found = ${QUERY}; if (found.totalSize === 0) { ${POST()} }`),
      errors: [
        {
          message:
            'This look-up decides whether Order__c is created: two runs at the same time both find nothing, and each creates the record.',
          column: 50,
          suggestions: [
            {
              messageId: 'useUpsert',
              output: save(`const found = ${QUERY}; if (found.totalSize === 0) { ${PATCH()} }`),
            },
          ],
        },
      ],
    },
    mended(
      'the field is in the body',
      `const { records } = ${QUERY}; if (records.length === 0) { ${POST('{ Number__c: order.number, Amount__c: 1 }')} }`,
      `const { records } = ${QUERY}; if (records.length === 0) { ${PATCH()} }`,
    ),
    mended(
      'an update otherwise',
      `const found = (${QUERY}).records[0]; if (found) { await update(found.Id, order); } else { ${POST()} }`,
      `const found = (${QUERY}).records[0]; if (found) { await update(found.Id, order); } else { ${PATCH()} }`,
    ),
    mended(
      'what was found is returned',
      `const found = ${QUERY}; if (found.records[0]) return found.records[0]; ${POST()}`,
      `const found = ${QUERY}; if (found.records[0]) return found.records[0]; ${PATCH()}`,
    ),
    mended(
      'a query over HTTP',
      `const q = encodeURIComponent(\`SELECT Id FROM Order__c WHERE Number__c = '\${order.number}'\`); const response = await fetch(\`\${base}/services/data/v60.0/query?q=\${q}\`); const data = await response.json(); if (!data.records.length) { ${POST()} }`,
      `const q = encodeURIComponent(\`SELECT Id FROM Order__c WHERE Number__c = '\${order.number}'\`); const response = await fetch(\`\${base}/services/data/v60.0/query?q=\${q}\`); const data = await response.json(); if (!data.records.length) { ${PATCH()} }`,
    ),
    {
      name: 'a create by a chain',
      code: `import wretch from 'wretch';\nasync function save(order) { const { records } = await wretch(\`\${base}/services/data/v60.0/query?q=SELECT Id FROM Order__c WHERE Number__c = '\${order.number}'\`).get().json(); return records[0] ?? wretch(\`\${base}/services/data/v60.0/sobjects/Order__c\`).post({ Number__c: order.number, Total__c: 1 }).json(); }`,
      errors: [
        {
          messageId: 'query',
          suggestions: [
            {
              messageId: 'useUpsert',
              output: `import wretch from 'wretch';\nasync function save(order) { const { records } = await wretch(\`\${base}/services/data/v60.0/query?q=SELECT Id FROM Order__c WHERE Number__c = '\${order.number}'\`).get().json(); return records[0] ?? wretch(\`\${base}/services/data/v60.0/sobjects/Order__c/Number__c/\${encodeURIComponent(order.number)}\`).patch({ Total__c: 1 }).json(); }`,
            },
          ],
        },
      ],
    },
    {
      name: 'a query that is put together',
      code: save(
        `const soql = "SELECT Id FROM Order__c WHERE Number__c = '" + order.number + "'"; const found = await conn.query(soql); if (found.totalSize < 1) { ${POST()} }`,
      ),
      errors: [{ messageId: 'query', suggestions: 1 }],
    },
    mended(
      'a read by external id',
      `const response = await fetch(\`\${base}/services/data/v60.0/sobjects/Order__c/Number__c/\${order.number}\`); if (response.status === 404) { ${POST()} }`,
      `const response = await fetch(\`\${base}/services/data/v60.0/sobjects/Order__c/Number__c/\${order.number}\`); if (response.status === 404) { ${PATCH()} }`,
    ),
    mended(
      'findOne of jsforce',
      `const found = await conn.sobject('Order__c').findOne({ Number__c: order.number }); if (found == null) { ${POST()} }`,
      `const found = await conn.sobject('Order__c').findOne({ Number__c: order.number }); if (found == null) { ${PATCH()} }`,
    ),
    mended(
      'several fields',
      `const found = ${QUERY.replace("'`)", "' AND Type__c = 'a'`)")}; if (!found.records[0]) { ${POST()} }`,
      `const found = ${QUERY.replace("'`)", "' AND Type__c = 'a'`)")}; if (!found.records[0]) { ${inHole} }`,
      'query',
      'useUpsertWithHoles',
    ),
    {
      name: 'a function that looks it up, and one that creates it',
      code: `async function find(number) { return (await conn.query(\`SELECT Id FROM Order__c WHERE Number__c = '\${number}'\`)).records[0]; }\nasync function create(order) { ${POST()} }\nasync function save(order) { const found = await find(order.number); if (!found) await create(order); }`,
      errors: [{ messageId: 'query', line: 3, suggestions: 1 }],
    },
    mended(
      'a create where the upsert throws',
      `try { ${UPSERT} } catch { ${POST()} }`,
      `try { ${UPSERT} } catch { ${inHole} }`,
      'upsert',
      'useUpsertWithHoles',
    ),
    mended(
      'a create where the upsert is refused',
      `const response = ${PATCH().slice(0, -1)}; if (!response.ok) { ${POST()} }`,
      `const response = ${PATCH().slice(0, -1)}; if (!response.ok) { ${inHole} }`,
      'upsert',
      'useUpsertWithHoles',
    ),
  ],
});
