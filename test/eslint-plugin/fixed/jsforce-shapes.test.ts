import { Linter } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import { describe, expect, it } from 'vitest';

const HEAD = `import { readFile } from 'node:fs/promises';
import FormData from 'form-data';
import { Connection } from 'jsforce';
const conn = new Connection({});
`;
const READS = '{ idempotent: true, lastAnswer: lastAnswerOf(conn) }';
const ONCE = '{ lastAnswer: lastAnswerOf(conn) }';

/** What the rules find in a project with version 1 of jsforce, which repeats nothing by itself. */
function findingsIn(code: string): Linter.LintMessage[] {
  const settings = { 'salesforce-resilience': { jsforceVersion: 1 } };
  return new Linter().verify(code, [{ ...plugin.configs.strict, settings, files: ['**/*.mjs'] }], 'program.mjs');
}

const reportIn = (code: string) =>
  findingsIn(code).find(({ ruleId }) => ruleId === 'salesforce-resilience/require-retry');

/** A program after the fix of require-retry. */
function fixed(code: string): string {
  const fix = reportIn(code)?.suggestions?.[0]?.fix;
  return fix ? code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]) : code;
}

/** Without what the fix puts above the functions. */
const below = (code: string): string | undefined => code.split('// here\n')[1];

describe.each([
  [
    'a callback that is there or not, of a call that is waited for',
    "export async function change(record, callback) { return [await conn.sobject('A').update(record, callback)]; }",
    `export async function change(record, callback) { return [await thenCall(retrySalesforce(() => conn.sobject('A').update(record), ${READS}), callback)]; }`,
  ],
  [
    'a callback that is the only argument',
    "export async function recent(callback) { return [await conn.sobject('A').recent(callback)]; }",
    `export async function recent(callback) { return [await thenCall(retrySalesforce(() => conn.sobject('A').recent(), ${READS}), callback)]; }`,
  ],
  [
    'a function at the end of a chain that is waited for',
    `export async function load(fields) {
  let found;
  await conn.sobject('A').find({}, fields).execute({ autoFetch: true }, (error, records) => {
    found = records;
  });
  return found;
}`,
    `export async function load(fields) {
  let found;
  await thenCall(retrySalesforce(() => conn.sobject('A').find({}, fields).execute({ autoFetch: true }), ${READS}), (error, records) => {
    found = records;
  });
  return found;
}`,
  ],
  [
    'a load with a callback',
    "export const load = async (records, done) => [await conn.bulk.load('A', 'update', records, done)];",
    `export const load = async (records, done) => [await thenCall(retrySalesforce(() => conn.bulk.load('A', 'update', records), ${READS}), done)];`,
  ],
  [
    'a query below another one',
    "export const load = (id) => conn.sobject('A').findOne({ Id: id }).include('Bs__r').select('C__c').end();",
    `export const load = (id) => retrySalesforce(() => conn.sobject('A').findOne({ Id: id }).include('Bs__r').select('C__c').end(), ${READS});`,
  ],
  [
    'a promise that is made of what a method gives',
    "export const read = (names) => within(Promise.resolve(conn.metadata.read('Layout', names)));",
    `export const read = (names) => within(Promise.resolve(retrySalesforce(async () => conn.metadata.read('Layout', names), ${ONCE})));`,
  ],
  [
    'events that settle a promise',
    `export const all = (soql) =>
  new Promise((resolve, reject) => {
    const records = [];
    conn.query(soql).on('record', (record) => { records.push(record); console.log(record.Id); }).on('end', () => resolve(records)).on('error', reject).run({ autoFetch: true });
  });`,
    `export const all = (soql) =>
  retrySalesforce(() => new Promise((resolve, reject) => {
    const records = [];
    conn.query(soql).on('record', (record) => { records.push(record); console.log(record.Id); }).on('end', () => resolve(records)).on('error', reject).run({ autoFetch: true });
  }), ${READS});`,
  ],
  [
    'a form that is written down',
    `export async function upload(path) {
  const form = new FormData();
  form.append('VersionData', await readFile(path));
  return await conn.request({ method: 'POST', url: '/sobjects/ContentVersion', headers: { ...form.getHeaders() }, body: form.getBuffer() });
}`,
    `export async function upload(path) {
  const form = new FormData();
  form.append('VersionData', await readFile(path));
  return await retrySalesforce(() => conn.request({ method: 'POST', url: '/sobjects/ContentVersion', headers: { ...form.getHeaders() }, body: form.getBuffer() }), ${ONCE});
}`,
  ],
  [
    'a deployment of what can be sent again',
    `export async function deploy(zip) {
  const stream = zip.toBuffer();
  return await conn.metadata.deploy(stream, {});
}`,
    `export async function deploy(zip) {
  const stream = zip.toBuffer();
  return await retrySalesforce(() => conn.metadata.deploy(stream, {}), ${ONCE});
}`,
  ],
] as const)('a call of jsforce: %s', (_, code, mended) => {
  const program = `${HEAD}// here\n${code}`;

  it('is repeated', () => {
    expect(below(fixed(program))).toBe(mended);
  });

  it('leaves nothing else to find', () => {
    const rules = findingsIn(program).map(({ ruleId }) => ruleId);
    const others = rules.filter((rule) => rule !== 'salesforce-resilience/require-retry');
    expect(findingsIn(fixed(program)).map(({ ruleId }) => ruleId)).toEqual(others);
  });
});

