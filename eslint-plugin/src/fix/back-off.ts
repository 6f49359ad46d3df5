import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Pacing } from '../analysis/facts/pacing.ts';
import { isLoop } from '../analysis/functions/statements.ts';
import type { Delay } from '../analysis/pacing/delays.ts';
import type { Knobs } from '../analysis/pacing/records.ts';
import { contains, functionAround, nodesWithin, textIn } from '../analysis/source.ts';
import { functionOf } from '../analysis/values/definition.ts';
import { propertyOf } from '../analysis/values/objects.ts';
import { type Counter, counterIn } from './attempt-counter.ts';
import { LONGEST_WAIT } from './bound-retry.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';
import { freeName, namesIn } from './insert-template.ts';
import { before } from './move-statement.ts';
import { withArgument, withParameter } from './one-more-parameter.ts';
import { inObject, setOption } from './set-option.ts';
import { insertBefore } from './statements.ts';

/** A delay that doubles up to a limit, with full jitter: any time up to that is as likely. */
function fullJitter(base: string, counter: string): string {
  return `Math.random() * Math.min(${LONGEST_WAIT}, ${base} * 2 ** ${counter})`;
}

/** Makes the delays of a retry grow, and differ from client to client; undefined where that takes more than an edit. */
export function backOff(
  call: SalesforceCall,
  mechanism: TSESTree.Node,
  { delay, knobs }: Pacing,
): readonly Edit[] | undefined {
  if (!delay) return undefined;
  const own = delay.from;
  if (delay.xor) return asPower(delay.xor, call);
  if (own && delay.growth === 'exponential')
    return isIn(own, call.source) ? [replace(own, randomly(own, call))] : undefined;
  if (knobs) return withKnobs(knobs, delay, call);
  if (!isIn(mechanism, call.source)) return undefined;
  const counter = counterIn(mechanism);
  if (!counter)
    return delay.growth === 'none' ? (counting(mechanism, call) ?? countingCalls(mechanism, call)) : undefined;
  return own
    ? growing(own, counter, mechanism, call)
    : delay.growth === 'none'
      ? pausing(mechanism, counter, call)
      : undefined;
}

/** `2 ^ n` becomes `2 ** n`. */
function asPower({ left, right }: TSESTree.BinaryExpression, { source }: SalesforceCall): Edit[] | undefined {
  const [start, end] = [left.range[1], right.range[0]];
  const at = source.text.indexOf('^', start);
  return isIn(left, source) && at >= 0 && at < end ? [{ range: [at, at + 1], text: '**' }] : undefined;
}

function randomly(delay: TSESTree.Node, { source }: SalesforceCall): string {
  const text = source.text.slice(...delay.range);
  const binds = delay.type === 'BinaryExpression' && !/^(?:\*|\/|\*\*)$/.test(delay.operator);
  return `Math.random() * ${binds || /^(?:Conditional|Logical|Assignment)/.test(delay.type) ? `(${text})` : text}`;
}

function withKnobs(knobs: Knobs, delay: Delay, { source }: SalesforceCall): readonly Edit[] | undefined {
  const { call, position, within, record } = knobs;
  const { jitter, first, counts } = record;
  if (delay.growth === 'exponential' || delay.growth === 'linear') {
    if (jitter.key === undefined) return undefined;
    const option = { key: jitter.key, text: jitter.on ?? 'true' };
    return within === undefined
      ? setOption(call, position, option, source)
      : setWithin(call, position, within, option, source);
  }
  if (record.left !== undefined) return countingDown(knobs, source);
  if (counts === undefined || first.key === undefined) return undefined;
  const named = first.key === 'retryDelay' && call.callee.type === 'Identifier' && /axios/i.test(call.callee.name);
  const text = named
    ? `${source.text.slice(...call.callee.range)}.exponentialDelay`
    : `(attempt) => ${fullJitter('1_000', 'attempt')}`;
  return setOption(call, position, { key: first.key, text }, source);
}

/** A library that tells how many attempts are left: their number is taken from that of all. */
function countingDown(
  { call, position, record: { attempts, first, left } }: Knobs,
  source: SalesforceCall['source'],
): readonly Edit[] | undefined {
  if (first.key === undefined || left === undefined) return undefined;
  const options = call.arguments[position];
  const said = options && attempts.key !== undefined ? propertyOf(options, attempts.key) : undefined;
  if (said?.state === 'unknown') return undefined;
  const all = said?.state === 'present' && isIn(said.value, source) ? said.value : undefined;
  if (all && all.type !== 'Literal' && all.type !== 'Identifier') return undefined;
  // Of a single repetition it does not matter how the delay would grow.
  const text = all
    ? `(${left.from}) => ${fullJitter('1_000', `(${textIn(all)} - ${left.number})`)}`
    : '() => Math.random() * 1_000';
  return setOption(call, position, { key: first.key, text }, source);
}

