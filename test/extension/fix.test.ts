import { execFileSync } from 'node:child_process';
import { chmodSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliProject, cliProject } from '../support/cli-project.ts';

let project: CliProject;

beforeEach(() => {
  project = cliProject();
});

afterEach(() => project.remove());

const READ = 'export const limits = () => fetch(`${org}/services/data/v60.0/limits`);\n';
const FIXED_READ = 'export const limits = () => salesforceFetch(`${org}/services/data/v60.0/limits`);\n';
const create = (body: string): string =>
  `export const pay = (order) => fetch(\`\${org}/services/data/v60.0/sobjects/Payment__c\`, { method: 'POST', body: JSON.stringify(${body}) });\n`;
const HEAD = "import { org } from './config.js';\n\n";

describe('fix', () => {
  it('creates the client once for all files, and sends their calls through it', async () => {
    project.write({
      'package.json': '{ "type": "module" }',
      'src/lib/format-date.js': '',
      'src/limits.js': `${HEAD}${READ}`,
      'src/pay.js': `${HEAD}${create('{ Amount__c: 1, Order_Id__c: order.id }')}`,
    });
    const { code, out, err } = await project.run('fix');
    expect(err).toBe('');
    expect(out.split('\n')).toEqual([
      path.join('src', 'limits.js'),
      '  fixed  Create src/lib/salesforce-fetch.js with the resilient client and send this call through it.',
      '',
      path.join('src', 'pay.js'),
      expect.stringContaining('  fixed  Send it as an upsert: PATCH by the external id Order_Id__c'),
      '  fixed  Send the call through salesforceFetch of src/lib/salesforce-fetch.js.',
      '',
      '3 fixes made in 2 files. Created: ' + path.join('src', 'lib', 'salesforce-fetch.js') + '. No problems left.',
    ]);
    expect(code).toBe(0);
    expect(project.read('src/limits.js')).toBe(
      `import { org } from './config.js';\nimport { salesforceFetch } from './lib/salesforce-fetch.js';\n\n${FIXED_READ}`,
    );
    expect(project.read('src/pay.js')).toBe(`import { org } from './config.js';
import { salesforceFetch } from './lib/salesforce-fetch.js';

export const pay = (order) => salesforceFetch(\`\${org}/services/data/v60.0/sobjects/Payment__c/Order_Id__c/\${encodeURIComponent(order.id)}\`, { method: 'PATCH', body: JSON.stringify({ Amount__c: 1 }) });
`);
    expect(project.read('src/lib/salesforce-fetch.js')).toContain(
      'export const salesforceFetch = createSalesforceFetch',
    );
  });

  it('comes to an end: what it has mended it leaves as it is', async () => {
    project.write({
      'package.json': '{ "type": "module" }',
      'a.js': READ,
      'b.js': READ.replace('limits =', 'again ='),
    });
    expect((await project.run('fix')).code).toBe(0);
    const first = project.all();
    expect(await project.run('fix')).toEqual({ code: 0, out: 'Nothing to fix. No problems left.', err: '' });
    expect(project.all()).toEqual(first);
    expect((await project.run('check', '--strict')).code).toBe(0);
  });

  it('writes CommonJS where that is what files have', async () => {
    project.write({
      'package.json': '{}',
      'lib/dates.js': '',
      'limits.js':
        'const { org } = require("./config");\n\nexports.limits = () => fetch(`${org}/services/data/v60.0/limits`);\n',
    });
    expect((await project.run('--fix')).code).toBe(0);
    expect(project.read('limits.js')).toContain('const { salesforceFetch } = require("./lib/salesforce-fetch");\n');
    expect(project.read('lib/salesforce-fetch.js')).toMatch(
      /^'use strict';[^]*module\.exports = \{ .*salesforceFetch \};\n$/,
    );
  });

  it('mends only what the named rules find', async () => {
    project.write({ 'a.js': create('{ Order_Id__c: order.id }') });
    const { code } = await project.run('fix', '--rule', 'require-idempotent-write');
    expect(project.read('a.js')).toMatch(/=> fetch\(.*\/Order_Id__c\/.*'PATCH'/);
    expect(code).toBe(0);
    expect((await project.run('check')).code).toBe(1);
  });

  it('leaves what has names to fill in, unless told otherwise', async () => {
    project.write({ 'package.json': '{ "type": "module" }', 'a.js': create('{ Amount__c: 1 }') });
    const { code, out } = await project.run('fix');
    expect(code).toBe(1);
    expect(out).toMatch(
      /^ {2}left {3}\d+:\d+ {2}This POST creates Payment__c .* {2}salesforce-resilience\/require-idempotent-write$/m,
    );
    expect(out).toContain('Its fix has names to fill in: set the external-id field');
    expect(out).toMatch(/1 problem left\.$/);
    expect((await project.run('fix', '--holes')).code).toBe(0);
    expect(project.read('a.js')).toContain('sobjects/Payment__c/External_Id__c/${encodeURIComponent(externalId)}');
  });

  it('finds the external id in the metadata of the project', async () => {
    project.write({
      'sfdx/objects/Payment__c/fields/Receipt__c.field-meta.xml':
        '<CustomField><externalId>true</externalId></CustomField>',
      'a.js': create('{ Amount__c: 1, Receipt__c: order.receipt }'),
    });
    expect((await project.run('fix')).code).toBe(0);
    expect(project.read('a.js')).toContain('Payment__c/Receipt__c/${encodeURIComponent(order.receipt)}');
  });

  it('leaves tests alone, unless the settings say otherwise', async () => {
    project.write({ 'test/a.js': READ, 'a.test.js': READ });
    expect(await project.run('fix', '.', 'a.test.js')).toEqual({
      code: 0,
      out: 'Nothing to fix. No problems left. 2 test files left alone.',
      err: '',
    });
    expect(project.read('test/a.js')).toBe(READ);
    project.link('eslint');
    const settings = "{ 'salesforce-resilience': { tests: true } }";
    project.write({ 'eslint.config.mjs': `export default [{ files: ['**/*.js'], settings: ${settings} }];\n` });
    expect((await project.run('check', '--fix', 'test')).code).toBe(0);
    expect(project.read('test/a.js')).toContain('salesforceFetch(');
  });

  it('keeps line ends, byte-order mark, mode and links', async () => {
    project.write({ 'real/a.js': `\uFEFF${READ}`.replaceAll('\n', '\r\n') });
    chmodSync(path.join(project.folder, 'real/a.js'), 0o750);
    symlinkSync(path.join(project.folder, 'real/a.js'), path.join(project.folder, 'linked.js'));
    expect((await project.run('fix', 'linked.js')).code).toBe(0);
    const text = project.read('real/a.js');
    expect(text.startsWith('\uFEFF')).toBe(true);
    expect(text).toContain('salesforceFetch(');
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(statSync(path.join(project.folder, 'real/a.js')).mode & 0o777).toBe(0o750);
  });

  it('mends the script of a component and nothing around it', async () => {
    project.write({
      'package.json': '{}',
      'src/A.vue': `<template>é</template>\n<script setup lang="ts">\n${READ.replace('export ', '')}</script>\n`,
    });
    expect((await project.run('fix')).code).toBe(0);
    expect(project.read('src/A.vue')).toMatch(
      /^<template>é<\/template>\n<script setup lang="ts">\nimport \{ salesforceFetch \} from '[^']+';\n\nconst limits = \(\) => salesforceFetch\([^]*<\/script>\n$/,
    );
  });

  it('names what cannot be mended, mends the rest, and ends with 2', async () => {
    const latin = Buffer.from(`// caf\u00e9\n${READ}`, 'latin1');
    project.write({ 'broken.js': 'const salesforce = ;\n', 'good.js': READ, 'latin.js': latin });
    const { code, err } = await project.run('fix', '.', 'missing', '--strict');
    expect(err.split('\n')).toEqual([
      'missing: there is no such file or folder.',
      'latin.js: it is not encoded as UTF-8.',
      'broken.js: line 1, column 20 does not parse: Unexpected token.',
    ]);
    expect(project.read('good.js')).toContain('salesforceFetch(');
    expect(code).toBe(2);
  });

  it('writes all files or none', async () => {
    project.write({ 'a.js': READ, 'b.js': READ, [`.b.js.${process.pid}.tmp`]: '' });
    const before = project.all();
    const { code, out, err } = await project.run('fix');
    expect(err).toMatch(/^b\.js: it cannot be written: EEXIST/);
    expect([code, out]).toEqual([2, '']);
    expect(project.all()).toEqual(before);
  });

  it.each([
    [['--rule', 'require-luck'], "There is no rule 'require-luck'. The rules are no-"],
    [['--rule', 'require-retry=off'], '--rule names a rule to mend, such as --rule require-retry.'],
    [['--preset', 'loose'], "--preset takes recommended, strict, not 'loose'."],
    [['--strict', '--preset', 'recommended'], '--strict and --preset recommended contradict each other.'],
    [['--format', 'json'], "Unknown option '--format'"],
    [['.'], 'There is nothing to check: no JavaScript, TypeScript, Vue or Svelte file is found.'],
  ])('ends with 2 and says what is wrong with %j', async (args, message) => {
    const { code, err } = await project.run('fix', ...args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});

describe('fix --dry-run', () => {
  it('prints a diff that git applies, and writes nothing', async () => {
    project.write({
      'package.json': '{ "type": "module" }',
      'src/lib/a.js': '',
      'src/limits.js': `${HEAD}// one\n// two\n// three\n// four\n${READ.trim()}`,
      'src/pay.js': create('{ Amount__c: 1 }'),
    });
    const before = project.all();
    const dry = await project.run('fix', '--dry-run');
    expect(dry.code).toBe(1);
    expect(dry.err).toMatch(
      /2 fixes would be made in 2 files\. To be created: .*salesforce-fetch\.js\. 1 problem left\.$/,
    );
    expect(dry.out).toContain("+import { salesforceFetch } from './lib/salesforce-fetch.js';");
    expect(project.all()).toEqual(before);
    execFileSync('git', ['apply', '-'], { cwd: project.folder, input: `${dry.out}\n` });
    const applied = project.all();
    project.write(before);
    execFileSync(process.execPath, ['-e', "require('fs').rmSync('src/lib/salesforce-fetch.js')"], {
      cwd: project.folder,
    });
    await project.run('fix');
    expect(project.all()).toEqual(applied);
  });

  it('prints nothing to apply where nothing changes', async () => {
    project.write({ 'a.js': 'export const a = 1;\n' });
    expect(await project.run('fix', '--dry-run')).toEqual({
      code: 0,
      out: '',
      err: 'Nothing to fix. No problems left.',
    });
  });
});