describe('events that settle a promise', () => {
  it.each([
    ['fill a list outside of it', '(record) => { form.push(record); }', 'reject'],
    ['hand each record on', '(record) => done(record)', 'reject'],
    ['hand each record to what nobody knows', '(record) => save(record)', 'reject'],
    ['hand each record to a method', 'function (record) { this.save(record); }', 'reject'],
    ['count in a variable of others', '() => { count += 1; }', 'reject'],
    ['say nothing of a failure', '() => {}', 'console.error'],
  ])('are left as they are where they %s', (_, record, error) => {
    const code = `${HEAD}let count = 0;\nexport const send = (form, done) => new Promise((resolve, reject) => { conn.query('SELECT Id FROM A').on('record', ${record}).on('error', ${error}).on('end', resolve).run(); });`;
    const found = reportIn(code);
    expect(found?.message).toContain('Nothing repeats');
    expect(found?.suggestions).toBeUndefined();
  });
});

describe('what is left as it is', () => {
  it.each([
    [
      'a form that is sent as it is read',
      "conn.request({ method: 'POST', url: '/sobjects/ContentVersion', body: form })",
    ],
    ['a deployment that is waited for until it is done', 'conn.metadata.deploy(Buffer.from(form)).complete(true)'],
    ['a query whose records come in events', "conn.query('SELECT Id FROM A').on('record', form)"],
    ['the content of a file, which comes as a stream', "conn.sobject('Attachment').record(form).blob('Body')"],
    ['a callback beside a stream', "conn.sobject('A').create(form, done)"],
  ])('%s', (_, sent) => {
    const found = reportIn(`${HEAD}export const send = async (form, done) => await ${sent};`);
    expect(found?.message).toContain('Nothing repeats');
    expect(found?.suggestions).toBeUndefined();
  });
});

describe('a request of superagent', () => {
  const program = (from: string, sent: string): string =>
    `import wrapped from '${from}';\nimport superagent from 'superagent';\nconst agent = wrapped(superagent, Promise);\n// here\nexport const remove = (id) => ${sent};`;
  const SENT = 'agent.del(`${base}/services/data/v60.0/sobjects/A/${id}`).end()';

  it('is repeated where a package makes a promise of its end', () => {
    expect(below(fixed(program('superagent-promise', SENT)))).toBe(
      `export const remove = (id) => retrySalesforce(() => ${SENT}, { idempotent: true });`,
    );
  });

  it('is not repeated where its end is none', () => {
    const found = reportIn(`import agent from 'superagent';\nexport const remove = (id) => ${SENT};`);
    expect(found?.message).toContain('Nothing repeats this DELETE');
    expect(found?.suggestions).toBeUndefined();
  });
});
