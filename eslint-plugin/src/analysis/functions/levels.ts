import type { TSESTree } from '@typescript-eslint/types';
import { isTestFile } from '../modules/is-test-file.ts';
import { contains, type FunctionNode, sourceOf, type SourceView, textIn } from '../source.ts';
import { variableOf } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';
import { type Caller, callersOf, type Root, rootOf } from './callers.ts';

/** One function on the way up from a request to whatever calls it. */
export interface Level {
  readonly call: TSESTree.Node;
  readonly root: Root;
  /** The calls below, for the route. */
  readonly trail: string;
  readonly depth: number;
  /** Whether a function below has other callers as well. */
  readonly shared: boolean;
  /** The helper that was handed the function below. */
  readonly helper?: FunctionNode;
  /** What sends the request again beside `call` itself. */
  readonly repeats?: Repeats;
}

/** Other calls that do the same as one. */
interface Repeats {
  /** What each of them contains, word for word. */
  readonly text: string;
  readonly includes: (node: TSESTree.CallExpression) => boolean;
}

/** A caller that gets the result. */
export type Calling = Extract<Caller, { kind: 'call' }>;

const DEEPEST = 6;

/** So many callers of one function are looked at: what retries a few of very many does not cover the others. */
const MOST_CALLERS = 24;

/** So many places are looked at for one request; beyond, more of them say nothing new. */
export const MOST_LEVELS = 200;

/** The function around a request. */
export function levelOf(call: TSESTree.Node): Level {
  return { call, root: rootOf(call), trail: '', depth: 0, shared: false };
}

/** Whether the callers of the function of a level are no longer looked at. */
export function isDeepest({ depth }: Level): boolean {
  return depth >= DEEPEST;
}

/** What runs the function of a level; nothing where the way up ends. Tests are not asked: they call what they test once. */
export function callersAbove(level: Level): readonly Caller[] {
  const { root, helper } = level;
  if (root.type === 'Program' || isDeepest(level) || helper === root) return [];
  // What a function gives to itself, it gives to its other callers, too.
  const others = callersOf(root).filter(
    (caller) => caller.kind !== 'call' || (caller.root !== root && !isTestOf(root, caller.call)),
  );
  return others.slice(0, MOST_CALLERS);
}

/** Whether a call is part of a test of what is elsewhere. */
function isTestOf(tested: TSESTree.Node, call: TSESTree.Node): boolean {
  const source = sourceOf(call);
  return source !== sourceOf(tested) && isInTest(source) && !isInTest(sourceOf(tested));
}

function isInTest({ project }: SourceView): boolean {
  return project !== undefined && isTestFile(project.filename, project.root);
}

/** The function around a call of the one that a level is about. */
export function above({ trail, depth, helper, shared }: Level, caller: Calling): Level {
  const { call, root, helper: own } = caller;
  // What runs within a helper is followed as far as the helper goes.
  const around = own ?? (helper && contains(helper, call) ? helper : undefined);
  const repeats = repeatsOf(caller);
  return {
    call,
    root,
    trail: `${trail}${call.range[0]}:`,
    depth: depth + 1,
    shared,
    ...(around && { helper: around }),
    ...(repeats && { repeats }),
  };
}

/** In a helper, each call of what it was given sends the request again; elsewhere, the same call written a second time. */
function repeatsOf({ call, helper }: Calling): Level['repeats'] {
  if (call.type !== 'CallExpression') return undefined;
  const own = helper && variableOf(call.callee);
  if (own?.defs[0]?.type === 'Parameter') {
    return { text: own.name, includes: ({ callee }) => variableOf(callee) === own };
  }
  const target = functionOf(call.callee);
  const text = textIn(call);
  return target && { text, includes: (node) => textIn(node) === text && functionOf(node.callee) === target };
}
