import { TextDocument } from 'vscode-languageserver-textdocument';
import { DiagnosticSeverity } from 'vscode-languageserver-types';
import { rules } from 'eslint-plugin-salesforce-resilience/analysis';
import { describe, expect, it } from 'vitest';
import { documentOf, only, open, type Opened, underlined } from './service-of.ts';

const URL = '`${org}/services/data/v60.0/sobjects/Payment__c`';
const CREATE = `await fetch(${URL}, {
  method: 'POST',
  body: JSON.stringify({ Amount__c: amount }),
});`;
const READ = 'await fetch(`${org}/services/data/v60.0/limits`, { signal });';

describe('diagnostics', () => {
  it('say what happens, in which place, with the page of the rule', () => {
    const { service, document } = open(READ);
    expect(service.diagnostics(document)).toEqual([
      {
        range: { start: { line: 0, character: 6 }, end: { line: 0, character: 11 } },
        severity: DiagnosticSeverity.Error,
        source: 'salesforce-resilience',
        code: 'require-retry',
        codeDescription: { href: rules['require-retry']!.meta.docs.url },
        message:
          'Nothing repeats this GET to /services/data/v60.0/limits after a failure: a single 503 from Salesforce and whatever needs the answer fails with it.',
        data: { rule: 'require-retry', messageId: 'noRetry' },
      },
    ]);
  });

  it('underline what is called, not the lines of its options', () => {
    expect(underlined(open(CREATE))).toBe(CREATE.replace('fetch', '«fetch»'));
  });

  it('underline the last name of a chain over lines', () => {
    const chain = `import request from 'superagent';\nrequest\n  .get(${URL});`;
    expect(underlined(open(chain))).toBe(chain.replace('get', '«get»'));
  });

  it('lead to what repeats the call, in this file', () => {
    const loop = `for (let i = 0; i < 3; i++) {
  const response = await fetch(${URL}, { method: 'POST', signal, body });
  if (response.ok) break;
}`;
    const { service, document } = open(loop);
    const related = service
      .diagnostics(document)
      .flatMap(({ code, relatedInformation = [] }) =>
        relatedInformation.map(({ location, message }) => [code, location.uri, location.range.start.line, message]),
      );
    expect(related).toContainEqual(['require-idempotent-write', document.uri, 0, 'This repeats the create.']);
  });

  it('lead to another file by its address', () => {
    const { service, document } = open(
      `import { again } from './again';\nexport const pay = () => again(() => fetch(${URL}, { method: 'POST', signal, body }).then((r) => { if (!r.ok) throw new Error(); }));`,
      'src/pay.ts',
      {
        files: {
          'src/again.ts':
            '// comment\nexport async function again(work: () => Promise<unknown>) {\n  for (let i = 0; i < 3; i++) {\n    try {\n      return await work();\n    } catch {}\n  }\n  throw new Error();\n}\n',
        },
      },
    );
    const related = service.diagnostics(document).flatMap(({ relatedInformation = [] }) => relatedInformation);
    expect(related.map(({ location }) => [location.uri, location.range.start.line])).toContainEqual([
      'file:///project/src/again.ts',
      2,
    ]);
  });

  it('leave related places out for clients that cannot show them', () => {
    const { service, document } = open(
      `for (;;) { ${CREATE.replace('await', 'const r = await')} if (r.ok) break; }`,
      'a.ts',
      {
        features: { relatedInformation: false },
      },
    );
    const found = service.diagnostics(document);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((one) => one.relatedInformation === undefined)).toBe(true);
  });

  it.each([
    ['error', DiagnosticSeverity.Error],
    ['warn', DiagnosticSeverity.Warning],
    ['info', DiagnosticSeverity.Information],
    ['hint', DiagnosticSeverity.Hint],
  ] as const)('are shown as the settings say: %s', (severity, shown) => {
    const { service, document } = open(READ, 'a.ts', { settings: { rules: { 'require-retry': severity } } });
    expect(service.diagnostics(document).map((one) => one.severity)).toEqual([shown]);
  });

  it('are warnings where an outage only lasts longer', () => {
    const { service, document } = open(
      `for (let i = 0; i < 3; i++) { const r = await fetch(\`\${org}/services/data/v60.0/limits\`, { signal }); if (r.ok) break; await sleep(1000); }`,
      'src/pay.ts',
      { settings: only('require-retry-after') },
    );
    expect(service.diagnostics(document).map(({ code, severity }) => [code, severity])).toEqual([
      ['require-retry-after', DiagnosticSeverity.Warning],
    ]);
  });

  it('are none for a rule that is off, a service that is off, and a language that is not known', () => {
    expect(underlined(open(READ, 'a.ts', { settings: { rules: { 'require-retry': 'off' } } }))).toBe(READ);
    expect(underlined(open(READ, 'a.ts', { settings: { enable: false } }))).toBe(READ);
    expect(underlined(open(READ, 'a.py'))).toBe(READ);
  });

  it('look at what was never saved by its language', () => {
    const { service } = open(READ);
    const typed = 'const limits = <unknown>await fetch(`${org}/services/data/v60.0/limits`, { signal });';
    const untitled = (language: string): TextDocument =>
      TextDocument.create(`untitled:${language}`, language, 1, typed);
    expect(service.diagnostics(untitled('typescript'))).toHaveLength(1);
    expect(service.diagnostics(untitled('javascript'))).toEqual([]);
    expect(service.diagnostics(untitled('markdown'))).toEqual([]);
  });
});

