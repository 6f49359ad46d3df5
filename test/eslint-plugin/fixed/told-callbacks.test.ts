import { testRule } from '../../support/rule-cases.ts';

const URL = '`${base}/services/data/v60.0/sobjects/Payment__c`';
const SEND = `await fetch(${URL}, { method: 'POST', body })`;

testRule('no-swallowed-failure', {
  valid: [
    {
      name: 'an answer of a Lambda that says what happened',
      code: `exports.handler = async (event, context, callback) => { try { const res = ${SEND}; if (!res.ok) throw new Error(); callback(null, { statusCode: 200 }); } catch (error) { console.error(error); callback(null, { statusCode: 502 }); } };`,
    },
    {
      name: 'a value that nobody knows, told by a callback',
      code: `function record(body, done) { ${SEND.slice(6)}.then((res) => done(null, res), (error) => done(null, error.message)); }`,
    },
    {
      name: 'somebody else told before the callback',
      code: `function record(body, done) { ${SEND.slice(6)}.then(() => done(null), (error) => { deadLetters.add(error); done(null); }); }`,
    },
    {
      name: 'the error that the body holds, told alone',
      code: `const request = require('request');\nfunction connect(state, callback) { request.post('https://login.salesforce.com/services/oauth2/token', { form }, (error, response, text) => { const body = JSON.parse(text); if (error) callback(error); else if (body.error) callback(body.error); else { state.url = body.instance_url; callback(null); } }); }`,
    },
    {
      name: 'the error told, in TypeScript',
      filename: 'record.ts',
      code: `function record(body: string, done: (error: unknown) => void): void { ${SEND.slice(6)}.then(() => done(null), done); }`,
    },
  ],
  invalid: [
    {
      name: 'no error, behind one that is only logged',
      code: `const request = require('request');\nfunction connect(state, callback) { request.post('https://login.salesforce.com/services/oauth2/token', { form }, (error, response, text) => { const body = JSON.parse(text); if (error) callback(error); else if (body.error) { console.error(body.error); callback(null); } else { state.url = body.instance_url; callback(null, state); } }); }`,
      errors: [{ messageId: 'told' }],
    },
    {
      name: 'in TypeScript',
      filename: 'record.ts',
      code: `function record(body: string, done: (error: unknown) => void): void { ${SEND.slice(6)}.then(() => done(null), () => done(null)); }`,
      errors: [
        {
          messageId: 'told',
          suggestions: [
            {
              messageId: 'tell',
              output: `function record(body: string, done: (error: unknown) => void): void { ${SEND.slice(6)}.then(() => done(null), (error) => done(error)); }`,
            },
          ],
        },
      ],
    },
    ...[
      [
        'a handler of a Lambda',
        `exports.handler = async (event, context, callback) => { try { const res = ${SEND}; if (!res.ok) throw new Error(); callback(null, 'done'); } catch (error) { console.error(error); `,
        'callback(null, { statusCode: 200 })',
        'callback(error)',
        '; } };',
      ],
      [
        'a callback after an exception without a name',
        `async function record(body, done) { try { const res = ${SEND}; if (!res.ok) throw new Error(); } catch `,
        '{ done()',
        '(error) { done(error)',
        '; } }',
      ],
      [
        'a handler of a promise',
        `function record(body, done) { ${SEND.slice(6)}.then((res) => done(null, res), (error) => `,
        'done(null)',
        'done(error)',
        '); }',
      ],
      [
        'a handler of a promise without the error',
        `function record(body, done) { ${SEND.slice(6)}.then((res) => done(null, res)).catch(`,
        '() => done(null, [])',
        '(error) => done(error)',
        '); }',
      ],
      [
        'an answer with a status',
        `function record(body, done) { ${SEND.slice(6)}.then((res) => { if (!res.ok) return `,
        'done(null, null)',
        'done(Object.assign(new Error(`Salesforce answered ${res.status}`), { status: res.status }))',
        '; done(null, res); }); }',
      ],
      [
        'a client that takes a callback',
        `const request = require('request');\nfunction record(body, done) { request.post(${URL}, { body }, (error, res) => { if (error) { console.error(error); return `,
        'done(null)',
        'done(error)',
        '; } done(null, res); }); }',
      ],
    ].map(([name, before, told, mend, rest]) => ({
      name: `${name!}, told by a callback`,
      code: before! + told! + rest!,
      errors: [{ messageId: 'told', suggestions: [{ messageId: 'tell', output: before! + mend! + rest! }] }],
    })),
  ],
});
