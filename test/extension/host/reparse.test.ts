import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, type Parsed, ParseError } from '../../../extension/src/host/parse.ts';
import { createReparser } from '../../../extension/src/host/reparse.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** Everything about a tree that the analysis can see: nodes, places, names, and that each child knows its parent. */
function shown({ ast, comments, text, visitorKeys }: Parsed): unknown {
  const view = (node: Record<string, unknown>, parent: unknown): unknown => {
    expect(node['parent']).toBe(parent);
    const keys = visitorKeys[node['type'] as string] ?? [];
    const own = Object.entries(node).filter(
      ([key, value]) =>
        !/^(?:parent|start|end|extra|comments|interpreter|tokens)$/.test(key) &&
        (!keys.includes(key) || value === undefined) &&
        (typeof value !== 'object' || /^(?:range|value|regex)$/.test(key)),
    );
    const { start, end } = node['loc'] as { start: Place; end: Place };
    const children = keys.map((key) => {
      const child = node[key] as Record<string, unknown> | (Record<string, unknown> | null)[] | null | undefined;
      if (Array.isArray(child)) return child.map((one) => one && view(one, node));
      return child && view(child, node);
    });
    const place = node['type'] === 'Program' ? [] : [start.line, start.column, end.line, end.column];
    return [Object.fromEntries(own.filter(([key]) => node['type'] !== 'Program' || key !== 'range')), place, children];
  };
  expect(ast.range[1]).toBe(text.length);
  const { line, column } = ast.loc.end;
  return [
    view(ast as unknown as Record<string, unknown>, undefined),
    [line, column],
    comments.map(({ type, value, start, end, loc }) => [type, value, start, end, loc.start.line, loc.start.column]),
  ];
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function attempt(parseText: () => Parsed): unknown {
  try {
    return shown(parseText());
  } catch (error) {
    if (error instanceof ParseError) return error.message;
    throw error;
  }
}

/** What is typed, pasted or deleted; much of it changes what stands around it. */
const TYPED = [
  ...[
    'x',
    ' ',
    '\n',
    ';',
    '(',
    ')',
    '{',
    '}',
    '`',
    "'",
    '/',
    '/*',
    '*/',
    '// ',
    '\n\n',
    '\n(y)\n',
    '\n[1]\n',
    '\n`t`\n',
  ],
  ...["\n'use strict';\n", '\nlet', '\nasync ', '\nexport ', '\nif (a) b()\n', '\nelse c()\n', '<', '\n+1\n', '\nas\n'],
  ...[
    '\nconst z = 1\n',
    '\nfunction f() {}\n',
    '\nclass A {}\n',
    '\n@decorate\n',
    'é',
    '😀',
    '\r\n',
    '#!x\n',
    '\n-->\n',
  ],
];

const FILES = [
  ...readdirSync(path.join(root, 'test/fixtures/article')).map((name) => `test/fixtures/article/${name}`),
  'test/demo/payments.js',
  'test/demo/payments.ts',
  'snippets/src/client/core.ts',
  'snippets/src/client/within.ts',
];
const UNUSUAL = `'use strict'
import a from 'a'
const b = a
enum E { A }
export import q = a.b
@decorate export class C<T> { constructor(private readonly x: T) {} }
namespace n.m { export const o = 1 }
label: for (;;) { break label }
type F = (x: number) => string
export default () => ({ b })
`;

const edits = fc.array(
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(30), typed: fc.constantFrom('', ...TYPED) }),
  { minLength: 1, maxLength: 12 },
);

describe('a text that is parsed after an edit', () => {
  it('keeps the statements that the edit does not touch', () => {
    const reparse = createReparser();
    const before = reparse('const a = 1;\nfunction f() { return 2; }\n\nconst c = a;\n', 'a.js').ast.body;
    const after = reparse('const a = 1;\nfunction f() { return 20; }\n\nconst c = a;\n', 'a.js').ast.body;
    expect(after.map((statement, at) => statement === before[at])).toEqual([true, false, true]);
  });

  const texts = [...FILES.map((file): [string, string] => [file, readFileSync(path.join(root, file), 'utf8')])];
  it.each([...texts, ['unusual.ts', UNUSUAL]])(
    'has the tree that it has when all of it is parsed: %s',
    (file, whole) => {
      fc.assert(
        fc.property(edits, (list) => {
          const reparse = createReparser();
          let text = whole;
          expect(attempt(() => reparse(text, file))).toEqual(attempt(() => parse(text, file)));
          for (const { at, cut, typed } of list) {
            const start = Math.floor(at * text.length);
            text = text.slice(0, start) + typed + text.slice(start + (cut > 15 ? cut - 15 : 0));
            expect(
              attempt(() => reparse(text, file)),
              text,
            ).toEqual(attempt(() => parse(text, file)));
          }
        }),
        { numRuns: 10 },
      );
    },
  );
});
