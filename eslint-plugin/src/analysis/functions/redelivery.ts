import type { TSESTree } from '@typescript-eslint/types';
import { originOf } from '../clients/origin.ts';
import { type CallLike, pathOf } from '../clients/origin-path.ts';
import { fileSays } from '../file-says.ts';
import { type FunctionNode, sourceOf, textIn } from '../source.ts';
import { bound, keyName, memberName } from '../values/bindings.ts';
import { propertyOf } from '../values/objects.ts';
import { textOf } from '../values/text.ts';

/** A platform that runs a function again, later and elsewhere, when it throws: a queue or a step runner. */
interface Platform {
  readonly name: string;
  readonly modules: readonly string[];
  /** Matches what the handler is handed to. */
  readonly path: RegExp;
  /** The option that holds the handler; otherwise the handler is an argument. */
  readonly option?: RegExp;
  /** The option that says how often it is run again, when `0` or `1` turns that off. */
  readonly attempts?: { readonly key: string; readonly none: RegExp };
  /** Whether it is run once unless the sender asked for more, which need not be visible here. */
  readonly onceByDefault?: boolean;
  /** When it takes a message for done; when the handler returns, unless said. */
  readonly settles?: Settling;
}

/** When a queue takes a message for done: told so by the handler, when that returns, or as soon as it is handed out. */
export type Settling = 'by hand' | 'on delivery' | 'on return';

const PLATFORMS: readonly Platform[] = [
  { name: 'BullMQ', modules: ['bullmq'], path: /^Worker\.new$/, onceByDefault: true },
  {
    name: 'Bull',
    modules: ['bull', 'bee-queue', 'kue'],
    path: /^(?:default\.)?(?:new|\(\)|createQueue\.\(\))\.process$/,
    onceByDefault: true,
  },
  {
    name: 'Bull',
    modules: ['@nestjs/bull', '@nestjs/bullmq'],
    path: /^(?:Process|Processor)$/,
    onceByDefault: true,
  },
  {
    name: 'SQS',
    modules: ['sqs-consumer'],
    path: /^(?:default\.)?Consumer\.(?:create|new)$/,
    option: /^handleMessage(?:Batch)?$/,
  },
  { name: 'SQS', modules: ['@aws-lambda-powertools/batch'], path: /^processPartialResponse(?:Sync)?$/ },
  {
    name: 'RabbitMQ',
    modules: ['amqplib', 'amqplib/callback_api', 'amqp-connection-manager'],
    path: /(?:^|\.)consume$/,
    settles: 'by hand',
  },
  { name: 'RabbitMQ', modules: ['rabbitmq-client'], path: /(?:^|\.)createConsumer$/ },
  { name: 'RabbitMQ', modules: ['@golevelup/nestjs-rabbitmq'], path: /^Rabbit(?:Subscribe|RPC)$/ },
  {
    name: 'Kafka',
    modules: ['kafkajs', '@confluentinc/kafka-javascript'],
    path: /\.consumer\.\(\)\.run$/,
    option: /^each(?:Message|Batch)$/,
  },
  { name: 'Pub/Sub', modules: ['@google-cloud/pubsub'], path: /\.subscription\.\(\)\.on$/, settles: 'by hand' },
  {
    name: 'Pub/Sub',
    modules: [
      'firebase-functions',
      'firebase-functions/v2/pubsub',
      'firebase-functions/v2/tasks',
      'firebase-functions/v1',
    ],
    path: /(?:onMessagePublished|onTaskDispatched|\.onPublish|\.onDispatch)$/,
    // Whether a failure brings it back is set where it is deployed.
    settles: 'by hand',
  },
  { name: 'Inngest', modules: ['inngest'], path: /(?:^|\.)createFunction$/, attempts: { key: 'retries', none: /^0$/ } },
  {
    name: 'Trigger.dev',
    modules: ['@trigger.dev/sdk', '@trigger.dev/sdk/v3'],
    path: /^(?:task|schemaTask|schedules\.task)$/,
    option: /^run$/,
    attempts: { key: 'retry.maxAttempts', none: /^[01]$/ },
  },
  { name: 'Trigger.dev', modules: ['@trigger.dev/sdk'], path: /\.(?:defineJob|runTask)$/, option: /^run$/ },
  { name: 'pg-boss', modules: ['pg-boss'], path: /^default\.new\.work$/, onceByDefault: true },
  { name: 'Graphile Worker', modules: ['graphile-worker'], path: /^run(?:Once)?$/, option: /^taskList$/ },
  {
    name: 'Azure Functions',
    modules: ['@azure/functions'],
    path: /^app\.(?:serviceBus|storage|eventHub|eventGrid)\w*$/,
    option: /^handler$/,
  },
  {
    name: 'Upstash Workflow',
    modules: [
      '@upstash/workflow',
      '@upstash/workflow/nextjs',
      '@upstash/workflow/express',
      '@upstash/workflow/cloudflare',
    ],
    path: /^(?:serve|createWorkflow)$/,
  },
  { name: 'Temporal', modules: ['@temporalio/worker'], path: /^Worker\.create$/, option: /^activities$/ },
];

