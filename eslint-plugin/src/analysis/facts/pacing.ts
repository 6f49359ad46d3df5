import type { TSESTree } from '@typescript-eslint/types';
import type { ClientCall } from '../clients/index.ts';
import type { Fact } from '../fact.ts';
import { isIteration } from '../functions/iteration.ts';
import { isLoop } from '../functions/statements.ts';
import { paceOfClient } from '../pacing/clients.ts';
import { type Delay, delayOf } from '../pacing/delays.ts';
import { paceOfPackage } from '../pacing/packages.ts';
import type { Knobs, Pace } from '../pacing/records.ts';
import type { Wait } from '../pacing/round.ts';
import { type Rounds, roundsOf } from '../pacing/rounds.ts';
import { contains, functionAround, type FunctionNode, isFunction, textIn } from '../source.ts';
import { memberName } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';
import type { Retry } from './retry.ts';

/** How often, and how fast, a call is repeated that goes on failing. */
export interface Pacing {
  /** Requests in all, the first one among them; undefined where it cannot be told. */
  readonly attempts: number | 'unbounded' | undefined;
  /** What lies between two attempts; undefined where it cannot be told. */
  readonly delay: Delay | undefined;
  /** A wait behind the last attempt, which nothing follows. */
  readonly wasted?: Wait | undefined;
  /** The options by which a library can be told otherwise. */
  readonly knobs?: Knobs | undefined;
}

/** A request with what may say how its client repeats it. */
interface Paced {
  readonly call: ClientCall;
  readonly optionsNode: TSESTree.Node | undefined;
}

/** Answers "how often and how fast is this call repeated?". */
export function pacingOf({ call, optionsNode }: Paced, retry: Fact<Retry>): Fact<Pacing> {
  if (retry.state !== 'present') return retry;
  const { kind, mechanism, polls, retryAfter } = retry.value;
  if (polls) return { state: 'unknown', because: 'the loop asks again after a success too' };
  if (kind === 'queue') return { state: 'unknown', because: 'the queue decides when the work comes back' };
  if (retryAfter === 'out of reach') return { state: 'unknown', because: 'nothing around the library can change it' };
  if (kind === 'client') return ofPace(paceOfClient(call, optionsNode, mechanism), mechanism);
  if (kind === 'package') return ofPace(paceOfPackage(mechanism), mechanism);
  return ofCode(retry.value);
}

function ofPace({ attempts, delay, budget, knobs }: Pace, node: TSESTree.Node): Fact<Pacing> {
  const ends = attempts === 'unbounded' && budget ? undefined : attempts;
  return { state: 'present', value: { attempts: ends, delay, knobs }, node };
}

/** Text of what leaves a loop from outside. */
const ENDED_FROM_OUTSIDE = /throwIfAborted|\bsignal\b|\baborted\b/;

function ofCode(retry: Retry): Fact<Pacing> {
  const { mechanism, again, once, endless } = retry;
  const around = aroundOf(retry);
  if (!around) return { state: 'unknown', because: 'the code that repeats it cannot be followed' };
  const via = isLoop(mechanism) ? undefined : mechanism;
  const rounds = roundsOf({ around, via, again, ...(once ? { once } : {}) });
  const isEndless = endless === true && rounds?.attempts === undefined && !ENDED_FROM_OUTSIDE.test(textIn(around));
  const value: Pacing = {
    attempts: isEndless ? 'unbounded' : rounds?.attempts,
    delay: rounds && delayOf(rounds),
    wasted: rounds && wastedIn(rounds),
  };
  return { state: 'present', value, node: mechanism };
}

function wastedIn({ wasted, unclear }: Rounds): Wait | undefined {
  return unclear ? undefined : wasted;
}

/** The loop, or the function, that holds what happens between two attempts. */
function aroundOf({ mechanism, again, kind, once }: Retry): TSESTree.Node | undefined {
  if (isLoop(mechanism)) return mechanism;
  if (!once) return repeatedBy(mechanism, kind);
  let around = mechanism.parent;
  while (around && !(isFunction(around) && contains(around, again))) {
    // How often both of them come depends on a loop around them.
    if (isLoop(around) && !isIteration(around, again)) return undefined;
    around = around.parent;
  }
  return around;
}

/** The function that a call, or a name that is handed on, runs again. */
function repeatedBy(via: TSESTree.Node, kind: Retry['kind']): FunctionNode | undefined {
  if (kind !== 'interceptor') return functionOf(via.type === 'CallExpression' ? via.callee : via);
  // The handler of an interceptor is the outermost function, but for the one that sets the instance up.
  let handler: FunctionNode | undefined;
  for (let at = functionAround(via); at; at = functionAround(at)) {
    handler = at;
    const { parent } = at;
    const callee = parent.type === 'CallExpression' ? parent.callee : undefined;
    if (callee?.type === 'MemberExpression' && memberName(callee) === 'use') break;
  }
  return handler;
}
