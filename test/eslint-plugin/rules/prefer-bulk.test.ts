import { TEMPLATES } from '../../../eslint-plugin/src/fix/templates.generated.ts';
import { testRule } from '../../support/rule-cases.ts';

const JSFORCE = "import jsforce from 'jsforce';";
const CONN = 'const conn = new jsforce.Connection();';
const PATCH =
  "fetch(`${base}/services/data/v60.0/sobjects/Order__c/${order.id}`, { method: 'PATCH', body: JSON.stringify(order) })";

const save = (body: string): string => `async function save(orders) { ${body} }`;
const valid = (name: string, body: string) => ({ name, code: save(body) });
const jsforce = (name: string, body: string) => ({ name, code: `${JSFORCE}\n${CONN}\n${save(body)}` });
const mended = (name: string, body: string, fixed: string, messageId = 'oneByOne') => ({
  ...jsforce(name, body),
  errors: [
    {
      messageId,
      suggestions: [
        {
          messageId: 'collection',
          output: `${JSFORCE}\n\n${TEMPLATES.assertWritten.javascript}\n${CONN}\n${save(fixed)}`,
        },
      ],
    },
  ],
});

const ITEM = "(order) => ({ attributes: { type: 'Order__c' }, ...order, id: order.id })";

/** Requests of 200 records each, of which every result is looked at. */
const parts = (list: string, item: string, path = '', check = ''): string =>
  `for (let from = 0; from < ${list}.length; from += 200) { const response = await fetch(\`\${base}/services/data/v60.0/composite/sobjects${path}\`, { method: 'PATCH', body: JSON.stringify({ records: ${list}.slice(from, from + 200).map(${item}) }) });${check} assertWritten(await response.json()); }`;
const CHECK = ' if (!response.ok) throw new Error(String(response.status));';

/** A case with fetch whose suggestion gives `fixed`, or none. */
const request = (name: string, body: string, fixed?: string) => ({
  name,
  code: save(body),
  errors: [
    {
      messageId: 'oneByOne',
      suggestions:
        fixed === undefined
          ? []
          : [{ messageId: 'collection', output: `${TEMPLATES.assertWritten.javascript}\n\n${save(fixed)}` }],
    },
  ],
});

const ADDRESS = '`${base}/services/data/v60.0/sobjects/Order__c/Ref__c/${order.ref}`';
const MANY = '`${base}/services/data/v60.0/composite/sobjects/Order__c/Ref__c`';
const RECORDS =
  "{ records: all.slice(from, from + 200).map((order) => ({ attributes: { type: 'Order__c' }, A__c: order.a, Ref__c: order.ref })) }";

/** A case with another library: what a round of the loop does, and what a round of 200 records does. */
const library = (name: string, imports: string, round: string, fixed?: string) => ({
  name,
  code: `${imports}\n${save(`for (const order of orders) { ${round} }`)}`,
  errors: [
    {
      messageId: 'oneByOne',
      suggestions:
        fixed === undefined
          ? []
          : [
              {
                messageId: 'collection',
                output: `${imports}\n\n${TEMPLATES.assertWritten.javascript}\n${save(`const all = [...orders]; for (let from = 0; from < all.length; from += 200) { ${fixed} }`)}`,
              },
            ],
    },
  ],
});
const GOT = "import got from 'got';";
const KY = "import ky from 'ky';";
const UNDICI = "import { request } from 'undici';";
const JSON_OF = (record: string) => `body: JSON.stringify(${record})`;
const STATUS = 'if (response.statusCode >= 300) throw new Error(String(response.statusCode));';

