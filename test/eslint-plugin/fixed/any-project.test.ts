import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { register, type SourceView } from '../../../eslint-plugin/src/analysis/source.ts';
import { meaningGlobals } from '../../../eslint-plugin/src/fix/global-names.ts';
import { TEMPLATES } from '../../../eslint-plugin/src/fix/templates.generated.ts';
import { sourceOfText } from '../../support/model.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const { Bundler } = ts.ModuleResolutionKind;

/** What a compiler says of texts that are modules of one project. */
function diagnosticsOf(texts: ReadonlyMap<string, string>, options: ts.CompilerOptions): string[] {
  const host = ts.createCompilerHost({});
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => {
    const text = texts.get(name);
    return text === undefined ? read(name, ...rest) : ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  };
  const fixed = { noEmit: true, skipLibCheck: true, module: ts.ModuleKind.ESNext, moduleResolution: Bundler };
  const program = ts.createProgram([...texts.keys()], { ...fixed, types: [], ...options }, host);
  return [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()].map(
    ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  );
}

function fileOf(text: string): SourceView {
  return register(sourceOfText(text, true).source!);
}

/** The templates as modules, each behind what a file says itself. */
function modules(names: readonly (keyof typeof TEMPLATES)[], own = ''): Map<string, string> {
  const source = fileOf(own);
  return new Map(
    names.map((name) => [
      path.join(root, `${name}.fixed.ts`),
      `${own}\n${meaningGlobals(TEMPLATES[name].typescript, source)}\nexport {};\n`,
    ]),
  );
}

const ALL = Object.keys(TEMPLATES) as (keyof typeof TEMPLATES)[];
const DOM = ['lib.dom.d.ts', 'lib.dom.iterable.d.ts'];

describe('the code that fixes insert', () => {
  it.each<[string, ts.CompilerOptions, readonly (keyof typeof TEMPLATES)[]]>([
    [
      'whose library is that of 2017',
      { strict: true, target: ts.ScriptTarget.ES2017, lib: [...DOM, 'lib.es2017.d.ts'] },
      ['core', 'retry', 'retryAfterMs', 'retryCallback', 'throughBreaker', 'whenToRetry'],
    ],
    [
      'whose library is that of 2020',
      { strict: true, target: ts.ScriptTarget.ES2020, lib: [...DOM, 'lib.es2020.d.ts'] },
      ALL,
    ],
    [
      'that is strict, but for null',
      { strict: true, strictNullChecks: false, target: ts.ScriptTarget.ES2022, lib: [...DOM, 'lib.es2022.d.ts'] },
      ALL,
    ],
    [
      'that is not strict, with two declarations of fetch',
      { strict: false, target: ts.ScriptTarget.ES2022, types: ['node'], typeRoots: [`${root}/node_modules/@types`] },
      ALL,
    ],
  ])('compiles in a project %s', (_, options, names) => {
    expect(diagnosticsOf(modules(names), options)).toEqual([]);
  });

  it('compiles in files that have other things by the names of globals', () => {
    const own =
      "interface Request { readonly own: 'request' }\ninterface Response { readonly own: 'response' }\ntype Record = 'record';\nclass Headers {}\nconst Date = 1;";
    expect(diagnosticsOf(modules(ALL, own), { strict: true, target: ts.ScriptTarget.ES2022 })).toEqual([]);
  });

  it('is left as it is elsewhere, and in comments and strings everywhere', () => {
    const source = fileOf('import { Response } from "express"; export const a: Response = 1;');
    const code =
      "// A Response.\nconst a = (b: Response) => b instanceof Response || c.Response === 'Response' ; /* Response */";
    expect(meaningGlobals(code, fileOf('const a = 1;'))).toBe(code);
    expect(meaningGlobals(code, source)).toBe(
      "// A Response.\nconst a = (b: globalThis.Response) => b instanceof globalThis.Response || c.Response === 'Response' ; /* Response */",
    );
  });
});
