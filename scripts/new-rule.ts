/**
 * Writes what a new rule needs: `npm run new-rule NAME` makes the rule, its test and its page, and brings the index and
 * the tables up to date. The test fails until the rule says what it reports.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const NAME = /^(?:require|no|prefer)(?:-[a-z]+){1,4}$/;

const ruleText = (name: string): string => `import { defineRule } from '../rule/define-rule.ts';
import { targetOf } from '../rule/wording.ts';

export default defineRule({
  name: '${name}',
  description: 'Say in one line, without a full stop, what this rule asks for',
  severity: 'S2',
  preset: 'strict',
  messages: {
    problem: 'Say what goes wrong at this call {{target}}.',
  },
  problems(call) {
    // Ask the model: a new question becomes a fact in src/analysis/facts.
    if (call.facts.retry.state !== 'absent') return [];
    return [{ at: call.node, messageId: 'problem', data: { target: targetOf(call) }, suggest: [] }];
  },
});
`;

const testText = (name: string): string => `import { testRule } from '../../support/rule-cases.ts';

testRule('${name}', {
  valid: [{ name: 'another service', code: "fetch('https://example.com');" }],
  invalid: [
    {
      name: 'a read',
      code: 'fetch(\`\${base}/services/data/v60.0/limits\`);',
      errors: [{ message: 'Say what goes wrong at this call to /services/data/v60.0/limits.', line: 1, column: 1 }],
    },
  ],
});
`;

const pageText = `<!-- begin head -->
<!-- end head -->

Say what happens to a user's records without this rule, and how the rule finds it.

## Incorrect

\`\`\`js
await fetch(\`\${instanceUrl}/services/data/v60.0/limits\`);
\`\`\`

## Correct

\`\`\`js
await fetch('https://example.com');
\`\`\`

## The fix

Say what the suggestion changes.

## When not to use it

Say when a user is right to disable it.

## Sources

- Name the page of Salesforce or the section of the RFC that the rule rests on.
`;

const [name, folder = path.resolve(import.meta.dirname, '..')] = process.argv.slice(2);
if (name === undefined || !NAME.test(name)) {
  console.error(
    'Usage: npm run new-rule NAME, with a name such as require-timeout, no-early-acknowledgement or prefer-bulk.',
  );
  process.exit(2);
}
const files: Readonly<Record<string, string>> = {
  [`eslint-plugin/src/rules/${name}.ts`]: ruleText(name),
  [`test/eslint-plugin/rules/${name}.test.ts`]: testText(name),
  [`eslint-plugin/docs/rules/${name}.md`]: pageText,
};
const taken = Object.keys(files).find((file) => existsSync(path.join(folder, file)));
if (taken !== undefined) {
  console.error(`${taken} exists already: nothing was written.`);
  process.exit(2);
}
for (const [file, text] of Object.entries(files)) {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), text);
  console.log(`wrote ${file}`);
}
execFileSync(
  process.execPath,
  ['--import', import.meta.resolve('tsx'), path.join(folder, 'scripts/generate-rules.ts')],
  {
    cwd: folder,
    stdio: 'inherit',
  },
);
