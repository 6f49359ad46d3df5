import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Template, TEMPLATES } from '../../../eslint-plugin/src/fix/templates.generated.ts';
import { node18 } from '../../support/node-18.ts';
import { serve } from './local-server.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../../..');
const generated = path.join(root, 'snippets/generated');
const NAMES = ['salesforce-fetch-core', 'salesforce-fetch'];

/** A folder that is gone when the test ends; within the repository, where the types of Node are found. */
async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(root, 'test/.variants-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** A program that sends a create and an upsert through a 503 and a 401, a lost answer, and an abort. */
const program = (load: string): string => `${load}
// Added to Node 18 late.
delete AbortSignal.any;
const url = process.argv[2];
const client = createSalesforceFetch({ baseDelayMs: 1, refreshToken: () => Promise.resolve('new') });
const headers = { Authorization: 'Bearer old' };
const main = async () => {
  const created = await client(url + '/services/data/v64.0/sobjects/Payment__c', { method: 'POST', headers, body: '{}' });
  console.log(created.status, (await created.json()).id, new URL(created.url).pathname);
  const lost = await client(url + '/lost', { method: 'POST', body: '{}' }).catch((error) => error);
  console.log(lost instanceof SalesforceError, lost.outcome, lost.attempts);
  const controller = new AbortController();
  setTimeout(() => controller.abort('enough'), 20);
  console.log(await client(url + '/hang', { signal: controller.signal }).catch((reason) => reason));
};
main();
`;

/** A server that answers 503, then as an org does that knows the token "new" only. */
const startOrg = () =>
  serve((response, index, { path: where, authorization }) => {
    if (where === '/hang') return;
    if (where === '/lost') response.destroy();
    else if (index === 0) response.writeHead(503).end();
    else if (authorization !== 'Bearer new') response.writeHead(401).end();
    else response.writeHead(201, { 'Content-Type': 'application/json' }).end('{"id":"a01"}');
  });

describe.each(NAMES)('%s in JavaScript', (name) => {
  it.each([
    ['an ES module', 'mjs', `import { createSalesforceFetch, SalesforceError } from './${name}.mjs';`],
    ['a CommonJS module', 'cjs', `const { createSalesforceFetch, SalesforceError } = require('./${name}.cjs');`],
  ])(
    'runs on Node 18 as %s, and ends as soon as its work is done',
    async (_kind, extension, load) => {
      const made = await folder();
      const { url, received } = await startOrg();
      await writeFile(
        path.join(made, `${name}.${extension}`),
        await readFile(path.join(generated, `${name}.${extension}`)),
      );
      await writeFile(path.join(made, `main.${extension}`), program(load));
      const started = performance.now();
      const { stdout, stderr } = await run(node18(), [path.join(made, `main.${extension}`), url]);
      expect(stdout).toBe('201 a01 /services/data/v64.0/sobjects/Payment__c\ntrue unknown 1\nenough\n');
      // That its `fetch` is new is what Node 18 warns of, once, and how to see where.
      expect(stderr.replaceAll(/^.*(?:Fetch API|--trace-warnings).*$/gm, '')).not.toMatch(/warning|unhandled/i);
      expect(performance.now() - started).toBeLessThan(10_000);
      // 503, 401, the create, and the lost one; a slow machine aborts the last before it is sent.
      expect(received.length).toBeGreaterThanOrEqual(4);
    },
    120_000,
  );
});

const COMPILERS = ['typescript-5.4', 'typescript-5.9', 'typescript', 'typescript-7'];
const LIBS: [string, string[], string[]][] = [
  ['browsers', ['es2022', 'dom', 'dom.iterable'], []],
  ['Node', ['es2022'], ['node']],
  ['both', ['es2022', 'dom', 'dom.iterable'], ['node']],
];

/** A program that uses what the module exports, as strictly as it is typed. */
const user = (name: string): string => `
import { createSalesforceFetch, SalesforceError, type SalesforceFetchOptions } from './${name}.js';
const options: SalesforceFetchOptions = { refreshToken: () => Promise.resolve('new'), totalTimeoutMs: 1_000 };
const client: typeof fetch = createSalesforceFetch(options);
client('https://acme.my.salesforce.com', { method: 'POST', body: '{}' }).catch((error: unknown) => {
  if (error instanceof SalesforceError && error.outcome === 'unknown') throw new Error(String(error.retryAt?.getTime()));
});
`;

async function compile(compiler: string, files: Readonly<Record<string, string>>, lib: string[], types: string[]) {
  const made = await folder();
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(made, name), text);
  const compilerOptions = {
    noEmit: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noImplicitOverride: true,
    noImplicitReturns: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noPropertyAccessFromIndexSignature: true,
    skipLibCheck: true,
    target: 'es2022',
    module: 'nodenext',
    lib,
    types,
  };
  await writeFile(path.join(made, 'package.json'), '{ "type": "module" }');
  await writeFile(path.join(made, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const manifest = createRequire(import.meta.url).resolve(`${compiler}/package.json`);
  const tsc = path.join(path.dirname(manifest), 'bin/tsc');
  const said = await run(process.execPath, [tsc, '-p', made]).then(
    () => '',
    (error: unknown) => (error as { stdout: string }).stdout,
  );
  return said;
}

describe.each(COMPILERS)('in TypeScript, as %s sees it', (compiler) => {
  it.each(LIBS)(
    'every snippet compiles under strict with the types of %s',
    async (_name, lib, types) => {
      const texts = await Promise.all(NAMES.map((name) => readFile(path.join(generated, `${name}.ts`), 'utf8')));
      const files = Object.fromEntries(
        NAMES.flatMap((name, index) => [
          [`${name}.ts`, texts[index]!],
          [`use-${name}.ts`, user(name)],
        ]),
      );
      const alone = `${TEMPLATES.retryAfterMs.typescript}\nexport { retryAfterMs };\n`;
      expect(await compile(compiler, { ...files, 'retry-after.ts': alone }, lib, types)).toBe('');
    },
    120_000,
  );
});

it('a compiler would say what is wrong', async () => {
  expect(await compile('typescript', { 'a.ts': 'export const a: string = 1;\n' }, ['es2022'], [])).toContain('TS2322');
}, 60_000);

/** A template as the fix puts it into a file that has all of its names already. */
function renamed({ names, typescript }: Template): string {
  return names.reduce<string>(
    (text, name) => text.replaceAll(new RegExp(String.raw`\b${name}\b`, 'g'), `${name}2`),
    typescript,
  );
}

describe('the names of a template', () => {
  let compiled: Promise<string[]> | undefined;

  /** What one compiler says of all: the types of the platform are what it is busy with. */
  async function compileAll(): Promise<string[]> {
    const files = Object.entries(TEMPLATES).map(([name, template]): [string, string] => {
      const values = template.exports.values.map((value) => `${value}2`).join(', ');
      return [`${name}.ts`, `${renamed(template)}\nexport { ${values} };\n`];
    });
    return (await compile('typescript', Object.fromEntries(files), ['es2022', 'dom'], [])).split('\n');
  }

  it.each(Object.entries(TEMPLATES))('%s can all be taken by the file that it is put into', async (name, template) => {
    const said = await (compiled ??= compileAll());
    expect(said.filter((line) => line.includes(`${name}.ts(`))).toEqual([]);
    // What the caller writes stays as it is.
    const members = (text: string): string[] => {
      const [options = ''] = /interface SalesforceFetchOptions2? \{[^}]+\}/.exec(text) ?? [];
      return [...options.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, member]) => member!);
    };
    expect(members(renamed(template))).toEqual(members(template.typescript));
  });

  it('leave the compiler nothing else to say', async () => {
    expect(await (compiled ??= compileAll())).toEqual(['']);
  });
});