/** Sets an option of an option: `retry: 3` becomes `retry: { limit: 3, jitter: true }`. */
function setWithin(
  call: Knobs['call'],
  position: number,
  within: string,
  { key, text }: { readonly key: string; readonly text: string },
  source: SalesforceCall['source'],
): readonly Edit[] | undefined {
  const [property] = nodesWithin(call.arguments[position] ?? call, 'Property').filter(
    (one) => one.key.type === 'Identifier' && one.key.name === within && one.parent === call.arguments[position],
  );
  if (!property) return setOption(call, position, { key: within, text: `{ ${key}: ${text} }` }, source);
  if (property.value.type !== 'Literal') return inObject(property.value, { key, text }, source);
  return [replace(property.value, `{ limit: ${property.value.raw}, ${key}: ${text} }`)];
}

/** A delay that is the same each time, or grows by the same each time. */
function growing(
  own: TSESTree.Node,
  counter: Counter,
  mechanism: TSESTree.Node,
  call: SalesforceCall,
): Edit[] | undefined {
  const around = isLoop(mechanism) ? mechanism : functionAround(mechanism);
  if (!around || !isIn(own, call.source) || !contains(around, own)) return undefined;
  const text = call.source.text.slice(...own.range);
  // What Salesforce asks for is no shorter for that.
  if (/retry-?after/i.test(text)) return [replace(own, `Math.max(${text}, ${fullJitter('1_000', counter.name)})`)];
  const base = baseOf(own, counter, call);
  return base === undefined ? undefined : [replace(own, fullJitter(base, counter.name))];
}

/** The time that grows with the attempts: what is multiplied by their number, or all of it. */
function baseOf(own: TSESTree.Node, { name }: Counter, { source }: SalesforceCall): string | undefined {
  const counts = (node: TSESTree.Node): boolean =>
    (node.type === 'Identifier' && node.name === name) ||
    nodesWithin(node, 'Identifier').some((one) => one.name === name);
  const text = (node: TSESTree.Node): string => source.text.slice(...node.range);
  if (!counts(own)) return /^(?:Literal|Identifier|MemberExpression)$/.test(own.type) ? text(own) : `(${text(own)})`;
  if (own.type !== 'BinaryExpression' || own.operator !== '*') return undefined;
  const [base, ...others] = [own.left, own.right].filter((side) => !counts(side));
  return base && others.length === 0 && /^(?:Literal|Identifier|MemberExpression)$/.test(base.type)
    ? text(base)
    : undefined;
}

/** The same in a loop that does not count: a counter is put before it. */
function counting(mechanism: TSESTree.Node, call: SalesforceCall): Edit[] | undefined {
  const inBlock = /^(?:BlockStatement|Program)$/.test(mechanism.parent?.type ?? '');
  if (!isLoop(mechanism) || mechanism.type === 'ForOfStatement' || !inBlock) return undefined;
  const name = freeName('attempt', namesIn(call.source));
  const pause = pausing(mechanism, { name, first: 0 }, call);
  const [first] = mechanism.body.type === 'BlockStatement' ? mechanism.body.body : [];
  return pause && first && [before(mechanism, `let ${name} = 0;`), ...pause, before(first, `${name} += 1;`)];
}

/** The same of a function that calls itself, which is given the number. */
function countingCalls(mechanism: TSESTree.Node, call: SalesforceCall): Edit[] | undefined {
  const target = mechanism.type === 'CallExpression' ? functionOf(mechanism.callee) : undefined;
  if (mechanism.type !== 'CallExpression' || !target || !contains(target, mechanism)) return undefined;
  if (mechanism.arguments.some(({ type }) => type === 'SpreadElement')) return undefined;
  const name = freeName('attempt', namesIn(call.source));
  const parameter = withParameter(target, `${name} = 0`);
  const pause = pausing(mechanism, { name, first: 0 }, call);
  return parameter && pause && [...parameter, ...pause, withArgument(mechanism, target, `${name} + 1`)];
}

/** A pause before every attempt but the first one. */
function pausing(mechanism: TSESTree.Node, counter: Counter, { source }: SalesforceCall): Edit[] | undefined {
  if (functionAround(mechanism)?.async !== true) return undefined;
  const wait = `await new Promise((resolve) => setTimeout(resolve, ${fullJitter('1_000', counter.name)}));`;
  if (isLoop(mechanism)) {
    const [first] = mechanism.body.type === 'BlockStatement' ? mechanism.body.body : [];
    return first && [insertBefore(first, `if (${counter.name} > ${counter.first}) ${wait}`, source)];
  }
  let statement: TSESTree.Node | undefined = mechanism;
  while (statement && !/(?:Statement|Declaration)$/.test(statement.type)) statement = statement.parent;
  if (!statement || functionAround(statement) !== functionAround(mechanism)) return undefined;
  if (/^(?:BlockStatement|Program)$/.test(statement.parent?.type ?? '')) return [insertBefore(statement, wait, source)];
  // `if (again) return send();` must wait only then.
  const isBranch = statement.parent?.type === 'IfStatement';
  return isBranch ? [insertAt(statement.range[0], `{ ${wait} `), insertAt(statement.range[1], ' }')] : undefined;
}
