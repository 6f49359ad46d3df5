import { describe, expect, it } from 'vitest';
import { action, applied, open, texts, titles } from '../service-of.ts';

describe('a comment that disables', () => {
  const disabled = (text: string, title: RegExp, name = 'src/a.tsx'): string => {
    const opened = open(text, name);
    return texts(opened, action(opened, title).edit!)[name] ?? '';
  };
  const LINE = /for this line/;

  it('stands above the line, with a reason to fill in', () => {
    expect(disabled('function a() {\n\t‸fetch(`${org}/services/data/v60.0/limits`, { signal });\n}\n', LINE)).toBe(
      'function a() {\n\t// eslint-disable-next-line salesforce-resilience/require-retry -- reason\n\tfetch(`${org}/services/data/v60.0/limits`, { signal });\n}\n',
    );
  });

  it('keeps the line ends of the file', () => {
    expect(disabled('a();\r\n‸fetch(`${org}/services/data/v60.0/limits`, { signal });\r\n', LINE)).toBe(
      'a();\r\n// eslint-disable-next-line salesforce-resilience/require-retry -- reason\r\nfetch(`${org}/services/data/v60.0/limits`, { signal });\r\n',
    );
  });

  it('joins the one that is there', () => {
    expect(
      disabled(
        '// eslint-disable-next-line no-undef -- global\n‸fetch(`${org}/services/data/v60.0/limits`, { signal });',
        LINE,
      ),
    ).toBe(
      '// eslint-disable-next-line no-undef, salesforce-resilience/require-retry -- global\nfetch(`${org}/services/data/v60.0/limits`, { signal });',
    );
    expect(
      disabled(
        '/* eslint-disable-next-line no-undef */\n‸fetch(`${org}/services/data/v60.0/limits`, { signal });',
        LINE,
      ),
    ).toBe(
      '/* eslint-disable-next-line no-undef, salesforce-resilience/require-retry */\nfetch(`${org}/services/data/v60.0/limits`, { signal });',
    );
  });

  it('has braces between the tags of JSX, and none among attributes', () => {
    expect(
      disabled(
        'const a = (\n  <p>\n    {use(‸fetch(`${org}/services/data/v60.0/limits`, { signal }))}\n  </p>\n);',
        LINE,
      ),
    ).toBe(
      'const a = (\n  <p>\n    {/* eslint-disable-next-line salesforce-resilience/require-retry -- reason */}\n    {use(fetch(`${org}/services/data/v60.0/limits`, { signal }))}\n  </p>\n);',
    );
    expect(
      disabled(
        'const a = (\n  <p\n    onClick={() => ‸fetch(`${org}/services/data/v60.0/limits`, { signal })}\n  />\n);',
        LINE,
      ),
    ).toBe(
      'const a = (\n  <p\n    // eslint-disable-next-line salesforce-resilience/require-retry -- reason\n    onClick={() => fetch(`${org}/services/data/v60.0/limits`, { signal })}\n  />\n);',
    );
  });

  it('is not offered within a text over lines', () => {
    const within = 'const a = `\n${await ‸fetch(`${org}/services/data/v60.0/limits`, { signal })}`;';
    expect(titles(open(within)).filter((title) => title.includes('for this line'))).toEqual([]);
  });

  it.each([/for this line/, /for the whole file/])('silences the rule: %s', (title) => {
    const texts = [
      'await ‸fetch(`${org}/services/data/v60.0/limits`, { signal });',
      'const a = (\n  <p>\n    {use(‸fetch(`${org}/services/data/v60.0/limits`, { signal }))}\n  </p>\n);',
      'const a = (\n  <p\n    onClick={() => ‸fetch(`${org}/services/data/v60.0/limits`, { signal })}\n  />\n);',
      '// eslint-disable-next-line no-undef -- global\n‸fetch(`${org}/services/data/v60.0/limits`, { signal });',
      "import request from 'superagent';\nrequest\n  .‸get(`${org}/services/data/v60.0/limits`)\n  .timeout(9000);",
    ];
    for (const text of texts) {
      const opened = open(text, 'src/a.tsx');
      expect(opened.service.diagnostics(opened.document)).toHaveLength(1);
      expect(applied(opened, action(opened, title)).left).toEqual([]);
    }
  });

  it('stands at the top for the whole file, below a hashbang', () => {
    expect(
      disabled('#!/usr/bin/env node\n‸fetch(`${org}/services/data/v60.0/limits`, { signal });', /whole file/),
    ).toBe(
      '#!/usr/bin/env node\n/* eslint-disable salesforce-resilience/require-retry -- reason */\nfetch(`${org}/services/data/v60.0/limits`, { signal });',
    );
  });

  it('has the reason selected where the client can do that', () => {
    const opened = open('‸fetch(`${org}/services/data/v60.0/limits`, { signal });', 'a.ts', {
      features: { snippetEdits: true },
    });
    const [change] = action(opened, /whole file/).edit?.documentChanges ?? [];
    expect(change && 'edits' in change ? change.edits : []).toMatchObject([
      { snippet: { value: '/* eslint-disable salesforce-resilience/require-retry -- ${1:reason} */\n' } },
    ]);
  });

  it('leaves the indentation of the line below to the editor in a snippet, and only there', () => {
    const text = 'function a() {\n  return ‸fetch(`${org}/services/data/v60.0/limits`, { signal });\n}\n';
    const editsOf = (snippetEdits: boolean): unknown => {
      const edit = action(open(text, 'a.ts', { features: { snippetEdits } }), /for this line/).edit;
      const [change] = edit?.documentChanges ?? [];
      return change && 'edits' in change ? change.edits : [];
    };
    const comment = '// eslint-disable-next-line salesforce-resilience/require-retry --';
    expect(editsOf(true)).toMatchObject([{ snippet: { value: `${comment} \${1:reason}\n` } }]);
    expect(editsOf(false)).toMatchObject([{ newText: `${comment} reason\n  ` }]);
  });
});
