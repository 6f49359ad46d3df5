import { describe, expect, it } from 'vitest';
import { action, applied, open, titles } from '../service-of.ts';

const READ = `import axios from 'axios';

export const limits = () => ‸axios.get(\`\${org}/services/data/v60.0/limits\`, { timeout: 30_000 });
`;
const LIBRARY = { 'package.json': '{}', 'src/lib/format-date.ts': '' };

describe('what repeats a call, in a module of its own', () => {
  it('is created, imported and used', () => {
    const opened = open(READ, 'src/limits.ts', { files: LIBRARY });
    const { text, made, left } = applied(opened, action(opened, /^Create /));
    const module = made['src/lib/retry-salesforce.ts'];
    expect(module).toMatch(/^async function retrySalesforce</m);
    expect(module).toMatch(
      /^export \{ retrySalesforce, retrySalesforceCallback \};\nexport type \{ RetryOptions \};\n$/m,
    );
    expect(text).toBe(`import axios from 'axios';
import { retrySalesforce } from './lib/retry-salesforce';

export const limits = () => retrySalesforce(() => axios.get(\`\${org}/services/data/v60.0/limits\`, { timeout: 30_000 }), { idempotent: true });
`);
    expect(left).toEqual([]);
  });

  it('is taken from the module that is there', () => {
    const there = 'export async function retrySalesforce(call) {\n  return call();\n}\n';
    const opened = open(READ, 'src/a/limits.ts', { files: { ...LIBRARY, 'src/lib/retry-salesforce.ts': there } });
    expect(titles(opened)[0]).toBe('Repeat the call with retrySalesforce of src/lib/retry-salesforce.ts.');
    const { text, made } = applied(opened, action(opened, /^Repeat the call/));
    expect(text).toContain("import axios from 'axios';\nimport { retrySalesforce } from '../lib/retry-salesforce';\n");
    expect(Object.keys(made)).toEqual(['src/a/limits.ts']);
  });

  it('is required where the file is CommonJS, before everything else where there is no import', () => {
    const text = '‸$.ajax({ url: `${org}/services/data/v60.0/limits` }).then(show);\nmodule.exports = {};\n';
    const opened = open(text, 'src/limits.js', { files: { 'package.json': '{}', 'src/lib/a.js': '' } });
    const { text: after, made } = applied(opened, action(opened, /^Create /));
    expect(after).toMatch(
      /^const \{ retrySalesforce \} = require\('\.\/lib\/retry-salesforce'\);\n\nretrySalesforce\(/,
    );
    expect(made['src/lib/retry-salesforce.js']).toMatch(
      /\nmodule\.exports = \{ retrySalesforce, retrySalesforceCallback \};\n$/,
    );
  });

  it('is put into the file where its name stands for something else', () => {
    const opened = open(`${READ}const retrySalesforce = 1;\n`, 'src/limits.ts', { files: LIBRARY });
    expect(titles(opened)[0]).toBe('Insert retrySalesforce into this file and repeat the call with it.');
  });
});
