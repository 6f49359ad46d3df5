/** Which snippets the editor offers, where their text is, and what of it is filled in. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import prettier from 'prettier';
import { FRAMEWORKS, type Framework, type Scenario, SCENARIOS, testText } from '../snippets/scripts/outage-tests.ts';
import { toJavaScript } from '../snippets/scripts/to-javascript.ts';
import type { Hole } from './snippet-body.ts';

const root = path.resolve(import.meta.dirname, '../snippets');

export type CodeLanguage = 'typescript' | 'javascript';

/** A snippet before it is brought into the editor's syntax. */
export interface EditorSnippet {
  readonly name: string;
  readonly prefix: string;
  readonly description: string;
  readonly text: string;
  readonly holes: readonly Hole[];
}

/** A file of `snippets/generated`, without its extension. */
interface Pasted extends Pick<EditorSnippet, 'description' | 'name' | 'prefix'> {
  readonly file: string;
  readonly holes?: readonly Hole[];
  /** What only its TypeScript has. */
  readonly typescriptHoles?: readonly Hole[];
}

const API_VERSION: Hole = { at: /(?<=apiVersion = ')\d+\.0(?=')/ };
const HARNESS: Hole = { at: /(?<=from ')\.\/salesforce-outage[^']*/ };

const PASTED: readonly Pasted[] = [
  {
    prefix: 'sfclient',
    name: 'Salesforce: resilient client',
    description: 'A fetch that outlasts 503: safe retries, Retry-After, one login for all, circuit breaker, limits.',
    file: 'salesforce-fetch',
  },
  {
    prefix: 'sfcore',
    name: 'Salesforce: resilient client, short',
    description: 'The least that outlasts 503: safe retries with jitter, Retry-After, one login for all.',
    file: 'salesforce-fetch-core',
  },
  {
    prefix: 'sfupsert',
    name: 'Salesforce: upsert by external id',
    description: 'Writes a record that is stored once, however often it is sent.',
    file: 'upsert-by-external-id',
    holes: [API_VERSION],
  },
  {
    prefix: 'sfresults',
    name: 'Salesforce: results of each record',
    description: 'Reads what became of each record of a composite or collections answer, and throws for what failed.',
    file: 'record-results',
  },
  {
    prefix: 'sfbulk',
    name: 'Salesforce: Bulk API 2.0 load',
    description: 'Loads rows through Bulk API 2.0; can be killed and continued without losing or repeating a row.',
    file: 'bulk-load',
    holes: [API_VERSION],
  },
  {
    prefix: 'sfpoll',
    name: 'Salesforce: poll a Bulk job',
    description: 'Waits for the end of a Bulk job through an outage, with growing pauses and a deadline.',
    file: 'poll-job',
    holes: [API_VERSION],
  },
  {
    prefix: 'sfhealth',
    name: 'Salesforce: health check',
    description: 'Says before a batch whether the org is up and has calls left, and when to come back.',
    file: 'check-health',
    holes: [API_VERSION],
  },
  {
    prefix: 'sftrust',
    name: 'Salesforce: trust status',
    description: 'What the public status page says of an instance: an explanation, never a reason to stop.',
    file: 'trust-status',
    holes: [{ at: /(?<=baseUrl = ')[^']+/ }],
  },
  ...queueWorkers(),
  {
    prefix: 'sfoutage',
    name: 'Salesforce: outage harness',
    description: 'A scripted Salesforce for tests, with a ledger, a clock of its own and a verdict.',
    file: 'outage/salesforce-outage',
  },
  {
    prefix: 'sfoutagefull',
    name: 'Salesforce: outage harness, with Bulk and composite',
    description: 'The outage harness with the Bulk, composite and collections APIs.',
    file: 'outage/salesforce-outage-full',
  },
  {
    prefix: 'sfoutageserver',
    name: 'Salesforce: outage server',
    description: 'The outage harness on the loopback interface, for clients that do not use fetch. For Node.js.',
    file: 'outage/outage-server',
    typescriptHoles: [HARNESS],
  },
];

function queueWorkers(): Pasted[] {
  const brokers = [
    ['sfsqs', 'SQS worker', 'sqs-worker'],
    ['sfsqslambda', 'SQS handler for AWS Lambda', 'sqs-lambda'],
    ['sfrabbitmq', 'RabbitMQ worker', 'rabbitmq-worker'],
    ['sfkafka', 'Kafka worker', 'kafka-worker'],
    ['sfpubsub', 'Pub/Sub worker', 'pubsub-worker'],
    ['sfbullmq', 'BullMQ worker', 'bullmq-worker'],
  ] as const;
  return brokers.map(([prefix, title, file]) => ({
    prefix,
    name: `Salesforce: ${title}`,
    description: 'Acknowledges a message after Salesforce has it; waits out outages, dead-letters what will never do.',
    file,
  }));
}