/** What is known of the redelivery of a handler. */
export interface Redelivery {
  readonly name: string;
  /** Whether a failure is known to bring the work back; otherwise it depends on what is set elsewhere. */
  readonly certain: boolean;
  readonly settles: Settling;
}

/**
 * The platform that a function is handed to by `call`.
 *
 * @param key - The option that the function stands in, where it is not an argument itself.
 */
export function redeliveryBy(call: CallLike, key?: string): Redelivery | undefined {
  const origin = originOf(call.callee);
  if (origin) {
    const path = `${pathOf(origin)}${call.type === 'NewExpression' ? '.new' : ''}`;
    const platform = PLATFORMS.find(
      ({ modules, path: pattern, option }) =>
        modules.includes(origin.module ?? '') && pattern.test(path) && (option?.test(key ?? '') ?? key === undefined),
    );
    if (platform) return isOtherEvent(call) ? undefined : asRedelivery(platform, call);
  }
  return byName(call, key);
}

/** `subscription.on('error', …)`: only messages are delivered again. */
function isOtherEvent({ callee, arguments: [event] }: CallLike): boolean {
  const listens = callee.type === 'MemberExpression' && memberName(callee) === 'on';
  return listens && event?.type === 'Literal' && event.value !== 'message';
}

function asRedelivery(platform: Platform, call: CallLike): Redelivery | undefined {
  const { name, attempts, onceByDefault, settles = 'on return' } = platform;
  const { text } = sourceOf(call);
  if (attempts) {
    let value: TSESTree.Node | undefined = call.arguments[0];
    for (const key of attempts.key.split('.')) {
      value = value && optionIn(value, key);
    }
    if (value && attempts.none.test(textOf(value).text)) return undefined;
  }
  const certain = onceByDefault !== true || /\battempts\s*:\s*(?:[2-9]|\d\d)|\bretryLimit\s*:/.test(text);
  return { name, certain, settles: settlingOf(call, settles) };
}

/** What the options of a consumer say of it: `noAck: true` of RabbitMQ, `autoCommit: false` of Kafka. */
function settlingOf({ arguments: args }: CallLike, usual: Settling): Settling {
  for (const argument of args) {
    if (argument.type !== 'ObjectExpression') continue;
    const [noAck, autoCommit] = [optionIn(argument, 'noAck'), optionIn(argument, 'autoCommit')];
    if (noAck && textOf(noAck).text === 'true') return 'on delivery';
    if (autoCommit && textOf(autoCommit).text === 'false') return 'by hand';
  }
  return usual;
}

