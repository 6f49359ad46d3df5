import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Edit } from 'eslint-plugin-salesforce-resilience/analysis';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { expect, it } from 'vitest';
import { parseQuietly } from '../../extension/src/host/parse.ts';
import { withEdits } from '../../extension/src/service/actions/edits.ts';
import { fixRound } from '../../extension/src/service/actions/fix-round.ts';
import type { FixOptions } from '../../extension/src/service/actions/preferred-fix.ts';
import { configurationFrom } from '../../extension/src/service/configuration.ts';
import { createDocuments, type LintedScript } from '../../extension/src/service/documents.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const filesIn = (folder: string): string[] => readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`);

/** Code that rules find something in: of their pages, of the article, of the demo. */
const FIXTURES = [
  ...filesIn('eslint-plugin/docs/rules').flatMap((file) => {
    return [...read(file).matchAll(/```[jt]s\n([^]*?)```/g)].map(([, code = '']) => code);
  }),
  ...[...filesIn('test/fixtures/article'), ...filesIn('test/fixtures/outage-clients')].map(read),
  read('test/demo/payments.ts'),
  read('test/demo/payments.js'),
];

/** What a fixture may look like just as well. */
const MUTATIONS: readonly ((code: string) => string)[] = [
  (code) => code,
  (code) => code.replaceAll('\n', '\r\n'),
  (code) => code.replaceAll('  ', '\t'),
  (code) => code.replaceAll(/;$/gm, ''),
  (code) => code.replaceAll(/'([^'"\n\\]*)'/g, '"$1"'),
  (code) => code.replaceAll(', ', ', /* a note */ '),
  (code) => code.replaceAll(/\{$/gm, '{ // a note'),
  (code) => code.replaceAll(/\bconst\b/g, 'let'),
  (code) => code.replaceAll(/(?<![\w.])fetch\(/g, 'globalThis.fetch('),
  (code) => code.replaceAll(/\bawait (?=fetch\()/g, 'await  '),
  (code) => `#!/usr/bin/env node\n'use strict';\n${code}`,
  (code) => `export async function around() {\n${code}\n}\n`,
  (code) => `export class Around {\n  async act(payment, token) {\n${code}\n  }\n}\n`,
  (code) => `if (isOn) { ${code.trim()} }\n`,
  (code) => code.replaceAll(/\n+/g, '\n').replaceAll(/^\s+/gm, ''),
];

const code = fc
  .array(fc.tuple(fc.constantFrom(...FIXTURES), fc.array(fc.constantFrom(...MUTATIONS), { maxLength: 2 })), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.map(([text, mutations]) => mutations.reduce((made, mutate) => mutate(made), text)).join('\n'))
  .filter((text) => parseQuietly(text, NAME) !== undefined);

const NAME = '/project/src/code.ts';
const { configuration } = configurationFrom({ preset: 'strict' }, '/project');
const documents = createDocuments({ configurationOf: () => configuration });
let version = 0;

function looked(text: string): LintedScript {
  version += 1;
  const script = documents.lintedOf(TextDocument.create(`file://${NAME}`, 'typescript', version, text))?.script;
  if (!script) throw new Error(`This cannot be looked at:\n${text}`);
  return script;
}

function expectParses(edits: readonly Edit[], { script }: LintedScript): void {
  const fixed = withEdits(script.text, edits);
  expect(parseQuietly(fixed, NAME), fixed).toBeDefined();
}

/** The same each time: what is found here is to be mended, and not to surprise somebody else. */
const BOUNDED = { seed: 6, numRuns: 150 };

it('any single suggestion leaves code that parses', () => {
  fc.assert(
    fc.property(code, (text) => {
      const script = looked(text);
      for (const { suggestions } of script.findings) for (const { edits } of suggestions) expectParses(edits, script);
    }),
    BOUNDED,
  );
}, 120_000);

it('any set of suggestions that do not overlap leaves code that parses', () => {
  fc.assert(
    fc.property(code, fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (text, draws) => {
      const script = looked(text);
      const all = script.findings.flatMap(({ suggestions }) => suggestions);
      const edits: Edit[] = [];
      for (const draw of draws) {
        const taken = all[draw % Math.max(1, all.length)]?.edits ?? [];
        const fresh = taken.filter((edit) => !edits.some((one) => isEqual(one, edit)));
        if (!fresh.some((edit) => edits.some((one) => isOverlap(one, edit)))) edits.push(...fresh);
      }
      expectParses(edits, script);
    }),
    BOUNDED,
  );
}, 120_000);

it.each([true, false])(
  'fixes come to an end within three rounds, with holes: %s',
  (holes) => {
    const options: FixOptions = { files: undefined, configuration, createsFiles: false, holes };
    fc.assert(
      fc.property(code, (text) => {
        let script = looked(text);
        for (let round = 1; round <= 3; round += 1) {
          const done = fixRound(script, options);
          if (!done) return;
          script = done.next;
        }
        const more = fixRound(script, options)?.fixes.map(({ finding, title }) => `${finding.rule}: ${title}`);
        expect(more, `${text}\n=====\n${script.script.text}`).toBeUndefined();
      }),
      { ...BOUNDED, numRuns: 60 },
    );
  },
  120_000,
);

function isEqual(one: Edit, other: Edit): boolean {
  return one.range[0] === other.range[0] && one.range[1] === other.range[1] && one.text === other.text;
}

function isOverlap({ range: [from, to] }: Edit, { range: [start, end] }: Edit): boolean {
  return (from < end && start < to) || from === start;
}
