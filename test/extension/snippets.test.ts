import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { plainText, readSnippets, type SnippetEntry } from '../../extension/src/client/snippet-files.ts';
import { toSnippetBody } from '../../scripts/snippet-body.ts';
import { toJavaScript } from '../../snippets/scripts/to-javascript.ts';
import { expandSnippet } from '../support/expand-snippet.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const pasted = (file: string): string => read(`snippets/generated/${file}`);
const snippetsOf = (language: string): readonly SnippetEntry[] =>
  readSnippets(read(`extension/snippets/${language}.code-snippets`), language);

const languages = ['typescript', 'javascript', 'markdown'] as const;
const all = languages.flatMap(snippetsOf);

function bodyOf(language: string, prefix: string): string {
  const found = snippetsOf(language).find((snippet) => snippet.prefix === prefix);
  if (!found) throw new Error(`No snippet ${prefix} for ${language}.`);
  return found.body;
}

/** Which file of `snippets/generated` each prefix pastes. */
const FILES = {
  sfclient: 'salesforce-fetch',
  sfcore: 'salesforce-fetch-core',
  sfupsert: 'upsert-by-external-id',
  sfresults: 'record-results',
  sfbulk: 'bulk-load',
  sfpoll: 'poll-job',
  sfhealth: 'check-health',
  sftrust: 'trust-status',
  sfsqs: 'sqs-worker',
  sfsqslambda: 'sqs-lambda',
  sfrabbitmq: 'rabbitmq-worker',
  sfkafka: 'kafka-worker',
  sfpubsub: 'pubsub-worker',
  sfbullmq: 'bullmq-worker',
  sfoutage: 'outage/salesforce-outage',
  sfoutagefull: 'outage/salesforce-outage-full',
  sfoutageserver: 'outage/outage-server',
};
const files = Object.entries(FILES);

/** The generated tests, by the prefix that they must have. */
const tests = ['vitest', 'jest', 'node-test', 'mocha'].flatMap((framework) =>
  readdirSync(path.join(root, 'snippets/generated/outage/tests', framework)).map((file) => {
    const name = file.slice(0, file.indexOf('.test.'));
    return { file: `outage/tests/${framework}/${file}`, prefix: `sftest${framework}${name}`.replaceAll('-', '') };
  }),
);

describe('the snippets for TypeScript and JavaScript', () => {
  it.each(files)('%s pastes %s', (prefix, file) => {
    expect(expandSnippet(bodyOf('typescript', prefix))).toBe(pasted(`${file}.ts`));
    expect(expandSnippet(bodyOf('javascript', prefix))).toBe(pasted(`${file}.mjs`));
  });

  it.each(files.filter(([prefix]) => prefix !== 'sfoutageserver'))('%s pastes CommonJS too', (prefix, file) => {
    const body = bodyOf('javascript', prefix).replace('|export,module.exports =|', ':module.exports =');
    // Prettier breaks the list of exports where the line gets too long, which is elsewhere in CommonJS.
    const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(', }', ' }').trim();
    expect(oneLine(`'use strict';\n${expandSnippet(body)}`)).toBe(oneLine(pasted(`${file}.cjs`)));
  });

  it.each(tests)('$prefix pastes $file', async ({ prefix, file }) => {
    const typescript = expandSnippet(bodyOf('typescript', prefix));
    const javascript = expandSnippet(bodyOf('javascript', prefix));
    if (file.endsWith('.mjs')) {
      expect(javascript).toBe(pasted(file));
      const imported = typescript.replaceAll(/(?<=from '\.[^']+)\.ts'/g, ".mjs'");
      expect(`${await toJavaScript(imported, path.join(root, file))}\n`).toBe(javascript);
    } else {
      expect(typescript).toBe(pasted(file));
      expect(javascript).toBe(`${await toJavaScript(typescript, path.join(root, file))}\n`);
    }
  });

  it('are these and no other', () => {
    const prefixes = [...files.map(([prefix]) => prefix), ...tests.map(({ prefix }) => prefix)].toSorted();
    expect(tests).toHaveLength(24);
    for (const language of ['typescript', 'javascript'])
      expect(
        snippetsOf(language)
          .map(({ prefix }) => prefix)
          .toSorted(),
      ).toEqual(prefixes);
  });

  it.each(['typescript', 'javascript'])('for %s parse', (language) => {
    for (const { prefix, body } of snippetsOf(language)) {
      const fileName = language === 'typescript' ? 'snippet.ts' : 'snippet.mjs';
      const { diagnostics = [] } = ts.transpileModule(expandSnippet(body), {
        fileName,
        reportDiagnostics: true,
        compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
      });
      expect(
        diagnostics.map(({ messageText }) => messageText),
        prefix,
      ).toEqual([]);
    }
  });

  it('leave the cursor on what is filled in', () => {
    const holes = (language: string, prefix: string): string[] =>
      [...bodyOf(language, prefix).matchAll(/(?<!\\)\$\{\d[^}]*\}/g)].map(([hole]) => hole);
    expect(holes('typescript', 'sfupsert')).toEqual(['${1:62.0}']);
    expect(holes('javascript', 'sfupsert')).toEqual(['${1:62.0}', '${2|export,module.exports =|}']);
    expect(holes('typescript', 'sfclient')).toEqual([]);
    expect(holes('typescript', 'sftrust')).toEqual(['${1:https://api.status.salesforce.com/v1}']);
    expect(holes('javascript', 'sftestnodetesttransient503')).toEqual([
      '${3:./salesforce-outage.mjs}',
      '${2:recordPayment}',
      '${1:./payments.mjs}',
      '${2}',
    ]);
    expect(holes('markdown', 'sfreviewupsert')).toEqual(['${1:Object}', '${2:ExternalId__c}']);
    expect(holes('markdown', 'sfrunbook')).toEqual(['${1:_ours: dashboard_}', '${2:_ours: queue_}', '${3:_ours_}']);
  });
});

