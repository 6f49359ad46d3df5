/** Writes the outage harness as files to paste, and the tests for each framework. `--check` only compares. */
import path from 'node:path';
import { writeGenerated } from '../../scripts/generated.ts';
import { assemble } from './assemble.ts';
import { FRAMEWORKS, SCENARIOS, testText } from './outage-tests.ts';
import { toJavaScript } from './to-javascript.ts';

const root = path.resolve(import.meta.dirname, '../..');
const source = (name: string): string => path.join(root, 'snippets/src/outage', name);
const generated = (name: string): string => path.join(root, 'snippets/generated/outage', name);

async function writeKit(entry: string, name: string): Promise<void> {
  const { typescript, exports } = assemble(source(entry));
  const list = exports.values.toSorted().join(', ');
  const javascript = await toJavaScript(typescript, source(entry));
  await writeGenerated(generated(`${name}.ts`), `${typescript}\n\nexport { ${list} };\n`);
  await writeGenerated(generated(`${name}.mjs`), `${javascript}\n\nexport { ${list} };\n`);
  await writeGenerated(generated(`${name}.cjs`), `'use strict';\n\n${javascript}\n\nmodule.exports = { ${list} };\n`);
}

await writeKit('outage-kit.ts', 'salesforce-outage');
await writeKit('outage-kit-full.ts', 'salesforce-outage-full');
for (const framework of FRAMEWORKS) {
  for (const scenario of SCENARIOS) {
    const file = path.join('tests', framework.name, `${scenario.name}.${framework.extension}`);
    const typescript = testText(scenario, framework);
    const isTypescript = framework.extension.endsWith('.ts');
    await writeGenerated(generated(file), isTypescript ? typescript : await toJavaScript(typescript, generated(file)));
  }
}
