import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applied, open, type Surroundings } from '../service-of.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

/** The fixtures, the demo and the examples of the rule pages. */
function examples(): [name: string, text: string][] {
  const fixtures = ['test/fixtures/article', 'test/fixtures/outage-clients'].flatMap((folder) =>
    readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`),
  );
  const files = [...fixtures, 'test/demo/payments.js', 'test/demo/payments.ts'];
  const pages = readdirSync(path.join(root, 'eslint-plugin/docs/rules'));
  return [
    ...files.map((file): [string, string] => [
      `src/${path.basename(file)}`,
      readFileSync(path.join(root, file), 'utf8'),
    ]),
    ...pages.flatMap((page) => {
      const text = readFileSync(path.join(root, 'eslint-plugin/docs/rules', page), 'utf8');
      return [...text.matchAll(/```(js|ts)\n([^]*?)```/g)].map(([, extension, code], index): [string, string] => [
        `src/${page.replace('.md', '')}-${index}.${extension}`,
        code ?? '',
      ]);
    }),
  ];
}

const AROUND: Surroundings = {
  files: { 'package.json': '{}', 'src/lib/format-date.ts': '' },
  settings: { preset: 'strict' },
};

/** What is asked next once an action has made it possible. */
const NEXT: readonly (readonly [title: RegExp, rule: string])[] = [
  // What is no create any more may be repeated after more statuses.
  [/^Send it as an upsert/, 'no-misjudged-status'],
  // A sender that waits for the answer can be told to come again.
  [/^Answer after the write/, 'prefer-durable-queue'],
  // Whoever looks at the limits sends a request, which may meet a 503, too.
  [/limits/i, 'require-retry'],
];

describe('every action on every example', () => {
  const all = examples();

  it('has examples to work on', () => {
    const count = all.filter(([name, text]) => {
      const { service, document } = open(text, name, AROUND);
      return service.diagnostics(document).length > 0;
    });
    expect(count.length).toBeGreaterThan(15);
  });

  it.each(all)('leaves code that parses, and less to find: %s', (name, text) => {
    const first = open(text, name, AROUND);
    const before = first.service.diagnostics(first.document);
    for (const { code, range } of before) {
      for (const action of first.service.codeActions(first.document, range, ['quickfix'])) {
        const opened = open(text, name, AROUND);
        const { left: found } = applied(opened, action);
        const [, next] = NEXT.find(([title]) => title.test(action.title)) ?? [];
        const left = found.filter((rule) => rule !== next);
        // What is to be filled in may hide the call; nothing may bring another finding in.
        expect([action.title, left.length < before.length || action.title.includes('fill in')]).toEqual([
          action.title,
          true,
        ]);
        if (action.isPreferred && action.diagnostics?.length === 1 && action.diagnostics[0]?.code === code)
          expect(left.filter((rule) => rule === code).length, action.title).toBeLessThan(
            before.filter((one) => one.code === code).length,
          );
      }
    }
  });
});
