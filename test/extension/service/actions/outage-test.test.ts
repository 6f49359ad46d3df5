import { describe, expect, it } from 'vitest';
import { action, open, texts, titles } from '../service-of.ts';

const FILE = `export async function limits(base) {
  return ‸fetch(\`\${base}/services/data/v60.0/limits\`);
}

async function hidden(base) {
  return fetch(\`\${base}/services/data/v60.0/limits\`);
}
`;
const TITLE = 'Generate an outage test for limits.';
const AROUND = { files: { 'package.json': '{ "type": "module" }' } };

describe('generating an outage test', () => {
  it('is a command where there is one: the text is long, and asked for when it is wanted', () => {
    const opened = open(FILE, 'src/a.js', { ...AROUND, features: { commands: true } });
    expect(action(opened, TITLE)).toEqual({
      title: TITLE,
      kind: 'refactor',
      command: {
        title: 'Generate outage test',
        command: 'salesforceResilience.generateOutageTest',
        arguments: [{ uri: opened.document.uri, range: opened.marked }],
      },
    });
    const answer = opened.service.outageTest(opened.document, opened.marked.start);
    if (!answer || 'problem' in answer) throw new Error(answer?.problem);
    expect(Object.keys(texts(opened, answer.edit))).toEqual([
      'src/salesforce-outage.js',
      'src/a.limits.outage.test.js',
    ]);
    expect([answer.uri, answer.run]).toEqual([
      'file:///project/src/a.limits.outage.test.js',
      'node --test src/a.limits.outage.test.js',
    ]);
  });

  it('is an edit for other editors, which ask for refactorings', () => {
    const opened = open(FILE, 'src/a.js', AROUND);
    expect(titles(opened)).not.toContain(TITLE);
    expect(Object.keys(texts(opened, action(opened, TITLE, ['refactor']).edit!))).toHaveLength(2);
  });

  it('is not offered where it cannot be, and says why when asked', () => {
    const inHidden = open(FILE.replace('‸', '').replace('hidden(base) {\n  ', 'hidden(base) {\n  ‸'), 'src/a.js', {
      ...AROUND,
      features: { commands: true },
    });
    expect(titles(inHidden).join()).not.toContain('outage test');
    expect(inHidden.service.outageTest(inHidden.document, inHidden.marked.start)).toEqual({
      problem: 'There is no exported function here that calls Salesforce. Put the cursor into one, or export it.',
    });
    const got = open(
      "import got from 'got';\nexport const a = () => ‸got(`${b}/services/data/v60.0/limits`);\n",
      'src/a.js',
    );
    expect(got.service.outageTest(got.document, got.marked.start)).toMatchObject({
      problem: expect.stringContaining('sends by got') as string,
    });
    expect(titles(open(FILE, 'src/a.js', { features: { commands: true, createsFiles: false } })).join()).not.toContain(
      'outage',
    );
  });
});

describe('running an outage test', () => {
  const TEST = 'src/a.limits.outage.test.js';
  const commands = { commands: true };

  it('takes the place of generating it once it is there', () => {
    const opened = open(FILE, 'src/a.js', { files: { ...AROUND.files, [TEST]: '' }, features: commands });
    expect(titles(opened)).not.toContain(TITLE);
    expect(action(opened, 'Run the outage test for limits.')).toEqual({
      title: 'Run the outage test for limits.',
      kind: 'refactor',
      command: {
        title: 'Run outage test',
        command: 'salesforceResilience.runOutageTest',
        arguments: [{ uri: opened.document.uri, range: opened.marked }],
      },
    });
    const other = open(FILE, 'src/a.js', { files: { ...AROUND.files, [TEST]: '' } });
    expect(titles(other, ['refactor'])).toEqual([]);
  });

  it.each([
    [{ type: 'module' }, 'js', ['node', '--test', '--test-reporter=spec']],
    [{}, 'ts', ['npx', 'tsx', '--test', '--test-reporter=spec']],
    [{ devDependencies: { vitest: '4' } }, 'ts', ['npx', 'vitest', 'run', '--reporter=verbose']],
    [{ devDependencies: { jest: '30' } }, 'js', ['npx', 'jest', '--verbose']],
    [{ devDependencies: { mocha: '12' } }, 'js', ['npx', 'mocha', '--reporter=spec']],
  ])('is by the framework of the project, one line a test: %j', (manifest, extension, command) => {
    const test = `src/a.limits.outage.test.${extension}`;
    const run = { uri: `file:///project/${test}`, folder: '/project', command: [...command, test] };
    const files = { 'package.json': JSON.stringify(manifest), [test]: '' };
    const beside = open(FILE, `src/a.${extension}`, { files });
    expect(beside.service.outageTestRun(beside.document, beside.marked.start)).toEqual(run);
    const itself = open('‸', test, { files });
    expect(itself.service.outageTestRun(itself.document, itself.marked.start)).toEqual(run);
  });

  it('says what to do where there is none', () => {
    const opened = open(FILE, 'src/a.js', AROUND);
    expect(opened.service.outageTestRun(opened.document, opened.marked.start)).toEqual({
      problem: 'There is no outage test for limits yet. Generate it first.',
    });
    const none = open('‸', 'src/a.js', AROUND);
    expect(none.service.outageTestRun(none.document, none.marked.start)).toEqual({
      problem: 'There is no exported function here that calls Salesforce. Put the cursor into one, or export it.',
    });
  });
});