testRule('prefer-bulk', {
  valid: [
    {
      name: 'another service',
      code: "for (const order of orders) await fetch('https://example.com', { method: 'POST' });",
    },
    valid('one record', `const [order] = orders; await ${PATCH};`),
    valid(
      'a retry',
      `const order = orders[0]; for (let i = 0; i < 3; i++) { const r = await ${PATCH}; if (r.ok) return; }`,
    ),
    valid(
      'a read for each',
      'for (const order of orders) await fetch(`${base}/services/data/v60.0/sobjects/Order__c/${order.id}`);',
    ),
    valid('a list that is written out', `for (const order of [{ id: 1 }, { id: 2 }]) await ${PATCH};`),
    valid('a constant list', `const some = [{ id: 1 }]; for (const order of some) await ${PATCH};`),
    valid('messages of a queue', `for (const order of event.Records) await ${PATCH};`),
    valid('a stream', `for await (const order of orders) await ${PATCH};`),
    valid(
      'chunks',
      "for (const chunk of chunks) await fetch(`${base}/services/data/v60.0/composite/sobjects`, { method: 'PATCH', body: JSON.stringify({ records: chunk }) });",
    ),
    valid(
      'a record that another one needs',
      `for (const order of orders) { const response = await ${PATCH}; const { id } = await response.json(); await fetch(\`\${base}/services/data/v60.0/sobjects/Line__c\`, { method: 'POST', body: JSON.stringify({ Order__c: id }) }); }`,
    ),
    jsforce('an array', "for (const list of lists) await conn.sobject('Order__c').update(list.map(toOrder));"),
  ],
  invalid: [
    {
      name: 'a request for each record',
      code: save(`for (const order of orders) { await ${PATCH}; }`),
      errors: [
        {
          message:
            'This PATCH of Order__c is sent once for each record: 1,000 records are 1,000 requests, each of which can meet a 503 and counts against the limit of the day. Collections take 200 records in one request, Bulk API 2.0 is for more than 2,000.',
          suggestions: [
            {
              messageId: 'collection',
              output: `${TEMPLATES.assertWritten.javascript}\n\n${save(`const all = [...orders]; ${parts('all', ITEM)}`)}`,
            },
          ],
        },
      ],
    },
    request(
      'a list, an answer with a name, and a look at its status',
      `for (const order of orders.filter(Boolean)) { const response = await ${PATCH};${CHECK} }`,
      `const all = orders.filter(Boolean); ${parts('all', ITEM, '', CHECK)}`,
    ),
    request(
      'an upsert of what a pattern takes out',
      `for (const { ref, name } of orders) { const response = await ${PATCH.replace('${order.id}', 'Ref__c/${encodeURIComponent(ref)}').replace('(order)', '({ Name: name })')}; }`,
      `const all = [...orders]; ${parts('all', "({ ref, name }) => ({ attributes: { type: 'Order__c' }, Name: name, Ref__c: ref })", '/Order__c/Ref__c')}`,
    ),
    {
      name: 'a create by axios',
      code: `import axios from 'axios';\n${save("for (const order of orders) { await axios.post('/services/data/v60.0/sobjects/Order__c', order, { baseURL: 'https://acme.my.salesforce.com' }); }")}`,
      errors: [
        {
          messageId: 'oneByOne',
          suggestions: [
            {
              messageId: 'collection',
              output: `import axios from 'axios';\n\n${TEMPLATES.assertWritten.javascript}\n${save("const all = [...orders]; for (let from = 0; from < all.length; from += 200) { const response = await axios.post('/services/data/v60.0/composite/sobjects', { records: all.slice(from, from + 200).map((order) => ({ attributes: { type: 'Order__c' }, ...order })) }, { baseURL: 'https://acme.my.salesforce.com' }); assertWritten(response.data); }")}`,
            },
          ],
        },
      ],
    },
    library(
      'got',
      GOT,
      `await got.patch(${ADDRESS}, { json: { A__c: order.a }, headers });`,
      `assertWritten(await got.patch(${MANY}, { json: ${RECORDS}, headers }).json());`,
    ),
    library(
      'got that is repeated, with an answer that nobody needs',
      GOT,
      `const response = await retrySalesforce(() => got(${ADDRESS}, { method: 'PATCH', ${JSON_OF('{ A__c: order.a }')} }), options);`,
      `assertWritten(await retrySalesforce(() => got(${MANY}, { method: 'PATCH', ${JSON_OF(RECORDS)} }).json(), options));`,
    ),
    library(
      'got that throws for no status',
      GOT,
      `const response = await got.patch(${ADDRESS}, { json: { A__c: order.a }, throwHttpErrors: false }); ${STATUS}`,
    ),
    {
      name: 'an instance of ky, whose record has the name of its option',
      code: `${KY}\nconst api = ky.create({ prefixUrl: \`\${process.env.SF_URL}/services/data/v60.0\` });\n${save('for (const json of orders) { await api.patch(`sobjects/Order__c/Ref__c/${json.ref}`, { json }).json(); }')}`,
      errors: [
        {
          messageId: 'oneByOne',
          suggestions: [
            {
              messageId: 'collection',
              output: `${KY}\n\n${TEMPLATES.assertWritten.javascript}\nconst api = ky.create({ prefixUrl: \`\${process.env.SF_URL}/services/data/v60.0\` });\n${save("const all = [...orders]; for (let from = 0; from < all.length; from += 200) { assertWritten(await api.patch(`composite/sobjects/Order__c/Ref__c`, { json: { records: all.slice(from, from + 200).map((json) => ({ attributes: { type: 'Order__c' }, ...json, Ref__c: json.ref })) } }).json()); }")}`,
            },
          ],
        },
      ],
    },
    library(
      'ky that throws for no status',
      KY,
      `const response = await ky.patch(${ADDRESS}, { json: { A__c: order.a }, throwHttpErrors: false });${CHECK}`,
      `const response = await ky.patch(${MANY}, { json: ${RECORDS}, throwHttpErrors: false });${CHECK} assertWritten(await response.json());`,
    ),
    library(
      'undici',
      UNDICI,
      `const response = await request(${ADDRESS}, { method: 'PATCH', ${JSON_OF('{ A__c: order.a }')} }); ${STATUS}`,
      `const response = await request(${MANY}, { method: 'PATCH', ${JSON_OF(RECORDS)} }); ${STATUS} assertWritten(await response.body.json());`,
    ),
    library(
      'undici whose answer is taken apart',
      UNDICI,
      `const { statusCode } = await request(${ADDRESS}, { method: 'PATCH', ${JSON_OF('{ A__c: order.a }')} }); if (statusCode >= 300) throw new Error('no');`,
      `const { body, statusCode } = await request(${MANY}, { method: 'PATCH', ${JSON_OF(RECORDS)} }); if (statusCode >= 300) throw new Error('no'); assertWritten(await body.json());`,
    ),
    library(
      'undici whose body has a name',
      UNDICI,
      `const { statusCode, body: answer } = await request(${ADDRESS}, { method: 'PATCH', ${JSON_OF('{ A__c: order.a }')} }); if (statusCode >= 300) throw new Error(await answer.text());`,
      `const { statusCode, body: answer } = await request(${MANY}, { method: 'PATCH', ${JSON_OF(RECORDS)} }); if (statusCode >= 300) throw new Error(await answer.text()); assertWritten(await answer.json());`,
    ),
    library(
      'axios with all of the request in its options',
      "import axios from 'axios';",
      `await axios({ url: ${ADDRESS}, method: 'PATCH', data: { A__c: order.a } });`,
      `const response = await axios({ url: ${MANY}, method: 'PATCH', data: ${RECORDS} }); assertWritten(response.data);`,
    ),
    library(
      'fetch of which only a part is taken',
      '',
      `const { ok } = await ${PATCH}; if (!ok) throw new Error('no');`,
    ),
    request(
      'a record that the text of an error names',
      `for (const order of orders) { const response = await ${PATCH}; if (!response.ok) throw new Error(order.id); }`,
    ),
    request(
      'a record that is waited for',
      `for (const order of orders) { await ${PATCH.replace('(order)', '(await toRecord(order))')}; }`,
    ),
    request(
      'a loop without a block',
      `for (const order of orders) await ${PATCH};`,
      `const all = [...orders]; ${parts('all', ITEM)}`,
    ),
    request('more than the request', `for (const order of orders) { await ${PATCH}; log(order); }`),
    request('a loop that is no statement of a block', `if (orders) for (const order of orders) { await ${PATCH}; }`),
    {
      name: 'by index, only the first of two writes',
      code: save(
        `for (let i = 0; i < orders.length; i++) { const order = orders[i]; await ${PATCH}; await ${PATCH.replace('Order__c', 'Other__c')}; }`,
      ),
      errors: [{ messageId: 'oneByOne', suggestions: [] }],
    },
    {
      name: 'all at once, where something needs the answers',
      code: save(`return await Promise.all(orders.map(async (order) => { await ${PATCH}; }));`),
      errors: [{ messageId: 'atOnce', suggestions: [] }],
    },
    {
      name: 'forEach',
      code: save(`orders.forEach((order) => { ${PATCH}; });`),
      errors: [{ messageId: 'atOnce', suggestions: [] }],
    },
    mended(
      'jsforce',
      "for (const order of orders) { await conn.sobject('Order__c').update(order); }",
      "assertWritten(await conn.sobject('Order__c').update([...orders], { allowRecursive: true }));",
    ),
    mended(
      'jsforce with a record that is made',
      "for (const order of orders) await conn.sobject('Order__c').upsert({ Number__c: order.number }, 'Number__c');",
      "assertWritten(await conn.sobject('Order__c').upsert(Array.from(orders, (order) => ({ Number__c: order.number })), 'Number__c', { allowRecursive: true }));",
    ),
    mended(
      'jsforce all at once',
      "await Promise.all(orders.map((order) => conn.sobject('Order__c').create(order)));",
      "assertWritten(await conn.sobject('Order__c').create(orders, { allowRecursive: true }));",
      'atOnce',
    ),
    {
      name: 'jsforce with a list by its type',
      filename: 'save.ts',
      code: `${JSFORCE}\n${CONN}\nexport async function save(orders: readonly Order[]): Promise<void> { for (const { id: Id } of orders) await conn.update('Order__c', { Id }); }`,
      errors: [
        {
          messageId: 'oneByOne',
          suggestions: [
            {
              messageId: 'collection',
              output: `${JSFORCE}\n\n${TEMPLATES.assertWritten.typescript}\n${CONN}\nexport async function save(orders: readonly Order[]): Promise<void> { assertWritten(await conn.update('Order__c', orders.map(({ id: Id }) => ({ Id })), { allowRecursive: true })); }`,
            },
          ],
        },
      ],
    },
    {
      ...jsforce(
        'a loop that does more',
        "for (const order of orders) { const result = await conn.sobject('Order__c').update(order); done.push(result.id); }",
      ),
      errors: [{ messageId: 'oneByOne', suggestions: [] }],
    },
  ],
});
