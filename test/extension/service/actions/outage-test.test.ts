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