describe('while a text does not parse', () => {
  it('the last findings stay, and move with the edits', () => {
    const { service, document } = open(`\n${READ}`);
    expect(service.diagnostics(document)).toHaveLength(1);
    const broken = documentOf('src/pay.ts', `const x = {\nlet;\n\n${READ}`, 2);
    service.moveWithEdits(document, [
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: 'const x = {\nlet;\n' },
    ]);
    expect(service.diagnostics(broken).map(({ range }) => range.start)).toEqual([{ line: 3, character: 6 }]);
    expect(service.codeActions(broken, service.diagnostics(broken)[0]!.range)).toEqual([]);
    expect(service.hover(broken, { line: 3, character: 8 })).toBeNull();
  });

  it('nothing is left of a document that was closed', () => {
    const { service, document } = open(READ);
    service.diagnostics(document);
    service.forget(document.uri);
    expect(service.diagnostics(documentOf('src/pay.ts', '{', 2))).toEqual([]);
  });
});

describe('answers', () => {
  it('are found out once for a version, and anew when other files have changed', () => {
    const { service, document, disk } = open(
      "import { once } from './once';\nexport const limits = () => once(() => fetch(`${org}/services/data/v60.0/limits`, { signal }));",
      'src/pay.ts',
      {
        files: { 'src/once.ts': 'export const once = (work: () => Promise<Response>) => work();\n' },
        settings: only('require-retry'),
      },
    );
    expect(service.diagnostics(document)).toHaveLength(1);
    disk.set(
      '/project/src/once.ts',
      'export async function once(work: () => Promise<Response>) {\n  for (let i = 0; i < 3; i++) {\n    const response = await work();\n    if (response.ok) return response;\n    await pause(seconds(response.headers.get("Retry-After")));\n  }\n}\n',
    );
    expect(service.diagnostics(document)).toHaveLength(1);
    service.filesChanged();
    expect(service.diagnostics(document)).toEqual([]);
  });

  const RETRIES = `{
  for (let i = 0; i < 3; i++) {
    const response = await work();
    if (response.ok) return response;
    await pause(seconds(response.headers.get("Retry-After")));
  }
}`;
  const ONCE =
    "import { once } from './once';\nexport const limits = () => once(() => fetch(`${org}/services/data/v60.0/limits`, { signal }));";
  const settings = only('require-retry');
  const told = ({ service, disk }: Opened, name: string, text: string): void => {
    disk.set(`/project/${name}`, text);
    service.filesChanged([`file:///project/${name}`]);
  };

  it('are found out anew where they rest on a file that has changed, and nowhere else', () => {
    const files = { 'src/once.ts': 'export const once = (work) => work();\n', 'src/other.ts': '' };
    const opened = open(ONCE, 'src/pay.ts', { files, settings });
    expect(opened.service.diagnostics(opened.document)).toHaveLength(1);
    opened.disk.set('/project/src/once.ts', `export async function once(work) ${RETRIES}\n`);
    told(opened, 'src/other.ts', 'export const other = 1;\n');
    // Nobody has said that what it imports is different.
    expect(opened.service.diagnostics(opened.document)).toHaveLength(1);
    told(opened, 'src/once.ts', `export async function once(work) ${RETRIES}\n`);
    expect(opened.service.diagnostics(opened.document)).toEqual([]);
  });

  it('are found out anew when another file begins to use what is in it', () => {
    const opened = open(
      'export const limits = () => fetch(`${org}/services/data/v60.0/limits`, { signal });',
      'src/pay.ts',
      {
        files: { 'package.json': '{}', 'src/other.ts': 'export {};' },
        settings,
      },
    );
    expect(opened.service.diagnostics(opened.document)).toHaveLength(1);
    const uses = `import { limits as work } from './pay';\nexport async function often(seconds, pause) ${RETRIES}\n`;
    told(opened, 'src/other.ts', uses);
    expect(opened.service.diagnostics(opened.document)).toEqual([]);
  });

  it('are found out anew when a file comes that was missing', () => {
    const opened = open(ONCE, 'src/pay.ts', { files: { 'package.json': '{}' }, settings });
    const fetch = { line: 1, character: 42 };
    const before = opened.service.hover(opened.document, fetch);
    expect(before).not.toBeNull();
    told(opened, 'src/once.ts', `export async function once(work) ${RETRIES}\n`);
    expect(opened.service.hover(opened.document, fetch)).not.toEqual(before);
  });
});
