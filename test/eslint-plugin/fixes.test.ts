import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Linter } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import fc from 'fast-check';
import prettier from 'prettier';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { TEMPLATES } from '../../eslint-plugin/src/fix/templates.generated.ts';

const root = path.resolve(import.meta.dirname, '../..');
const pasted = (name: string): string => readFileSync(path.join(root, 'snippets/generated', name), 'utf8');

function lint(code: string, typescript: boolean): Linter.LintMessage[] {
  const languageOptions = typescript ? { parser: tseslint.parser as Linter.Parser } : {};
  return new Linter().verify(code, [{ ...plugin.configs.strict, files: ['**/*.js', '**/*.ts'], languageOptions }], {
    filename: typescript ? 'code.ts' : 'code.js',
  });
}

function applied(code: string, { range, text }: { range: readonly [number, number]; text: string }): string {
  return code.slice(0, range[0]) + text + code.slice(range[1]);
}

/** Statements that the suggestions have something to do with, in many forms. */
const statement = fc
  .record({
    base: fc.constantFrom('${base}', '${process.env.SF_URL}', 'https://acme.my.salesforce.com', '${this?.url}'),
    path: fc.constantFrom('sobjects/Payment__c', 'query?q=x', 'composite/sobjects', 'limits', 'sobjects/${type}'),
    method: fc.constantFrom('GET', 'POST', 'PATCH'),
    body: fc.constantFrom(
      '{ Reference__c: ref }',
      '{ A__c: 1, Reference__c: p.ref, }',
      'record',
      '{\n  // note\n  External_Id__c: id,\n}',
      '{ ...rest, OrderId__c: o.id }',
    ),
    shape: fc.constantFrom(
      (call: string) => `async () => { const r = await ${call}; if (!r.ok) return null; return r.json(); }`,
      (call: string) =>
        `async () => { for (let i = 0; i < 3; i++) { const r = await ${call}; if (r.ok) return r; await sleep(i); } }`,
      (call: string) =>
        `async () => { for (;;) { const r = await ${call}; if (r.status !== 503) return r; await sleep(Number(r.headers.get('Retry-After')) * 1000); } }`,
      (call: string) => `() => pRetry(() => ${call}, { retries: 3 })`,
      (call: string) =>
        `() => pRetry(async () => { const r = await ${call}; if (!r.ok) throw new Error(String(r.status)); return r; })`,
      (call: string) => `(again = true) => ${call}.then((r) => (r.status === 401 && again ? load(false) : r))`,
    ),
  })
  .map(({ base, path: end, method, body, shape }) => {
    const call = `fetch(\`${base}/services/data/v60.0/${end}\`, { method: '${method}', body: JSON.stringify(${body}) })`;
    return shape(call);
  });

const program = fc
  .array(statement, { minLength: 1, maxLength: 3 })
  .map((shapes) =>
    ["import pRetry from 'p-retry';", ...shapes.map((shape, index) => `export const load${index} = ${shape};`)].join(
      '\n',
    ),
  );

describe.each([
  ['JavaScript', false],
  ['TypeScript', true],
])('suggestions in %s', (_, typescript) => {
  it('leave code that parses, whichever is taken', () => {
    fc.assert(
      fc.property(program, (code) => {
        for (const { suggestions = [] } of lint(code, typescript)) {
          for (const { fix } of suggestions) {
            const fatal = lint(applied(code, fix), typescript).find((message) => message.fatal);
            expect(fatal, applied(code, fix)).toBeUndefined();
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('come to an end: taken one after the other, nothing is reported that could still be fixed', () => {
    fc.assert(
      fc.property(program, (code) => {
        let fixed = code;
        let rounds = 0;
        // At most three calls, and each rule reports a call once.
        const most = 3 * Object.keys(plugin.rules).length;
        for (; rounds <= most; rounds += 1) {
          const next = lint(fixed, typescript).flatMap(({ suggestions = [] }) => suggestions)[0];
          if (!next) break;
          fixed = applied(fixed, next.fix);
        }
        expect(rounds, fixed).toBeLessThanOrEqual(most);
        expect(
          lint(fixed, typescript).filter(({ ruleId }) => ruleId?.endsWith('require-retry')),
          fixed,
        ).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the templates', () => {
  it('are what people paste, byte for byte', () => {
    expect(pasted('salesforce-fetch-core.ts')).toContain(TEMPLATES.core.typescript);
    expect(pasted('salesforce-fetch.ts')).toContain(TEMPLATES.full.typescript);
    expect(pasted('salesforce-fetch.mjs')).toContain(TEMPLATES.full.javascript);
    expect(TEMPLATES.core.typescript).toContain(TEMPLATES.retryAfterMs.typescript);
    expect(TEMPLATES.core.typescript).toMatch(/^\/\/ #region salesforce-fetch\n[^]*\/\/ #endregion$/);
  });

  it('come out of a fixed file as they went in', () => {
    const [report] = lint("import './a.js';\nfetch(`${base}/services/data/v60.0/limits`);\n", true);
    const fixed = applied(
      "import './a.js';\nfetch(`${base}/services/data/v60.0/limits`);\n",
      report!.suggestions![0]!.fix,
    );
    const start = fixed.indexOf('// #region');
    expect(fixed.slice(start, fixed.indexOf('// #endregion') + '// #endregion'.length)).toBe(TEMPLATES.core.typescript);
  });

  it('are the same program in JavaScript: without its types, the TypeScript compiles to the same', async () => {
    const emitted = (code: string): Promise<string> => {
      const target = ts.ScriptTarget.ES2023;
      const options = { target, module: ts.ModuleKind.ES2022, removeComments: true, useDefineForClassFields: true };
      return prettier.format(ts.transpileModule(code, { compilerOptions: options }).outputText, { parser: 'babel' });
    };
    for (const { typescript, javascript } of Object.values(TEMPLATES)) {
      expect(await emitted(javascript)).toBe(await emitted(typescript));
    }
  });

  it('report nothing themselves', () => {
    for (const { typescript, javascript } of Object.values(TEMPLATES)) {
      expect(lint(typescript, true)).toEqual([]);
      expect(lint(javascript, false)).toEqual([]);
    }
  });
});
