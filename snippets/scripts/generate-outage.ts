/** Writes the outage harness as files to paste, and the tests for each framework. `--check` only compares. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeGenerated } from '../../scripts/generated.ts';
import { assemble } from './assemble.ts';
import { FRAMEWORKS, SCENARIOS, testText } from './outage-tests.ts';
import { toJavaScript } from './to-javascript.ts';
import { writeModules } from './write-modules.ts';

const root = path.resolve(import.meta.dirname, '../..');
const source = (name: string): string => path.join(root, 'snippets/src/outage', name);
const generated = (name: string): string => path.join(root, 'snippets/generated/outage', name);

async function writeKit(entry: string, name: string): Promise<void> {
  const { typescript, exports } = assemble(source(entry));
  const javascript = await toJavaScript(typescript, source(entry));
  await writeModules(generated(name), { typescript, javascript, exports });
}

await writeKit('outage-kit.ts', 'salesforce-outage');
await writeKit('outage-kit-full.ts', 'salesforce-outage-full');

/** The loopback face is a file of its own, for Node: it needs the types of the harness only. */
async function writeServer(): Promise<void> {
  const text = await readFile(source('server/outage-server.ts'), 'utf8');
  const typescript = text.replace("'../salesforce-outage.ts'", "'./salesforce-outage.ts'");
  await writeGenerated(generated('outage-server.ts'), typescript);
  await writeGenerated(generated('outage-server.mjs'), await toJavaScript(typescript, source('server')));
}

await writeServer();
for (const framework of FRAMEWORKS) {
  for (const scenario of SCENARIOS) {
    const file = path.join('tests', framework.name, `${scenario.name}.${framework.extension}`);
    const typescript = testText(scenario, framework);
    const isTypescript = framework.extension.endsWith('.ts');
    await writeGenerated(generated(file), isTypescript ? typescript : await toJavaScript(typescript, generated(file)));
  }
}

/** The harness and the frameworks for whoever writes tests without a disk to read them from. */
async function writeForTools(): Promise<void> {
  const textOf = (extension: string): Promise<string> =>
    readFile(generated(`salesforce-outage-full.${extension}`), 'utf8');
  const harness = { typescript: await textOf('ts'), esm: await textOf('mjs'), commonjs: await textOf('cjs') };
  // A test that is generated is named after the file that it is for.
  const unused = { extension: undefined, ending: undefined, imports: undefined, equal: undefined };
  const frameworks = FRAMEWORKS.map((one) => ({ ...one, ...unused }));
  await writeGenerated(
    path.join(root, 'extension/src/service/outage-test/harness.generated.ts'),
    `/** What generated outage tests are made of, from snippets/src/outage by \`npm run generate\`: do not edit. */
export interface Framework {
  readonly name: 'vitest' | 'jest' | 'node-test' | 'mocha';
  /** Its name for people. */
  readonly title: string;
  /** The package that it comes in; none for what Node has. */
  readonly package?: string;
  /** Finds it in a script of a package.json, as a regular expression. */
  readonly command: string;
  /** What runs one file, in JavaScript and in TypeScript. */
  readonly run: string;
  readonly runTypescript: string;
  /** What a test imports of it. */
  readonly testImport: string;
}

export const FRAMEWORKS: readonly Framework[] = ${JSON.stringify(frameworks)};

/** The outage harness with all its APIs, as a module in each style. */
export const HARNESS = ${JSON.stringify(harness)};
`,
  );
}

await writeForTools();
