import { symlinkSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliProject, cliProject } from '../../support/cli-project.ts';
import { demoModule } from '../../support/demo-module.ts';
import {
  type FrameworkName,
  prepareFramework,
  runFramework,
  type TestEnd,
} from '../../snippets/outage/framework-runs.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');

const STYLES = {
  esm: { file: 'payments.js', text: demoModule('payments.js'), manifest: { type: 'module' } },
  commonjs: {
    file: 'payments.js',
    text: `${demoModule('payments.js').replaceAll('export async', 'async')}\nmodule.exports = { recordPayment };\n`,
    manifest: {},
  },
  typescript: { file: 'payments.ts', text: demoModule('payments.ts'), manifest: { type: 'module' } },
};

/** What the package.json of a project says in which a framework is used. */
const MANIFESTS: Readonly<Record<FrameworkName, object>> = {
  vitest: { devDependencies: { vitest: '4' } },
  jest: { scripts: { test: 'jest' }, devDependencies: { jest: '30', vitest: '4' } },
  'node-test': {},
  mocha: { scripts: { test: 'mocha' } },
};

const BROKEN_FAILS = [
  'recordPayment gets through a transient 503, and not earlier than Retry-After asks',
  'recordPayment stores its record exactly once when the answer is lost',
  'recordPayment sends what is invalid once, and fails with an error',
  'recordPayment gives up on an outage that does not end, and says so with an error',
];
const WORKS = 'recordPayment works while Salesforce does';

describe.each(Object.keys(MANIFESTS) as FrameworkName[])('the outage test of the demo, run by %s', (framework) => {
  let project: CliProject;
  let ends: TestEnd[];

  beforeAll(async () => {
    project = cliProject();
    symlinkSync(path.join(REPOSITORY, 'node_modules'), path.join(project.folder, 'node_modules'), 'junction');
    project.write({ 'package.json': JSON.stringify(MANIFESTS[framework]) });
    await prepareFramework(project.folder);
    const tests: string[] = [];
    for (const [style, { file, text, manifest }] of Object.entries(STYLES)) {
      // Jest takes no ES modules by itself: there, as in most projects, they are compiled.
      const own = framework === 'jest' ? {} : manifest;
      for (const version of ['broken', 'fixed']) {
        const folder = `${version}/${style}`;
        project.write({ [`${folder}/package.json`]: JSON.stringify(own), [`${folder}/${file}`]: text });
        if (version === 'fixed') expect(await project.run('fix', folder)).toMatchObject({ code: 0, err: '' });
        const { out, err, code } = await project.run('test', `${folder}/${file}:recordPayment`);
        expect([code, err]).toEqual([0, '']);
        tests.push(/^Run it: .* (\S+)$/m.exec(out)![1]!);
      }
    }
    ends = await runFramework(framework, project.folder, tests, ['--import', import.meta.resolve('tsx')]);
  }, 120_000);

  afterAll(() => project.remove());

  const inFolder = (folder: string): TestEnd[] =>
    ends.filter(({ file }) => file.includes(path.normalize(`/${folder}/`)));

  it.each(Object.keys(STYLES))('passes on the fixed one, in %s', (style) => {
    expect(inFolder(`fixed/${style}`).filter(({ passed }) => !passed)).toEqual([]);
    expect(inFolder(`fixed/${style}`).map(({ name }) => name)).toEqual([WORKS, ...BROKEN_FAILS]);
  });

  it.each(Object.keys(STYLES))('fails on the broken one, in %s', (style) => {
    const failed = inFolder(`broken/${style}`).filter(({ passed }) => !passed);
    expect(failed.map(({ name }) => name)).toEqual(BROKEN_FAILS);
    expect(inFolder(`broken/${style}`).find(({ name }) => name === WORKS)?.passed).toBe(true);
  });

  it('has harness and tests that compile under strict', () => {
    const { folder } = project;
    const files = ['broken', 'fixed'].map((version) =>
      path.join(folder, version, 'typescript/payments.recordPayment.outage.test.ts'),
    );
    const program = ts.createProgram(files, {
      ...{ noEmit: true, strict: true, skipLibCheck: true, noUncheckedIndexedAccess: true },
      ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, allowImportingTsExtensions: true },
      ...{ moduleResolution: ts.ModuleResolutionKind.Bundler, types: ['node', 'mocha'] },
      typeRoots: [path.join(REPOSITORY, 'node_modules/@types')],
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    });
    const errors = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      return `${path.relative(folder, file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    expect(errors).toEqual([]);
  });
});
