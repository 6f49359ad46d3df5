import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Pacing } from '../analysis/facts/pacing.ts';
import { type FunctionNode, functionAround, isFunction, nodesWithin } from '../analysis/source.ts';
import { isLoop } from '../analysis/functions/statements.ts';
import { functionOf } from '../analysis/values/definition.ts';
import { counterOf, guardWait } from './attempt-counter.ts';
import { type Edit, insertAt, isIn, newlineIn, replace } from './edit.ts';
import { freeName, namesIn } from './insert-template.ts';
import { setOption } from './set-option.ts';

/** So many attempts a retry gets that had no end. */
const ATTEMPTS = 5;

/** Ends a retry that has no end after five attempts; undefined where the code leaves no place for that. */
export function boundRetry(
  call: SalesforceCall,
  mechanism: TSESTree.Node,
  { knobs, delay }: Pacing,
): readonly Edit[] | undefined {
  if (knobs) {
    const { attempts } = knobs.record;
    const key = attempts.key;
    if (key === undefined || knobs.within !== undefined) return undefined;
    return setOption(knobs.call, knobs.position, { key, text: String(ATTEMPTS - attempts.plus) }, call.source);
  }
  if (!isIn(mechanism, call.source)) return undefined;
  if (isLoop(mechanism)) return boundLoop(mechanism, call, delay?.site);
  return mechanism.type === 'CallExpression' ? boundRecursion(mechanism, call) : undefined;
}

/** `while (true)` and `for (;;)` get a counter, and an error behind them. */
function boundLoop(
  loop: TSESTree.Node & { body: TSESTree.Node },
  { source }: SalesforceCall,
  site: TSESTree.CallExpression | undefined,
): Edit[] | undefined {
  if (loop.parent?.type !== 'BlockStatement' || isLeftByBreak(loop)) return undefined;
  const indent = ' '.repeat(loop.loc.start.column);
  const newline = newlineIn(source.text);
  const fails = insertAt(
    loop.range[1],
    `${newline}${indent}throw new Error('Salesforce has failed ${ATTEMPTS} times.');`,
  );
  const counter = loop.type === 'ForStatement' ? counterOf(loop) : undefined;
  if (loop.type === 'ForStatement' && counter && loop.init && loop.update && !loop.test) {
    const test = counter.first === 0 ? `${counter.name} < ${ATTEMPTS}` : `${counter.name} <= ${ATTEMPTS}`;
    const head = { range: [loop.init.range[1], loop.update.range[0]], text: `; ${test}; ` } as const;
    const last = counter.first === 0 ? ATTEMPTS - 1 : ATTEMPTS;
    return [head, ...guardWait(site, loop, `${counter.name} < ${last}`), fails];
  }
  const isEndless =
    (loop.type === 'ForStatement' && !loop.init && !loop.test && !loop.update) || loop.type === 'WhileStatement';
  if (!isEndless) return undefined;
  const name = freeName('attempt', namesIn(source));
  const head = `for (let ${name} = 0; ${name} < ${ATTEMPTS}; ${name} += 1) `;
  return [
    { range: [loop.range[0], loop.body.range[0]], text: head },
    ...guardWait(site, loop, `${name} < ${ATTEMPTS - 1}`),
    fails,
  ];
}

/** Whether a `break` leaves the loop: what stands behind it is then reached after a success, too. */
function isLeftByBreak(loop: TSESTree.Node): boolean {
  return nodesWithin(loop, 'BreakStatement').some((statement) => {
    let at: TSESTree.Node | undefined = statement.parent;
    while (at && at !== loop && !isLoop(at) && at.type !== 'SwitchStatement') at = at.parent;
    return at === loop || statement.label !== null;
  });
}

/** `load(url)` becomes `load(url, attempt + 1)`, and fails where it has been called often enough. */
function boundRecursion(via: TSESTree.CallExpression, { source }: SalesforceCall): Edit[] | undefined {
  const target = functionOf(via.callee);
  const block = blockAround(via, target);
  if (!target || !block || !isIn(target, source)) return undefined;
  const { params } = target;
  const last = params.at(-1);
  const isPlain = params.every(({ type }) => type !== 'RestElement') && via.arguments.length === params.length;
  const [first] = block.body;
  if (!isPlain || !first || via.arguments.some(({ type }) => type === 'SpreadElement')) return undefined;
  const name = freeName('attempt', namesIn(source));
  const caught = block.parent.type === 'CatchClause' ? block.parent.param : undefined;
  const error = caught?.type === 'Identifier' ? caught.name : `new Error('Salesforce has failed ${ATTEMPTS} times.')`;
  const param = last ? insertAt(last.range[1], `, ${name} = 1`) : atEmptyParams(target, `${name} = 1`, source.text);
  const lastArgument = via.arguments.at(-1);
  const again = lastArgument
    ? insertAt(lastArgument.range[1], `, ${name} + 1`)
    : insertAt(via.range[1] - 1, `${name} + 1`);
  const indent = ' '.repeat(first.loc.start.column);
  const guard = insertAt(first.range[0], `if (${name} >= ${ATTEMPTS}) throw ${error};\n${indent}`);
  return param && [param, guard, again];
}

/** The block that runs only because the attempt has failed. */
function blockAround(via: TSESTree.Node, target: FunctionNode | undefined): TSESTree.BlockStatement | undefined {
  if (functionAround(via) !== target) return undefined;
  let at: TSESTree.Node | undefined = via.parent;
  while (at && at.type !== 'BlockStatement') at = at.parent;
  return at && !isFunction(at.parent) ? at : undefined;
}

function atEmptyParams(target: FunctionNode, text: string, source: string): Edit | undefined {
  const start = source.indexOf('(', target.range[0]);
  const end = source.indexOf(')', start);
  const between = source.slice(start + 1, end);
  return start >= 0 && end < target.body.range[0] && between.trim() === '' ? insertAt(end, text) : undefined;
}

/** Limits a delay that grows without bound. */
export function capDelay({ source }: SalesforceCall, { delay, knobs }: Pacing): readonly Edit[] | undefined {
  const key = knobs?.record.cap.key;
  if (knobs && key !== undefined && knobs.within === undefined) {
    return setOption(knobs.call, knobs.position, { key, text: LONGEST_WAIT }, source);
  }
  const from = delay?.from;
  if (!from || !isIn(from, source)) return undefined;
  return [replace(from, `Math.min(${source.text.slice(...from.range)}, ${LONGEST_WAIT})`)];
}

/** The longest delay between two attempts (ms), as in most clients that back off. */
export const LONGEST_WAIT = '30_000';
