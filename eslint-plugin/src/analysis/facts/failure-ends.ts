import type { TSESTree } from '@typescript-eslint/types';
import { lazily } from '../lazily.ts';
import {
  isOk,
  type End,
  type Finish,
  memberOf,
  type Ran,
  type Scenario,
  statusIn,
  type Value,
} from '../functions/outcome.ts';
import { playsWith } from '../functions/plays.ts';
import { isLog, isQuietRan, logsIn } from '../functions/quiet.ts';
import type { Request } from '../functions/scenario.ts';
import type { FunctionNode } from '../source.ts';

/** A path that leaves the function, rather than lead back to the request. */
export type Left = Extract<End, Finish>;

/** How a failure can end, and what it is compared with. */
export interface Around {
  readonly request: Request;
  readonly root: FunctionNode;
  /** What fails: Salesforce answers 503, or does not answer. */
  readonly failure: 'no answer' | 'status';
  readonly ends: readonly End[];
  /** Whether callbacks are told of the outcome, after the function itself has ended. */
  readonly later: boolean;
  /** How a success can end; undefined where not every way was followed. */
  readonly success: readonly Left[] | undefined;
}

const STATUS = { status: 503, 'no answer': 'network' } as const satisfies Record<Around['failure'], Scenario>;

/** How a failure of a request can end; nothing where not every way was followed. */
export function failuresOf(request: Request, root: FunctionNode, failure: Around['failure']): Around {
  return aroundOf({ request, root, failure });
}

const aroundOf = lazily<Pick<Around, 'failure' | 'request' | 'root'>, Around>({
  request: ({ request }) => request,
  root: ({ root }) => root,
  failure: ({ failure }) => failure,
  ends: ({ request, failure }) => endsAfter(request, STATUS[failure]).ends ?? [],
  later: ({ request, failure }) => endsAfter(request, STATUS[failure]).later,
  success: ({ request }) => endsAfter(request, 200).ends?.filter(isLeft),
});

function endsAfter(request: Request, scenario: Scenario): { ends?: readonly End[]; later: boolean } {
  const [play] = playsWith(request, [scenario]);
  if (!play) return { later: false };
  const { ends, complete } = play.ends();
  return { ...(complete ? { ends } : {}), later: play.probe.later !== undefined };
}

/** Whether a path leaves the function. */
export function isLeft(end: End): end is Left {
  return end.how !== 'repeat';
}

/** `null`, `false` and the like; undefined for what may say something. */
export function nothingIn(value: Value): string | undefined {
  if (value.kind === 'list') return value.values.length === 0 ? '[]' : undefined;
  if (value.kind !== 'literal') return undefined;
  if (value.value === null || value.value === undefined || value.value === false) return String(value.value);
  return value.value === '' ? "''" : undefined;
}

/** Whether nothing is given after a success, too: then it says nothing of a failure. */
export function givesNothing(around: Around): boolean {
  return nothingsOf(around).length > 0;
}

/** Whether a success gives nothing in another way, as `undefined` where nothing is found, so that a failure can be told by it. */
export function isApart(instead: string, around: Around): boolean {
  const nothings = nothingsOf(around);
  return nothings.length > 0 && !nothings.includes(instead);
}

function nothingsOf({ success = [] }: Around): readonly string[] {
  return success.flatMap(({ how, value }) => (how === 'return' ? (nothingIn(value) ?? []) : []));
}

/** `{ statusCode: 200 }`. */
export function isSuccess(value: Value): boolean {
  const status = statusIn(memberOf(value, 'statusCode'));
  return typeof status === 'number' && isOk(status);
}

/** What runs after a failure and not after a success; undefined where it is not known what a success does. */
export function onlyAfterFailure({ ran }: Left, { success }: Around): readonly Ran[] | undefined {
  return success && ran.filter((node) => !success.some((end) => end.ran.includes(node)));
}

/** Whether nobody but a log is told by what runs because of the failure, but for a call that is known to tell nobody. */
export function isQuietAfterFailure(end: Left, around: Around, except?: TSESTree.Node): boolean {
  return end.ran.every((node) => node === except || isQuietRan(node) || !isOfFailure(node, end, around));
}

/** Whether something runs after no success, or after some only and however else such a failure may end. */
function isOfFailure(node: Ran, { fate }: Left, { ends, success = [] }: Around): boolean {
  const runsIn = ({ ran }: Left): boolean => ran.includes(node);
  if (success.every(runsIn)) return false;
  const alike = ends.filter(isLeft).filter((end) => end.fate.caught.at(-1) === fate.caught.at(-1));
  return !success.some(runsIn) || alike.every(runsIn);
}

/** Whether a log is written after a failure alone. */
export function isLogged(end: Left, around: Around): boolean {
  const { caught, heard } = end.fate;
  return [...caught, ...heard].some(isLog) || (onlyAfterFailure(end, around) ?? end.ran).some(logsIn);
}

/** Whether it cannot be told of a failure that it ends so: the code asks which one it is, and tells of some. */
export function isDoubtful(end: Left, { ends }: Around): boolean {
  return end.fate.asked.some((test) =>
    ends.some((other) => other !== end && isLeft(other) && other.fate.asked.includes(test) && isTelling(other)),
  );
}

function isTelling({ how, value }: Left): boolean {
  return how === 'throw' || nothingIn(value) === undefined;
}