function optionIn(options: TSESTree.Node, key: string): TSESTree.Node | undefined {
  const found = propertyOf(options, key);
  return found.state === 'present' ? found.value : undefined;
}

interface Named extends Pick<Platform, 'name' | 'settles'> {
  readonly callee: RegExp;
  readonly file: RegExp;
}

/** Packages whose handlers are reached through objects that come from elsewhere: a channel, a step, a consumer. */
const NAMED: readonly Named[] = [
  { name: 'RabbitMQ', callee: /\.consume$/, file: /amqp|rabbit/i, settles: 'by hand' },
  { name: 'Kafka', callee: /consumer\.run$/i, file: /kafka/i },
  { name: 'Inngest', callee: /\bstep\.run$/, file: /inngest/i },
  { name: 'Pub/Sub', callee: /subscription\.on$/i, file: /pubsub/i, settles: 'by hand' },
  { name: 'Bull', callee: /queue\.process$/i, file: /\bbull/i },
];

const SEVERAL_ATTEMPTS = /\battempts\s*:\s*[2-9]/;

function byName(call: CallLike, key: string | undefined): Redelivery | undefined {
  const callee = textIn(call.callee);
  const found = NAMED.find((one) => one.callee.test(callee) && fileSays(call, one.file));
  if (!found || isOtherEvent(call) || (key !== undefined && found.name !== 'Kafka')) return undefined;
  const certain = found.name !== 'Bull' || fileSays(call, SEVERAL_ATTEMPTS);
  return { name: found.name, certain, settles: settlingOf(call, found.settles ?? 'on return') };
}

/** Types of the events with which a Lambda is invoked by something that invokes it again when it throws. */
const LAMBDA_TYPES = /\b(?:SQS|EventBridge|DynamoDBStream|KinesisStream|SNS|MSK)(?:Event|Handler|BatchResponse)\b/;

const TEMPORAL = /from ['"]@temporalio\/activity['"]/;

/** The platform that runs an exported function by convention: a Lambda, a Cloudflare queue, a Temporal activity. */
export function redeliveryByShape(target: FunctionNode): Redelivery | undefined {
  const { parent } = target;
  const [first] = target.params;
  const param = first ? bound(first) : undefined;
  const holder = parent.type === 'VariableDeclarator' ? parent.id : undefined;
  const typed = [param, holder].some((one) => one && LAMBDA_TYPES.test(textIn(one)));
  // What comes back is said in the answer then.
  const settles = /\bbatchItemFailures\b/.test(textIn(target)) ? 'by hand' : 'on return';
  if (typed) return { name: 'AWS Lambda', certain: true, settles };
  const name = holder?.type === 'Identifier' ? holder.name : (target.id?.name ?? keyName(parent) ?? lastOf(parent));
  if (name === 'handler' && param?.type === 'Identifier') {
    const body = textIn(target);
    const records = new RegExp(String.raw`\b${param.name}\.Records\b`).test(body);
    if (records && /\.body\b|messageAttributes|receiptHandle/.test(body))
      return { name: 'SQS', certain: true, settles };
  }
  if (name === 'queue' && isDefaultExport(parent)) return { name: 'Cloudflare Queues', certain: true, settles };
  return fileSays(target, TEMPORAL) ? { name: 'Temporal', certain: true, settles } : undefined;
}

/** `handler` in `exports.handler = …`. */
function lastOf(parent: TSESTree.Node): string | undefined {
  const left = parent.type === 'AssignmentExpression' ? parent.left : undefined;
  return left?.type === 'MemberExpression' && left.property.type === 'Identifier' ? left.property.name : undefined;
}

function isDefaultExport(property: TSESTree.Node): boolean {
  let at = property.parent;
  while (at && at.type !== 'ExportDefaultDeclaration' && at.type !== 'Program') {
    if (at.type === 'BlockStatement') return false;
    at = at.parent;
  }
  return at?.type === 'ExportDefaultDeclaration';
}
