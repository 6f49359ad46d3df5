import type { TSESTree } from '@typescript-eslint/types';
import type { Fact } from '../fact.ts';
import { type Acknowledging, acknowledging } from '../functions/acknowledging.ts';
import { endsOf } from '../functions/ends.ts';
import { isIteration } from '../functions/iteration.ts';
import type { Level } from '../functions/levels.ts';
import type { End, Outcome, Ran, Scenario } from '../functions/outcome.ts';
import { type QueueLevel, queueLevels } from '../functions/queue-levels.ts';
import { branchAround, catchAround } from '../functions/handlers.ts';
import { isQuietRan } from '../functions/quiet.ts';
import { playsWith } from '../functions/plays.ts';
import { type Request, throwsOnStatus } from '../functions/scenario.ts';
import { contains, isFunction, nodesWithin, textIn } from '../source.ts';
import { statementOf } from '../values/bindings.ts';

/** How a queue comes to take a message for done although the write failed. */
export interface EarlyAcknowledgement {
  /** The queue, in the words of a message. */
  readonly queue: string;
  /**
   * `before`: acknowledged before the write; `although`: acknowledged after it failed; `returned`: the handler ends as after
   * a success; `handed out`: the queue keeps no message that it has handed out.
   */
  readonly how: 'although' | 'before' | 'handed out' | 'returned';
  /** What fails: Salesforce answers 503, or does not answer. */
  readonly failure: 'no answer' | 'status';
  /** What acknowledges, where code does. */
  readonly by: Acknowledging | undefined;
  /** The call in the function that works for the queue: the request, or one that leads to it. */
  readonly call: TSESTree.Node;
  /** Whether nothing looks at the status that came back. */
  readonly unseen: boolean;
  /** The statement, or the handler, that turns the failure into an end like any other. */
  readonly swallowedAt: TSESTree.Node | undefined;
  /** What hands the function to the queue, where that is known. */
  readonly handedBy: TSESTree.Node | undefined;
}

/** Answers "does the queue take the message for done although this write failed?". */
export function acknowledgementOf(request: Request): Fact<EarlyAcknowledgement> {
  for (const level of queueLevels(request.node)) {
    const found = earlyAt(level, request);
    if (found) return { state: 'present', value: found, node: found.by?.at ?? level.queue?.at ?? found.call };
  }
  return { state: 'absent' };
}

function earlyAt({ levels, queue }: QueueLevel, request: Request): EarlyAcknowledgement | undefined {
  const top = levels.at(-1);
  if (!top) return undefined;
  const before = acknowledgedBefore(top);
  for (const [failure, scenario] of [
    ['status', 503],
    ['no answer', 'network'],
  ] as const) {
    const played = playedThrough(levels, request, scenario);
    const ends = played?.at(-1);
    if (!played || !ends || ends.length === 0 || !ends.every(isQuietEnd)) continue;
    const unseen = failure === 'status' && isUnseen(played, levels, request);
    const found = { failure, unseen, call: top.call, swallowedAt: swallowedIn(played, levels), handedBy: queue?.at };
    if (before) return { ...found, queue: before.name, how: 'before', by: before };
    const by = ends.map(({ ran }) => acknowledgedIn(ran));
    if (by[0] && by.every(Boolean)) return { ...found, queue: by[0].name, how: 'although', by: by[0] };
    if (!queue || by.some(Boolean)) continue;
    const none = { ...found, queue: queue.name, by: undefined };
    if (queue.settles === 'on delivery') return { ...none, how: 'handed out' };
    // A retry ends some other way in the end; the next message comes with the next round of a loop.
    const final = ends.filter((end) => end.how !== 'repeat' || isIteration(end.via, top.call));
    const isDone = final.length > 0 && final.every((end) => isSuccess(end, unseen));
    if (queue.settles === 'on return' && isDone) return { ...none, how: 'returned' };
  }
  return undefined;
}

