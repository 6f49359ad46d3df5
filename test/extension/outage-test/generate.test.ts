import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliProject, cliProject } from '../../support/cli-project.ts';

let project: CliProject;

beforeEach(() => {
  project = cliProject();
});

afterEach(() => project.remove());

const read = (name: string, params = 'id'): string =>
  `export async function ${name}(${params}) {\n  return fetch(\`\${base}/services/data/v60.0/sobjects/Account/\${id}\`);\n}\n`;

/** The call of the function under test, as it is written into the test. */
async function callIn(text: string, name = 'act', file = 'src/a.js'): Promise<string> {
  project.write({ [file]: text });
  const { err } = await project.run('test', `${file}:${name}`);
  expect(err).toBe('');
  const test = project.read(file.replace(/\.\w+$/, (end) => `.${name}.outage.test${end}`));
  return /const act = async \(\) =>\s*([^;]+);/.exec(test)![1]!.replaceAll(/,?\s*\n\s*/g, ' ');
}

describe('test FILE:FUNCTION', () => {
  it('writes test and harness beside the file, the harness once, and says how to run it', async () => {
    project.write({ 'package.json': '{ "scripts": { "test": "vitest run" } }', 'src/a.js': read('one') + read('two') });
    expect(await project.run('test', 'src/a.js:one')).toEqual({
      code: 0,
      out: 'Written: src/a.one.outage.test.js\nWritten: src/salesforce-outage.js\nRun it: npx vitest run src/a.one.outage.test.js',
      err: '',
    });
    expect((await project.run('test', 'src/a.js:two')).out).toBe(
      'Written: src/a.two.outage.test.js\nRun it: npx vitest run src/a.two.outage.test.js',
    );
    // What it writes is no reason to complain.
    project.write({ 'src/a.js': '' });
    expect(await project.run('check', '--strict')).toMatchObject({ code: 0 });
  });

  it.each([
    ['{ "scripts": { "test": "jest" }, "devDependencies": { "vitest": "4" } }', 'npx jest'],
    ['{ "devDependencies": { "mocha": "11" } }', 'npx mocha'],
    ['{ "scripts": { "test": "node --import tsx --test" } }', 'node --test'],
    ['{}', 'node --test'],
    ['no JSON', 'node --test'],
  ])('takes the framework of %s', async (manifest, run) => {
    project.write({ 'package.json': manifest, 'src/a.js': read('one') });
    expect((await project.run('test', 'src/a.js:one')).out).toContain(`Run it: ${run} src`);
  });

  it.each([
    [
      'what the URL says',
      'id, host, version',
      'const r = await fetch(`https://${host}/services/data/${version}/sobjects/Account/${id}`); return r;',
      "act(record.id 'acme.my.salesforce.com' 'v60.0')",
    ],
    [
      'what is put together',
      'base, id',
      "return fetch(base + '/services/data/v60.0/sobjects/Account/' + id);",
      "act('https://acme.my.salesforce.com' record.id)",
    ],
    [
      'headers',
      'token, auth',
      'return fetch(`${base}/services/data/v60.0/limits`, { headers: { Authorization: auth, a: `Bearer ${token}` } });',
      'act(TOKEN `Bearer ${TOKEN}`)',
    ],
    [
      'properties, lists and defaults',
      '{ order, lines, force = true }, log = console',
      'log.info(order.customer.email, lines.map((line) => line.quantity * 2)); return fetch(`${base}/services/data/v60.0/limits`);',
      "act({ order: { customer: { email: 'ada@example.com' } } lines: [{ quantity: 100 }] })",
    ],
    [
      'functions that are called',
      'payment',
      'return send(payment); function send({ reference }) { return fetch(`${base}/services/data/v60.0/sobjects/Payment__c`, { method: "POST", body: JSON.stringify({ Reference__c: reference }) }); }',
      'act({ reference: KEY })',
    ],
  ])('makes arguments up from %s', async (_, params, body, call) => {
    const found = await callIn(`export async function act(${params}) { ${body} }\n`);
    expect(found.replaceAll(',', '').replaceAll(/\(\s+/g, '(').replaceAll(/\s+\)/g, ')')).toBe(
      call.replaceAll(',', ''),
    );
  });

  it('makes them up from types, as far as they are here', async () => {
    const types = `import type { Far } from './far.ts';
interface Payment { amount: number; name: string; note?: string; kind: 'card' | 'cash'; at: Date; tags: string[] }
`;
    const call = await callIn(
      `${types}export const act = async (payment: Payment, far: Far, isNew: boolean) => fetch(\`\${far.base}/services/data/v60.0/limits\`);\n`,
      'act',
      'src/a.ts',
    );
    expect(call).toContain(
      "amount: 100, name: 'name-1', kind: 'card', at: new Date('2026-01-08T14:00:00Z'), tags: ['tag-1']",
    );
    expect(call).toContain("{ base: 'https://acme.my.salesforce.com' } as never");
    expect(call).toMatch(/\btrue/);
  });

  it('makes an object of a class first, and finds what is exported in any way', async () => {
    const body = "{ return fetch(this.url + '/services/data/v60.0/limits'); }";
    expect(
      await callIn(
        `class Client { constructor(url) { this.url = url; } async act() ${body} }\nmodule.exports = { Client };\n`,
        'Client.act',
      ),
    ).toBe("new Client('https://acme.my.salesforce.com').act()");
    expect(await callIn(`module.exports = async function act() ${body}\n`, 'act', 'b.js').catch(String)).toContain(
      'act',
    );
    expect(await callIn(`exports.api = { async act() ${body} };\n`, 'api.act', 'c.js')).toBe('api.act()');
    expect(await callIn(`export default async function act() ${body}\n`, 'act', 'd.mjs')).toBe('subject()');
  });

  it('follows what a constructor keeps, and takes what an argument is compared with', async () => {
    const call = await callIn(
      `export class Client {
  constructor(session) { this.session = session; }
  async act(verb) {
    if (!['GET', 'HEAD'].includes(verb)) throw new Error('unknown');
    return fetch(\`\${this.session.instance_url}/services/data/v60.0/limits\`, { method: verb, headers: { Authorization: \`Bearer \${this.session.id}\` } });
  }
}
`,
      'Client.act',
    );
    expect(call).toContain("instance_url: 'https://acme.my.salesforce.com'");
    expect(call).toContain('id: TOKEN');
    expect(call).toMatch(/\.act\(\s*'GET'\s*\)/);
  });

  it('lets a login fail where that is all that a function does', async () => {
    project.write({
      'a.js':
        "export const logIn = () => fetch(`${base}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials' }) });\n",
    });
    await project.run('test', 'a.js:logIn');
    expect(project.read('a.logIn.outage.test.js')).toContain(
      'salesforceOutage(script.map((step) => `${step}; on=login`), {',
    );
  });

  it('sets what the module reads from the environment before it is loaded', async () => {
    project.write({
      'src/config.js': 'export const { SF_TOKEN } = process.env;\nexport const url = process.env.SF_INSTANCE_URL;\n',
      'src/a.js': `import { url } from './config.js';\n${read('one')}`,
    });
    await project.run('test', 'src/a.js:one');
    const test = project.read('src/a.one.outage.test.js');
    expect(test).toContain("process.env['SF_INSTANCE_URL'] = 'https://acme.my.salesforce.com';");
    expect(test).toContain("const { one } = await import('./a.js');");
  });

  it.each([
    ['a.js:missing', "a.js has no function 'missing'. It exports one."],
    [
      'a.js:hidden',
      'hidden of a.js is not exported, so that no test can import it. Export it; what the file runs at once goes into another one.',
    ],
    [
      'b.js:one',
      'b.js runs a program when it is imported (line 4). Put that into a file of its own, which imports the function.',
    ],
    ['c.js:idle', 'idle of c.js makes no Salesforce call that is found in its file.'],
    ['d.js:one', 'one of d.js sends by got, which the harness cannot take the place of'],
    ['d.js:two', 'two of d.js exchanges a login code, which is valid once: nothing may repeat that.'],
    ['e.js:one', 'e.js:1:19 does not parse'],
    ['f.js:one', 'f.js cannot be read: ENOENT'],
    ['g.js:one', 'g.one.outage.test.js is there already. Remove it, and it is written anew.'],
    ['in/h.js:one', 'in/salesforce-outage.js is another file than the outage harness. Rename it.'],
    ['a.js', "Say which function to test, such as test src/payments.js:recordPayment, not 'a.js'."],
  ])('says why there is no test for %s', async (place, message) => {
    project.write({
      'a.js': `${read('one')}async function hidden() {}\n`,
      'b.js': `${read('one')}await one(1);\n`,
      'c.js': `${read('one')}export function idle() {}\n`,
      'd.js':
        "import got from 'got';\nexport const one = () => got(`${base}/services/data/v60.0/limits`);\nexport const two = (code) => fetch(`${base}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', code }) });\n",
      'e.js': 'const salesforce =;',
      'g.js': read('one'),
      'g.one.outage.test.js': '',
      'in/h.js': read('one'),
      'in/salesforce-outage.js': 'mine',
    });
    const before = project.all();
    const { code, err } = await project.run('test', place);
    expect(err).toContain(message);
    expect(code).toBe(2);
    expect(project.all()).toEqual(before);
  });
});
