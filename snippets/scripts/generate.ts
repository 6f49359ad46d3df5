/**
 * Writes what people paste from the parts in `snippets/src`, each as one text without imports, in TypeScript and in
 * JavaScript: the templates of the fixes, and the files of `snippets/generated`. `--check` writes nothing and fails when
 * what is there differs.
 */
import path from 'node:path';
import { writeGenerated } from '../../scripts/generated.ts';
import { assemble } from './assemble.ts';
import { toJavaScript } from './to-javascript.ts';
import { writeModules } from './write-modules.ts';

const root = path.resolve(import.meta.dirname, '../..');
const client = (name: string): string => path.join(root, 'snippets/src/client', `${name}.ts`);
const generated = path.join(root, 'snippets/generated');

/** What is pasted beside the client: each source becomes a file of its own, under this name. */
const PATTERNS = {
  'upsert/upsert-by-external-id': 'upsert-by-external-id',
  'upsert/record-results': 'record-results',
  'bulk/bulk-load': 'bulk-load',
  'bulk/poll-job': 'poll-job',
  'health/check-health': 'check-health',
  'health/trust-status': 'trust-status',
  'queue/sqs': 'sqs-worker',
  'queue/sqs-lambda': 'sqs-lambda',
  'queue/rabbitmq': 'rabbitmq-worker',
  'queue/kafka': 'kafka-worker',
  'queue/pubsub': 'pubsub-worker',
  'queue/bullmq': 'bullmq-worker',
};

/** A snippet as text: `file` is where it comes from, `region` the name between markers that fold it. */
async function templateOf(file: string, region?: string) {
  const { typescript, names, exports } = assemble(file);
  const marked = region === undefined ? typescript : `// #region ${region}\n${typescript}\n// #endregion`;
  return { typescript: marked, javascript: await toJavaScript(marked, file), names, exports };
}

const templates = {
  core: await templateOf(client('core'), 'salesforce-fetch'),
  full: await templateOf(client('salesforce-fetch'), 'salesforce-fetch'),
  retryAfterMs: await templateOf(client('core/retry-after')),
  retry: await templateOf(client('retry-salesforce'), 'retry-salesforce'),
  whenToRetry: await templateOf(client('when-to-retry')),
  throughBreaker: await templateOf(client('through-breaker')),
  lastAnswerOf: await templateOf(client('last-answer-of')),
  thenCall: await templateOf(client('then-call')),
  answerOrThrow: await templateOf(client('answer-or-throw')),
  assertLimits: await templateOf(path.join(root, 'snippets/src/health/assert-limits.ts')),
  retryCallback: await templateOf(client('retry-salesforce-callback'), 'retry-salesforce'),
  urlFetch: await templateOf(client('url-fetch-salesforce'), 'url-fetch-salesforce'),
  retryStep: await templateOf(client('retry-salesforce-step'), 'retry-salesforce-step'),
  toldOfRefused: await templateOf(path.join(root, 'snippets/src/upsert/told-of-refused.ts')),
  assertWritten: await templateOf(path.join(root, 'snippets/src/upsert/assert-written.ts')),
};

await writeModules(path.join(generated, 'salesforce-fetch-core'), templates.core);
await writeModules(path.join(generated, 'salesforce-fetch'), templates.full);
await writeModules(path.join(generated, 'retry-salesforce'), templates.retry);
for (const [source, name] of Object.entries(PATTERNS)) {
  const file = path.join(root, 'snippets/src', `${source}.ts`);
  await writeModules(path.join(generated, name), await templateOf(file));
}
await writeGenerated(
  path.join(root, 'eslint-plugin/src/fix/templates.generated.ts'),
  `/** Code that fixes insert, generated from snippets/src by \`npm run generate\`: do not edit. */
export interface Template {
  readonly typescript: string;
  readonly javascript: string;
  /** The top-level names that it declares. */
  readonly names: readonly string[];
  /** What a module made of it exports. */
  readonly exports: { readonly values: readonly string[]; readonly types: readonly string[] };
}

export const TEMPLATES = ${JSON.stringify(templates)} as const satisfies Record<string, Template>;
`,
);