/** How each function ends after a failure, up to the one that works for the queue; undefined where that cannot be told. */
function playedThrough(
  levels: readonly Level[],
  request: Request,
  scenario: Scenario,
): readonly (readonly End[])[] | undefined {
  const [play] = playsWith(request, [scenario]);
  if (!play || play.probe.later) return undefined;
  const { probe } = play;
  let outcomes: readonly Outcome[] = [];
  const all: (readonly End[])[] = [];
  for (const [index, { call, root }] of levels.entries()) {
    const isTop = index === levels.length - 1;
    const played = index === 0 ? [play.ends()] : outcomes.map((outcome) => endsOf(root, { ...probe, call, outcome }));
    if (!played.every(({ complete }) => complete)) return undefined;
    const ends = played.flatMap((one) => one.ends);
    all.push(ends);
    if (isTop) break;
    // What is sent again ends some other way in the end.
    const leaving = ends.filter((end) => end.how !== 'repeat');
    if (leaving.some((end) => end.told === true || !isQuietEnd(end))) return undefined;
    outcomes = distinct(leaving);
  }
  return all;
}

/** Where a failure first ends like a success: the innermost handler around the calls, or the statement that returns. */
function swallowedIn(played: readonly (readonly End[])[], levels: readonly Level[]): TSESTree.Node | undefined {
  for (const [index, { call, root }] of levels.entries()) {
    const [returned] = (played[index] ?? []).flatMap((end) => (end.how === 'return' ? [end] : []));
    if (returned?.at && branchAround(returned.at)) return returned.at;
    const caught = catchAround(call, root);
    if (caught) return caught;
  }
  return undefined;
}

function distinct(outcomes: readonly Outcome[]): Outcome[] {
  const found = new Map(outcomes.map(({ how, value }) => [JSON.stringify([how, value]), { how, value }]));
  return [...found.values()];
}

/** Whether nobody but a log gets to know on a path, and nothing is kept for later. */
function isQuietEnd({ ran }: End): boolean {
  return ran.every((node) => (node.type === 'CallExpression' && acknowledging(node) !== undefined) || isQuietRan(node));
}

function acknowledgedIn(ran: readonly Ran[]): Acknowledging | undefined {
  for (const node of ran) {
    const found = node.type === 'CallExpression' ? acknowledging(node) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Whether the queue takes an end for a success: the function returns, and nothing that may say what happened. */
function isSuccess(end: End, unseen: boolean): boolean {
  if (end.how === 'repeat') return true;
  if (end.how === 'throw') return false;
  const { value } = end;
  return unseen || value.kind === 'literal' || (value.kind === 'list' && value.values.length === 0);
}

/** Whether the code does the same after a 503 as after a success: it looks at no status, or does not wait for it. */
function isUnseen(played: readonly (readonly End[])[], levels: readonly Level[], request: Request): boolean {
  if (levels.some(({ call }) => call.parent?.type === 'ExpressionStatement')) return true;
  const [ends = []] = played;
  if (throwsOnStatus(request) || ends.some(({ how }) => how === 'throw')) return false;
  const [after] = playedThrough(levels.slice(0, 1), request, 200) ?? [];
  return after !== undefined && shapeOf(after) === shapeOf(ends);
}

function shapeOf(ends: readonly End[]): string {
  const shapes = ends.map((end) => [
    end.how,
    end.how === 'return' && end.at?.range[0],
    end.ran.map(({ range }) => range[0]),
  ]);
  return JSON.stringify(shapes);
}

/** Calls that may put a message into another store, from where it is not lost. */
const KEEPS = /(?:^|\.)(?:\$?\w*(?:save|insert|create|add|put|store|write|publish|push|set|enqueue|update|send)\w*)$/i;

/** What acknowledges, in the same function, in a statement that always comes before the call. */
function acknowledgedBefore({ call, root }: Level): Acknowledging | undefined {
  for (const node of nodesWithin(root, 'CallExpression')) {
    if (node.range[0] >= call.range[0]) return undefined;
    const found = comesBefore(node, call) ? acknowledging(node) : undefined;
    if (found) return found;
    if (KEEPS.test(textIn(node.callee)) && !/\breceive/i.test(textIn(node))) return undefined;
  }
  return undefined;
}

/** Whether a call is a statement of its own in a block that comes to `later` afterwards. */
function comesBefore(node: TSESTree.CallExpression, later: TSESTree.Node): boolean {
  const statement = statementOf(node);
  if (!statement) return false;
  const block = statement.parent;
  if (!contains(block, later) || contains(statement, later)) return false;
  // A function in between may run at any time.
  for (let at = later.parent; at && at !== block; at = at.parent) if (isFunction(at)) return false;
  return true;
}
