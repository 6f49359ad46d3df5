import { describe, expect, it } from 'vitest';
import { type Around, callsIn } from '../../support/model.ts';

const PATH = '/services/data/v60.0';
const SENDS = 'const r = await fetch(URL, { method, body }); return r.json();';

/** What is found, in short: what kind of call, its URL and the object that it is about. */
const found = (code: string, around?: Around): string[] =>
  callsIn(code, around).map(({ kind, url, endpoint, confidence }) =>
    [kind, url.text, endpoint?.sobject ?? '?', confidence].join(' '),
  );

/** A base class that sends to `at`, and one below it that has `own` and creates a lead. */
const classes = (at: string, own: string, base = ''): string =>
  `class Base { ${base} async send(method, path, body) { ${SENDS.replace('URL', () => `\`\${${at}}\${path}\``)} } }
   class Org extends Base { ${own} lead(body) { return this.send('POST', '/sobjects/Lead', body); } }`;

const CREATE = `wrapper {}${PATH}/sobjects/Lead Lead certain`;
const PRIMITIVE = 'request {}{} ? certain';

describe('a request of a base class', () => {
  it.each([
    ['a method of the class below', 'this.base()', `base() { return \`\${this.host}${PATH}\`; }`, ''],
    ['a method that the base class has, too', 'this.base()', `base() { return this.host + '${PATH}'; }`, 'base() {}'],
    ['a field of the class below', 'this.base', `base = host + '${PATH}';`, ''],
    ['a getter of the class below', 'this.base', `get base() { return this.host + '${PATH}'; }`, ''],
    [
      'what the constructor hands up',
      'this.base',
      `constructor(host) { super(host + '${PATH}'); }`,
      'constructor(base) { this.base = base; }',
    ],
    [
      'a member of what the constructor hands up',
      'this.config.base',
      `constructor(host) { super({ base: host + '${PATH}' }); }`,
      'constructor(config) { this.config = config; }',
    ],
  ])('goes to %s', (_, at, own, base) => {
    expect(found(classes(at, own, base))).toEqual([PRIMITIVE, CREATE]);
  });

  it('goes to what an abstract member is in the class below', () => {
    const code = classes(
      'this.base()',
      `protected base() { return \`\${this.host}${PATH}\`; }`,
      'abstract base(): string;',
    );
    expect(found(code.replace('class Base', 'abstract class Base'), { typescript: true })).toEqual([PRIMITIVE, CREATE]);
  });

  it('is known through a class between, and a helper of the base class', () => {
    const code = `class Base { async send(method, path) { return fetch(this.at(path), { method }); } at(path) { return this.base() + path; } create(name) { return this.send('POST', '/sobjects/' + name); } }
      class Crm extends Base {} class Org extends Crm { base() { return this.host + '${PATH}'; } lead() { return this.create('Lead'); } }`;
    expect(found(code)).toContain(CREATE);
  });

  it('is known in another file, and says there what it is called with', () => {
    const base = `export class Base { async send(method: string, path: string) { ${SENDS.replace('URL', '`${this.base()}${path}`')} } }`;
    const org = `import { Base } from './base'; export class Org extends Base { base() { return this.host + '${PATH}'; } lead() { return this.send('POST', '/sobjects/Lead'); } }`;
    const files = { '/repo/package.json': '{}', '/repo/src/base.ts': base, '/repo/src/org.ts': org };
    expect(found(org, { typescript: true, path: '/repo/src/org.ts', files })).toEqual([CREATE]);
  });

  it('is another one where the class below is that of another service', () => {
    const own = (name: string, base: string): string =>
      `class ${name} extends Base { base() { return ${base}; } add(body) { return this.send('POST', '/things', body); } }`;
    const base = `class Base { async send(method, path, body) { ${SENDS.replace('URL', '`${this.base()}${path}`')} } }`;
    expect(found(`// salesforce\n${base} ${own('Tickets', "this.host + '/api/v2'")}`)).toEqual([]);
    expect(found(`// salesforce\n${base} ${own('Mails', 'this.host')}`)).toEqual([]);
  });
});

describe('a request of an instance', () => {
  const client = (maker: string): string =>
    `class Client { constructor(base) { this.base = base; } async post(path, body) { return fetch(\`\${this.base}\${path}\`, { method: 'POST', body }); } }
     ${maker}`;
  const made = `new Client(host + '${PATH}')`;

  it.each([
    ['a constant', `const client = ${made}; client.post('/sobjects/Lead', {});`],
    [
      'a field',
      `class Sync { constructor(host) { this.client = ${made}; } lead() { return this.client.post('/sobjects/Lead', {}); } }`,
    ],
  ])('goes to what it was made with, held in %s', (_, maker) => {
    expect(found(client(maker))).toEqual([PRIMITIVE, CREATE]);
  });

  it('goes to what a parameter property was given', () => {
    const code = `class Client { constructor(private readonly base: string) {} async post(path: string) { return fetch(this.base + path, { method: 'POST' }); } }
      const client = ${made}; client.post('/sobjects/Lead');`;
    expect(found(code, { typescript: true })).toEqual([PRIMITIVE, CREATE]);
  });

  it('is not known by one that was made for another service', () => {
    expect(
      found(client("const client = new Client('https://api.example.com'); client.post('/sobjects/Lead', {});")),
    ).toEqual([]);
  });

  it('keeps what another instance was made with apart', () => {
    const code = client(
      `const crm = ${made}; const other = new Client('https://api.example.com'); crm.post('/sobjects/Lead', {}); other.post('/sobjects/Case', {});`,
    );
    expect(found(code)).toEqual([PRIMITIVE, CREATE]);
  });
});
