import { testRule } from '../../support/rule-cases.ts';

const SETUP = "const jsforce = require('jsforce');\nconst conn = new jsforce.Connection({});\n";
const SOQL = "'SELECT Id FROM Account'";
const URL = '`${base}/services/data/v60.0/limits`';

/** A promise around a query that takes a callback. */
const promised = (params: string, callback: string): string =>
  `${SETUP}exports.find = () => new Promise(${params} => conn.query(${SOQL}, (e, r) => { ${callback} }));`;

const mended = (name: string, code: string, output: string, messageId: string, way: string) => ({
  name,
  code,
  errors: [{ messageId, suggestions: [{ messageId: way, output }] }],
});

const unmended = (name: string, code: string) => ({ name, code, errors: [{ messageId: 'dropped', suggestions: [] }] });

testRule('no-swallowed-failure', {
  valid: [
    [
      'the promise rejected',
      promised('(resolve, reject)', 'if (e) { console.log(e); return reject(e); } resolve(r.records);'),
    ],
    [
      'a promise that says what happened',
      promised('(resolve)', 'if (e) { console.log(e); return resolve({ error: e }); } resolve(r);'),
    ],
    ['somebody else told', promised('(resolve)', 'if (e) { alarm(e); return resolve([]); } resolve(r.records);')],
    [
      'a promise that a timer rejects',
      `${SETUP}exports.find = () => new Promise((resolve, reject) => { setTimeout(() => reject(new Error('late')), 1000); conn.query(${SOQL}, (e, r) => { if (e) return console.error(e); resolve(r); }); });`,
    ],
    [
      'a promise that others may settle',
      promised('(resolve, reject)', 'if (e) return console.error(e); use(r, resolve);'),
    ],
    [
      'an answer of a web server',
      `${SETUP}function find(req, res) { conn.query(${SOQL}, (e, r) => { if (e) { console.error(e); return res.status(500).end(); } res.json(r); }); }`,
    ],
    [
      'the end of the process',
      `${SETUP}function find() { conn.query(${SOQL}, (e, r) => { if (e) { console.error(e); process.exit(1); } use(r); }); }`,
    ],
    [
      'somebody told after the log',
      `${SETUP}function find() { conn.query(${SOQL}, (e, r) => { if (e) console.error(e); use(e, r); }); }`,
    ],
    [
      'a promise that is given as well',
      `${SETUP}function find() { return conn.query(${SOQL}, (e, r) => { if (e) return console.error(e); use(r); }); }`,
    ],
    [
      'a page that says so',
      `function find() { $.ajax({ url: ${URL}, success: use, error: () => { $('#state').text('failed'); } }); }`,
    ],
    ['nobody who listens', `function find() { $.ajax({ url: ${URL}, success: use }); }`],
    [
      'somebody else who listens',
      `function find() { $.ajax({ url: ${URL}, success: use, error: () => {} }).fail(show); }`,
    ],
    ['a request that is given', `function find() { return $.ajax({ url: ${URL}, success: use, error: () => {} }); }`],
    [
      'the top level of a script',
      `${SETUP}conn.query(${SOQL}, (e, r) => { if (e) return console.error(e); use(r); });`,
    ],
  ].map(([name, code]) => ({ name: name!, code: code! })),
  invalid: [
    mended(
      'a promise that is resolved',
      promised('(resolve)', 'if (e) { console.log(e); return resolve([]); } resolve(r.records);'),
      promised('(resolve, reject)', 'if (e) { console.log(e); return reject(e); } resolve(r.records);'),
      'returned',
      'reject',
    ),
    mended(
      'a promise that is resolved with the error',
      promised('(resolve)', 'if (e) return resolve(e); resolve(r.records);'),
      promised('(resolve, reject)', 'if (e) return reject(e); resolve(r.records);'),
      'returned',
      'reject',
    ),
    mended(
      'a promise that an event resolves',
      `const https = require('https');\nconst get = () => new Promise((resolve, reject) => { https.get(${URL}, (res) => resolve(res)).on('error', () => { resolve(null); }); });`,
      `const https = require('https');\nconst get = () => new Promise((resolve, reject) => { https.get(${URL}, (res) => resolve(res)).on('error', (error) => { reject(error); }); });`,
      'returned',
      'reject',
    ),
    {
      name: 'a promise that is never settled',
      code: promised('resolve', 'if (e) return console.error(e); resolve(r.records);'),
      errors: [
        {
          message:
            'A 503 for this GET to /services/data/…/query is only logged, and whoever waits for the answer never hears of it: whatever needs the answer fails with it.',
          suggestions: [
            {
              messageId: 'reject',
              output: promised(
                '(resolve, reject)',
                'if (e) { console.error(e); return reject(e); } resolve(r.records);',
              ),
            },
          ],
        },
      ],
    },
    mended(
      'a promise that is never settled in a handler',
      `const get = () => new Promise(async (resolve, reject) => { try { resolve(await fetch(${URL})); } catch { console.error('lost'); } });`,
      `const get = () => new Promise(async (resolve, reject) => { try { resolve(await fetch(${URL})); } catch (error) { console.error('lost'); reject(error); } });`,
      'unanswered',
      'reject',
    ),
    ...[
      [
        'in a statement',
        'if (err) return console.log(err); done(null, body);',
        'if (err) { console.log(err); return done(err); } done(null, body);',
      ],
      [
        'in a branch',
        'if (err) console.log(err); else done(null, body);',
        'if (err) { console.log(err); done(err); } else done(null, body);',
      ],
      [
        'in a block',
        'if (err) { console.log(err); return; } done(null, body);',
        'if (err) { console.log(err); return done(err); } done(null, body);',
      ],
    ].map(([name, before, after]) => {
      const sent = (body: string): string =>
        `const request = require('request');\nfunction find(done) { request.get(${URL}, (err, res, body) => { ${body} }); }`;
      return mended(`a callback that is never called, ${name!}`, sent(before!), sent(after!), 'unanswered', 'tell');
    }),
    {
      ...mended(
        'in TypeScript',
        'import { get } from "node:https";\nconst find = () => new Promise<object | null>((resolve) => { get(`${base}/services/data/v60.0/limits`, (res) => resolve(res)).on("error", (e: Error) => { console.error(e); resolve(null); }); });',
        'import { get } from "node:https";\nconst find = () => new Promise<object | null>((resolve, reject) => { get(`${base}/services/data/v60.0/limits`, (res) => resolve(res)).on("error", (e: Error) => { console.error(e); reject(e); }); });',
        'returned',
        'reject',
      ),
      filename: 'find.ts',
    },
    // Nobody waits, so that there is nobody to throw it to.
    unmended(
      'a callback of jsforce',
      `${SETUP}function find() { conn.query(${SOQL}, (e, r) => { if (e) { return console.error(e); } use(r); }); }`,
    ),
    unmended(
      'a handler of jQuery that does nothing',
      `function find() { $.ajax({ url: ${URL}, success: use, error: function () {} }); }`,
    ),
    unmended(
      'a handler of jQuery that logs',
      `function find() { $.ajax({ url: ${URL}, success: use, error: (xhr) => { console.log(xhr.status); } }); }`,
    ),
    unmended(
      'a promise of jQuery',
      `function find() { $.ajax({ url: ${URL} }).done(use).fail((xhr) => { console.log(xhr.status); }); }`,
    ),
    unmended(
      'a listener',
      `const https = require('https');\nfunction send() { https.get(${URL}, use).on('error', console.error); }`,
    ),
    unmended(
      'an XMLHttpRequest',
      `function find() { const x = new XMLHttpRequest(); x.open('GET', ${URL}); x.onload = () => { if (x.status === 200) use(x); else console.log(x.status); }; x.send(); }`,
    ),
    unmended(
      'a subscription',
      `import { HttpClient } from '@angular/common/http';\nclass Api { constructor(http) { this.http = new HttpClient(); } find() { this.http.get(${URL}).subscribe({ next: use, error: (e) => console.error(e) }); } }`,
    ),
  ],
});
