import { client, testRule } from '../../support/rule-cases.ts';

const CREATE_URL = '`${base}/services/data/v60.0/sobjects/Payment__c`';
const UPSERT_URL =
  '`${base}/services/data/v60.0/sobjects/Payment__c/Reference__c/${encodeURIComponent(payment.reference)}`';
const create = (body: string, url = CREATE_URL): string =>
  `fetch(${url}, { method: 'POST', body: JSON.stringify(${body}) });`;
const upsert = (body: string, url = UPSERT_URL): string =>
  `fetch(${url}, { method: 'PATCH', body: JSON.stringify(${body}) });`;

testRule('require-idempotent-write', {
  valid: [
    { name: 'an upsert by external id', code: upsert('{ Amount__c: 1 }') },
    { name: 'a read', code: 'fetch(`${base}/services/data/v60.0/sobjects/Payment__c`);' },
    ...[
      ['an update', "data/v60.0/sobjects/Payment__c/${id}`, { method: 'PATCH', body }"],
      ['an upsert sent as POST', "data/v60.0/sobjects/A/Key__c/${ref}?_HttpMethod=PATCH`, { method: 'POST', body }"],
      ['a platform event', "data/v60.0/sobjects/Paid__e`, { method: 'POST', body }"],
      ['a Bulk job', "data/v60.0/jobs/ingest`, { method: 'POST', body }"],
      ['a POST that only reads', "data/v60.0/parameterizedSearch`, { method: 'POST', body }"],
      ['a retrieval of several records', "data/v60.0/composite/sobjects/Account`, { method: 'POST', body }"],
      ['a composite request, which is not looked into', "data/v60.0/composite`, { method: 'POST', body }"],
      ['Apex REST, which only its author can judge', "apexrest/payments`, { method: 'POST', body }"],
      ['a trace flag, which has no external id', "data/v60.0/sobjects/TraceFlag`, { method: 'POST', body }"],
      ['a file, which has no external id', "data/v60.0/sobjects/ContentVersion`, { method: 'POST', body }"],
      ['a folder, which no field can be added to', "data/v60.0/sobjects/Folder`, { method: 'POST', body }"],
      ['data for Analytics', "data/v60.0/sobjects/InsightsExternalDataPart`, { method: 'POST', body }"],
      ['who may see a record', "data/v60.0/sobjects/AccountShare`, { method: 'POST', body }"],
      ['a push topic, which has a name of its own', "data/v60.0/sobjects/PushTopic`, { method: 'POST', body }"],
      ['metadata', "data/v60.0/tooling/sobjects/ApexClass`, { method: 'POST', body }"],
      ['UI API with its key', "data/v60.0/ui-api/records`, { method: 'POST', headers: { 'Idempotency-Key': key } }"],
      ['a method that is not known', 'data/v60.0/sobjects/Payment__c`, { method, body }'],
      ['a login', "oauth2/token`, { method: 'POST', body }"],
    ].map(([name, rest]) => ({ name: name!, code: `fetch(\`\${base}/services/${rest!});` })),
  ],
  invalid: [
    {
      name: 'a create with a key in its body',
      code: create('{ Amount__c: 1, Reference__c: payment.reference }'),
      errors: [
        {
          message:
            'This POST creates Payment__c and cannot be repeated safely: when the answer is lost, nobody can tell whether the record exists.',
          suggestions: [{ messageId: 'upsert', data: { field: 'Reference__c' }, output: upsert('{ Amount__c: 1 }') }],
        },
      ],
    },
    {
      name: 'a create of an object of the project that is named like one without an external id',
      code: "fetch(`${base}/services/data/v60.0/sobjects/ContentPlan__c`, { method: 'POST', body });",
      errors: [{ messageId: 'cannotRepeat', data: { sobject: 'ContentPlan__c' }, suggestions: 1 }],
    },
    {
      name: 'a create under a retry',
      code: `async function f() { for (;;) { const r = await ${create('{ Reference__c: payment.reference }')} if (r.status === 503) continue; return r; } }`,
      errors: [
        {
          message:
            'The loop around it repeats this create: when Salesforce has committed and only its answer is lost, each repetition creates Payment__c once more.',
          suggestions: [
            {
              messageId: 'upsert',
              output: `async function f() { for (;;) { const r = await ${upsert('{  }')} if (r.status === 503) continue; return r; } }`,
            },
          ],
        },
      ],
    },
    {
      name: 'a key that comes first, and comments that stay',
      code: create('{\n  // who\n  External_Id__c: id, // the order\n  Amount__c: 1,\n}'),
      errors: [
        {
          messageId: 'cannotRepeat',
          suggestions: [
            {
              messageId: 'upsert',
              data: { field: 'External_Id__c' },
              output: upsert(
                '{\n  // who\n   // the order\n  Amount__c: 1,\n}',
                CREATE_URL.replace(/`$/, '/External_Id__c/${encodeURIComponent(id)}`'),
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'a URL in quotes',
      code: create(
        '{ OrderNumber__c: order.number, Total__c: 5 }',
        "'https://acme.my.salesforce.com/services/data/v60.0/sobjects/Order__c'",
      ),
      errors: [
        {
          messageId: 'cannotRepeat',
          suggestions: [
            {
              messageId: 'upsert',
              output: upsert(
                '{ Total__c: 5 }',
                '`https://acme.my.salesforce.com/services/data/v60.0/sobjects/Order__c/OrderNumber__c/${encodeURIComponent(order.number)}`',
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'a URL that is put together',
      code: create('{ Reference__c: ref }', "base + '/services/data/v60.0/sobjects/Payment__c'"),
      errors: [
        {
          messageId: 'cannotRepeat',
          suggestions: [
            {
              messageId: 'upsert',
              output: upsert(
                '{  }',
                'base + `/services/data/v60.0/sobjects/Payment__c/Reference__c/${encodeURIComponent(ref)}`',
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'a URL in a constant of its own',
      code: `const url = ${CREATE_URL};\n${create('{ Reference__c: payment.reference }', 'url')}`,
      errors: [
        {
          messageId: 'cannotRepeat',
          suggestions: [{ messageId: 'upsert', output: `const url = ${UPSERT_URL};\n${upsert('{  }', 'url')}` }],
        },
      ],
    },
    {
      name: 'a field that the project names',
      code: create('{ Name: payment.name, Reference__c: payment.reference }'),
      settings: { 'salesforce-resilience': { externalIds: { Payment__c: 'Name' } } },
      errors: [
        {
          messageId: 'cannotRepeat',
          suggestions: [
            {
              messageId: 'upsert',
              data: { field: 'Name' },
              output: upsert(
                '{ Reference__c: payment.reference }',
                CREATE_URL.replace(/`$/, '/Name/${encodeURIComponent(payment.name)}`'),
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'a body without a key: the field and the value are to be filled in',
      code: create('{ LastName: name }'),
      errors: [
        {
          messageId: 'cannotRepeat',
          suggestions: [
            {
              messageId: 'upsertWithHoles',
              output: upsert(
                '{ LastName: name }',
                CREATE_URL.replace(/`$/, '/External_Id__c/${encodeURIComponent(externalId)}`'),
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'a key that is made up anew each time is none',
      code: create('{ Reference__c: randomUUID() }'),
      errors: [
        {
          messageId: 'cannotRepeat',
          suggestions: [
            {
              messageId: 'upsertWithHoles',
              output: upsert(
                '{ Reference__c: randomUUID() }',
                CREATE_URL.replace(/`$/, '/External_Id__c/${encodeURIComponent(externalId)}`'),
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'options in a constant of their own',
      code: `const options = { method: 'POST', body: JSON.stringify({ Reference__c: ref }) };\nfetch(${CREATE_URL}, options);`,
      errors: [
        {
          messageId: 'cannotRepeat',
          suggestions: [
            {
              messageId: 'upsert',
              output: `const options = { method: 'POST', body: JSON.stringify({  }) };\nfetch(${CREATE_URL.replace(/`$/, '/Reference__c/${encodeURIComponent(ref)}`')}, { ...options, method: 'PATCH' });`,
            },
          ],
        },
      ],
    },
    {
      name: 'options that another call uses too: their body stays as it is',
      code: `const options = { method: 'POST', body: JSON.stringify({ Reference__c: ref }) };\nfetch(${CREATE_URL}, options);\naudit(options);`,
      errors: [
        {
          messageId: 'cannotRepeat',
          suggestions: [
            {
              messageId: 'upsertWithHoles',
              output: `const options = { method: 'POST', body: JSON.stringify({ Reference__c: ref }) };\nfetch(${CREATE_URL.replace(/`$/, '/External_Id__c/${encodeURIComponent(externalId)}`')}, { ...options, method: 'PATCH' });\naudit(options);`,
            },
          ],
        },
      ],
    },
    {
      name: 'several records at once',
      code: "fetch(`${base}/services/data/v60.0/composite/sobjects`, { method: 'POST', body });",
      errors: [
        {
          message:
            'This POST creates the records and cannot be repeated safely: when the answer is lost, nobody can tell whether the record exists.',
          suggestions: [
            {
              messageId: 'upsertCollection',
              output:
                "fetch(`${base}/services/data/v60.0/composite/sobjects/Object__c/External_Id__c`, { method: 'PATCH', body });",
            },
          ],
        },
      ],
    },
    {
      name: 'a tree of records, which has no upsert of the same form',
      code: "fetch(`${base}/services/data/v60.0/composite/tree/Account`, { method: 'POST', body });",
      errors: [
        {
          messageId: 'cannotRepeat',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `${client()}\n\nsalesforceFetch(\`\${base}/services/data/v60.0/composite/tree/Account\`, { method: 'POST', body });`,
            },
          ],
        },
      ],
    },
    {
      name: 'through the resilient client, which does not repeat it but cannot make it safe either',
      code: `import { createSalesforceFetch } from './client.js';\nconst sf = createSalesforceFetch();\nsf(${CREATE_URL}, { method: 'POST', body: JSON.stringify({ Reference__c: payment.reference }) });`,
      errors: [
        {
          messageId: 'cannotRepeat',
          suggestions: [
            {
              messageId: 'upsert',
              output: `import { createSalesforceFetch } from './client.js';\nconst sf = createSalesforceFetch();\nsf(${UPSERT_URL}, { method: 'PATCH', body: JSON.stringify({  }) });`,
            },
          ],
        },
      ],
    },
    {
      name: 'in TypeScript',
      filename: 'pay.ts',
      code: `export const pay = (payment: Payment): Promise<Response> => ${create('{ Reference__c: payment.reference } satisfies Fields')}`,
      errors: [
        {
          messageId: 'cannotRepeat',
          suggestions: [
            {
              messageId: 'upsert',
              output: `export const pay = (payment: Payment): Promise<Response> => ${upsert('{  } satisfies Fields')}`,
            },
          ],
        },
      ],
    },
  ],
});