describe('the snippets for Markdown', () => {
  const unwrapped = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

  it('have each review comment, a paragraph a line', () => {
    const sections = read('snippets/src/review/review-comments.md').split(/^## /m).slice(1);
    const comments = snippetsOf('markdown').filter(({ prefix }) => prefix.startsWith('sfreview'));
    expect(comments).toHaveLength(sections.length);
    for (const section of sections) {
      const heading = section.slice(0, section.indexOf('\n'));
      const comment = comments.find(({ name }) => name === `Salesforce review: ${heading}`);
      expect(unwrapped(expandSnippet(comment?.body ?? ''))).toBe(unwrapped(section.slice(heading.length)));
      expect(comment?.body).not.toMatch(/[^\n]\n[^\n]/);
    }
  });

  it('have the runbook', () => {
    expect(expandSnippet(bodyOf('markdown', 'sfrunbook'))).toBe(read('snippets/src/review/runbook.md'));
  });
});

describe('every snippet', () => {
  it('has a prefix of its own that begins with sf, a name and a description', () => {
    for (const language of languages) {
      const snippets = snippetsOf(language);
      expect(snippets.length).toBeGreaterThan(10);
      expect(new Set(snippets.map(({ prefix }) => prefix)).size).toBe(snippets.length);
    }
    for (const { prefix, name, description } of all) {
      expect(prefix).toMatch(/^sf[a-z0-9]+$/);
      expect(name).toMatch(/^Salesforce/);
      expect(description, prefix).toMatch(/^\S.*\.$/s);
    }
  });

  it('is previewed as it is inserted', () => {
    for (const { body, prefix } of all) expect(plainText(body), prefix).toBe(expandSnippet(body));
  });

  it('is in a file that the manifest contributes', () => {
    const { contributes } = JSON.parse(read('extension/package.json')) as {
      contributes: { snippets: { path: string }[] };
    };
    const paths = contributes.snippets.map((snippets) => path.join('extension', snippets.path));
    expect(paths.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    expect(new Set(paths)).toEqual(new Set(languages.map((name) => `extension/snippets/${name}.code-snippets`)));
  });
});

describe('toSnippetBody', () => {
  it.each([
    ['`${base}/x` costs $5', '`\\${base\\}/x` costs \\$5'],
    ['/\\d+/', '/\\\\d+/'],
    ['{ a: {} }', '{ a: {\\} \\}'],
  ])('escapes %s', (text, body) => {
    expect(toSnippetBody(text)).toBe(body);
    expect(expandSnippet(body)).toBe(text);
  });

  it('puts placeholders where the holes are, the same number where one matches again', () => {
    const body = toSnippetBody("save('a$b'); save('c');", [{ at: /save/ }, { at: /a\$b/ }]);
    expect(body).toBe("${1:save}('${2:a\\$b}'); ${1}('c');");
    expect(expandSnippet(body)).toBe("save('a$b'); save('c');");
  });

  it('escapes what can be chosen', () => {
    const body = toSnippetBody('a = 1', [{ at: /a = 1/, or: 'b, c|' }]);
    expect(body).toBe('${1|a = 1,b\\, c\\||}');
    expect(expandSnippet(body)).toBe('a = 1');
  });

  it('says which hole there is not, and which two overlap', () => {
    expect(() => toSnippetBody('a', [{ at: /b/ }])).toThrow("No /b/ in the text that begins 'a'.");
    expect(() => toSnippetBody('abc', [{ at: /ab/ }, { at: /bc/ }])).toThrow("Two holes overlap at 'bc'.");
  });
});