/** The snippets for TypeScript or JavaScript. */
export async function codeSnippets(language: CodeLanguage): Promise<EditorSnippet[]> {
  const tests = FRAMEWORKS.flatMap((framework) =>
    SCENARIOS.map((scenario) => outageTest(scenario, framework, language)),
  );
  return Promise.all([...PASTED.map((pasted) => pastedSnippet(pasted, language)), ...tests]);
}

async function pastedSnippet(pasted: Pasted, language: CodeLanguage): Promise<EditorSnippet> {
  const { name, prefix, description, file, holes = [], typescriptHoles = [] } = pasted;
  const extension = language === 'typescript' ? 'ts' : 'mjs';
  const text = await readFile(path.join(root, 'generated', `${file}.${extension}`), 'utf8');
  const special = language === 'typescript' ? typescriptHoles : moduleKind(text);
  return { name, prefix, description, text, holes: [...holes, ...special] };
}

/** JavaScript is pasted into ES modules and CommonJS: its list of exports becomes either. */
function moduleKind(text: string): readonly Hole[] {
  return /^export \{/m.test(text) ? [{ at: /^export(?= \{)/m, or: 'module.exports =' }] : [];
}

async function outageTest(scenario: Scenario, framework: Framework, language: CodeLanguage): Promise<EditorSnippet> {
  return {
    name: `Salesforce: test for ${framework.title}, ${scenario.title}`,
    prefix: `sftest${framework.name}${scenario.name}`.replaceAll('-', ''),
    description: `A complete test for ${framework.title}, with the outage harness: ${scenario.title}.`,
    text: await outageTestText(scenario, framework, language),
    holes: [{ at: /(?<=from ')\.\/payments[^']*/ }, { at: /recordPayment/ }, HARNESS],
  };
}

async function outageTestText(scenario: Scenario, framework: Framework, language: CodeLanguage): Promise<string> {
  const file = path.join(root, 'generated', `test.${language === 'typescript' ? 'ts' : 'mjs'}`);
  // Where a framework imports with extensions, a test in TypeScript has to name the TypeScript file.
  const written = testText(scenario, framework);
  const text =
    language === 'typescript'
      ? written.replaceAll(/(?<= from '\.\/[^']+)\.mjs(?=';)/g, '.ts')
      : await toJavaScript(written, file);
  return prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file });
}

/** What a review comment is found by, by its heading in review-comments.md. */
const REVIEW_PREFIXES: Readonly<Record<string, string>> = {
  'Nothing repeats the call': 'retry',
  'The failure is turned into null': 'null',
  'A create is repeated': 'upsert',
  'Looking up first does not prevent duplicates': 'lookup',
  'Retry-After is ignored, or read as a number only': 'retryafter',
  'The delay has no jitter or no ceiling': 'jitter',
  'Nothing ends the waiting': 'timeout',
  '200 is taken for success': 'results',
  'The job is polled without an end': 'poll',
  'A bulk load cannot be continued': 'bulk',
  'The message is acknowledged too early': 'acknowledge',
  'Each caller logs in for itself': 'login',
  'The batch starts without a look at the org': 'health',
};

/** The snippets for Markdown: a review comment for each defect, and the runbook. */
export async function markdownSnippets(): Promise<EditorSnippet[]> {
  const read = (name: string): Promise<string> => readFile(path.join(root, 'src/review', name), 'utf8');
  const sections = (await read('review-comments.md')).split(/^## /m).slice(1);
  return [
    ...sections.map(reviewComment),
    {
      name: 'Salesforce runbook: 503 Service Unavailable',
      prefix: 'sfrunbook',
      description: 'What on-call does when Salesforce answers 503: diagnose, wait, recover, escalate.',
      text: await read('runbook.md'),
      holes: [{ at: /_ours: dashboard_/ }, { at: /_ours: queue_/ }, { at: /(?<=queue \()_ours_/ }],
    },
  ];
}

function reviewComment(section: string): EditorSnippet {
  const [heading = '', ...lines] = section.split('\n');
  const prefix = REVIEW_PREFIXES[heading];
  if (prefix === undefined) throw new Error(`Give the review comment '${heading}' a prefix in REVIEW_PREFIXES.`);
  // A comment box shows the end of each line as one.
  const text = lines
    .join('\n')
    .trim()
    .replaceAll(/(?<!\n)\n(?!\n)/g, ' ');
  const holes = text.includes('Object/ExternalId__c') ? [{ at: /Object(?=\/)/ }, { at: /ExternalId__c/ }] : [];
  return {
    name: `Salesforce review: ${heading}`,
    prefix: `sfreview${prefix}`,
    description: text.split(/(?<=\.) /)[0] ?? text,
    text,
    holes,
  };
}
