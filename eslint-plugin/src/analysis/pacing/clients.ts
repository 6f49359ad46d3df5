import type { TSESTree } from '@typescript-eslint/types';
import type { ClientCall } from '../clients/index.ts';
import { originOf } from '../clients/origin.ts';
import { nodesWithin, textIn } from '../source.ts';
import { propertyOf } from '../values/objects.ts';
import type { Delay } from './delays.ts';
import { ENDLESS, FIXED, type Pace, paceOf, type PaceRecord, UNKNOWN_PACE } from './records.ts';

/** How the clients that repeat by themselves do it, by name: read in their sources, at the versions of 2026. */
const RECORDS: Readonly<Record<string, PaceRecord>> = {
  // The noise of up to 100 ms is little, and its own.
  got: {
    attempts: { key: 'limit', unless: 2, plus: 1 },
    first: { unless: 1000 },
    factor: { unless: 2 },
    cap: { key: 'backoffLimit', unless: ENDLESS },
    jitter: { unless: true },
    own: ['calculateDelay', 'noise'],
  },
  ky: {
    attempts: { key: 'limit', unless: 2, plus: 1 },
    first: { unless: 300 },
    factor: { unless: 2 },
    cap: { key: 'backoffLimit', unless: ENDLESS },
    jitter: { key: 'jitter', unless: false },
    own: ['delay'],
  },
  ofetch: {
    ...FIXED,
    attempts: { key: 'retry', unless: 1, plus: 1 },
    first: { key: 'retryDelay', unless: 0 },
    left: { from: '{ options }', number: 'Number(options.retry)' },
    own: [],
  },
  'fetch-retry': {
    ...FIXED,
    attempts: { key: 'retries', unless: 3, plus: 1 },
    first: { key: 'retryDelay', unless: 1000 },
    counts: 0,
  },
  undici: {
    attempts: { key: 'maxRetries', unless: 5, plus: 1 },
    first: { key: 'minTimeout', unless: 500 },
    factor: { key: 'timeoutFactor', unless: 2 },
    cap: { key: 'maxTimeout', unless: 30_000 },
    jitter: { unless: false },
    own: ['retry'],
  },
  wretch: {
    ...FIXED,
    attempts: { key: 'maxAttempts', unless: 10, plus: 1, zeroIsEndless: true },
    first: { key: 'delayTimer', unless: 500 },
    linear: true,
    budget: ['until'],
    own: ['delayRamp'],
  },
  superagent: { ...FIXED, attempts: { unless: 1, plus: 1 }, first: { unless: 0 } },
  requestretry: {
    ...FIXED,
    attempts: { key: 'maxAttempts', unless: 5, plus: 0 },
    first: { key: 'retryDelay', unless: 5000 },
    own: ['delayStrategy'],
  },
  'axios-retry': {
    ...FIXED,
    attempts: { key: 'retries', unless: 3, plus: 1 },
    first: { key: 'retryDelay', unless: 0 },
    counts: 1,
  },
};

/**
 * How a client that repeats by itself does it.
 *
 * @param said - Where it is said: an option, a call, or the request itself.
 */
export function paceOfClient(call: ClientCall, optionsNode: TSESTree.Node | undefined, said: TSESTree.Node): Pace {
  const { name } = call.client;
  if (said.type === 'CallExpression' && originOf(said.callee)?.module === 'axios-retry') return ofAxiosRetry(said);
  const record = RECORDS[name];
  if (!record || name === 'axios-retry') return UNKNOWN_PACE;
  const { node, operation } = call;
  switch (name) {
    case 'got':
    case 'ky': {
      const position = operation.slots.indexOf('options');
      const knobs = { call: node, position, within: 'retry', record };
      return { ...paceOf(record, said === node ? undefined : said, node), ...(position < 0 ? {} : { knobs }) };
    }
    case 'undici':
      return ofArguments(record, said, said.type === 'NewExpression' ? 1 : 0, node);
    case 'superagent':
      return ofArguments(record, said, 0, node);
    case 'wretch':
      return ofMiddleware(record, said, node);
    default: {
      const holder = holderOf(call, optionsNode, record);
      const position = operation.slots.indexOf('options');
      const own = position >= 0 && (!holder || node.arguments[position] === holder);
      return { ...paceOf(record, holder, node), ...(own ? { knobs: { call: node, position, record } } : {}) };
    }
  }
}

/** The options of the request, or of what made the client, whichever says something of the retry. */
function holderOf(
  { makers }: ClientCall,
  optionsNode: TSESTree.Node | undefined,
  { attempts, first }: PaceRecord,
): TSESTree.Node | undefined {
  const holders = [optionsNode, ...makers.toReversed().flatMap(({ arguments: args }) => args)];
  const keys = [attempts.key, first.key].filter((key) => key !== undefined);
  return (
    holders.find((holder) => holder && keys.some((key) => propertyOf(holder, key).state === 'present')) ?? optionsNode
  );
}

function ofArguments(record: PaceRecord, said: TSESTree.Node, position: number, at: TSESTree.Node): Pace {
  if (said.type !== 'CallExpression' && said.type !== 'NewExpression') return paceOf(record, undefined, at);
  return { ...paceOf(record, said.arguments[position], at), knobs: { call: said, position, record } };
}

/** `middlewares([retry({ … })])`. */
function ofMiddleware(record: PaceRecord, said: TSESTree.Node, at: TSESTree.Node): Pace {
  const retry = nodesWithin(said, 'CallExpression').find(({ callee }) => textIn(callee) === 'retry');
  return retry ? ofArguments(record, retry, 0, at) : UNKNOWN_PACE;
}

/** The delays of axios-retry: one of them is exponential, with up to 20 % of chance. */
const NAMED_DELAYS: readonly { readonly name: RegExp; readonly delay: Omit<Delay, 'waits'> }[] = [
  { name: /\bexponentialDelay$/, delay: { growth: 'exponential', jitter: true } },
  { name: /\blinearDelay\b/, delay: { growth: 'linear', jitter: false } },
  { name: /\bnoDelay$/, delay: { growth: 'none', jitter: false } },
];

function ofAxiosRetry(attached: TSESTree.CallExpression): Pace {
  const [, options] = attached.arguments;
  const record = RECORDS['axios-retry'];
  if (!record || options?.type === 'SpreadElement') return UNKNOWN_PACE;
  const found = options ? propertyOf(options, 'retryDelay') : undefined;
  const delay = found?.state === 'present' ? textIn(found.value) : '';
  const pace: Pace = { ...paceOf(record, options, attached), knobs: { call: attached, position: 1, record } };
  const named = NAMED_DELAYS.find(({ name }) => name.test(delay))?.delay;
  return named ? { ...pace, delay: { ...named, waits: undefined } } : pace;
}
