import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { applySuggestions, lintPaths } from './lint.ts';

const root = path.resolve(import.meta.dirname, '../..');
const demo = path.join(import.meta.dirname, 'payments.ts');

/** What the compiler says of `text` in the place of the demo, as strictly as it can be asked. */
function typeErrors(text: string, lib: readonly string[]): string[] {
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noImplicitOverride: true,
    noPropertyAccessFromIndexSignature: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    lib: lib.map((name) => `lib.${name}.d.ts`),
    types: ['node'],
    typeRoots: [path.join(root, 'node_modules/@types')],
    skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const read = host.readFile.bind(host);
  host.readFile = (file) => (path.resolve(file) === demo ? text : read(file));
  const program = ts.createProgram([demo], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

it.each([
  ['Node alone', ['es2022']],
  ['Node and browsers', ['es2022', 'dom', 'dom.iterable']],
])('the fixed demo type-checks under strict with the types of %s', async (_, lib) => {
  const fixed = await applySuggestions(await readFile(demo, 'utf8'), demo, { preset: 'recommended' });
  expect(fixed).toContain('function createSalesforceFetch(options: SalesforceFetchOptions = {}): typeof fetch {');
  expect(typeErrors(fixed, lib)).toEqual([]);
  expect(typeErrors(fixed.replace('maxAttempts?: number', 'maxAttempts?: string'), lib)).not.toEqual([]);
});

it('reports the same of the demo in both languages', async () => {
  const { findings } = await lintPaths(
    ['payments.js', 'payments.ts'].map((name) => path.join(import.meta.dirname, name)),
    { preset: 'recommended' },
  );
  const [javascript, typescript] = findings.map(({ messages }) => messages.map(({ message }) => message));
  expect(javascript).toEqual(typescript);
  expect(javascript).toHaveLength(6);
});
