import type { TSESTree } from '@typescript-eslint/types';
import { statusListOf } from '../clients/status-lists.ts';
import type { Fact } from '../fact.ts';
import { PERMANENT_STATUSES, TRANSIENT_STATUSES } from '../functions/scenario.ts';
import { repeatedBlindly } from '../functions/ways-back.ts';
import { asPlayed, type RetriedRequest, type Retry } from './retry.ts';

/** What a retry takes for something else than it is. */
export interface Judgement {
  /** Statuses that pass by themselves, and after which it gives up. */
  readonly missed: readonly number[];
  /** Statuses that mean the same however often the request is sent, and after which it is repeated all the same. */
  readonly blind: readonly number[];
  /** The list of statuses that a library is given. */
  readonly list?: TSESTree.ArrayExpression;
}

/** After these a request is known not to have been carried out, so that even a create may be repeated. */
const NOT_CARRIED_OUT: readonly number[] = [429, 503];

/**
 * Answers "does the retry of this call tell failures that pass from those that do not?".
 *
 * @param repeatable - Whether the request leaves the same when it is carried out twice.
 */
export function judgementOf(request: RetriedRequest, retry: Fact<Retry>, repeatable: boolean): Fact<Judgement> {
  if (retry.state !== 'present') return retry;
  const { kind, mechanism, polls, whole, retryAfter } = retry.value;
  if (polls) return { state: 'unknown', because: 'the loop asks again after a success too' };
  if (kind === 'queue') return { state: 'unknown', because: 'the queue takes every failure alike' };
  if (retryAfter === 'out of reach') return { state: 'unknown', because: 'nothing around the library can change it' };
  const wanted = repeatable ? TRANSIENT_STATUSES : NOT_CARRIED_OUT;
  const missedBy = (statuses: readonly number[]): readonly number[] =>
    wanted.filter((status) => !statuses.includes(status));
  if (kind === 'client') {
    const said = statusListOf(request.call, request.optionsNode, mechanism);
    if (!said) return { state: 'absent' };
    const { list, statuses } = said;
    const blind = PERMANENT_STATUSES.filter((status) => statuses.includes(status));
    return { state: 'present', value: { missed: missedBy(statuses), blind, list }, node: list };
  }
  const missed = whole ? missedBy(retry.value.statuses) : [];
  const blind = retry.value.statuses.includes(503) ? repeatedBlindly(asPlayed(request), PERMANENT_STATUSES) : [];
  return { state: 'present', value: { missed, blind }, node: mechanism };
}
