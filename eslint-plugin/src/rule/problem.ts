import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Settings } from '../analysis/settings/settings.ts';
import type { Edit } from '../fix/edit.ts';

/** What a rule finds wrong with one call. */
export interface Problem<MessageId extends string> {
  readonly at: TSESTree.Node;
  readonly messageId: MessageId;
  readonly data: Readonly<Record<string, string>>;
  readonly suggest: Suggestions<MessageId>;
  /** Other places that the verdict rests on, for hosts that can show them. */
  readonly related?: readonly Related[];
}

/**
 * The suggestions of a problem, or what makes them: an editor looks for problems at each key stroke and asks for their fixes
 * when somebody wants one, so that whatever writes code is a function.
 */
export type Suggestions<MessageId extends string> =
  readonly Suggestion<MessageId>[] | (() => readonly Suggestion<MessageId>[]);

/** The suggestions of a problem. */
export function suggestionsOf<MessageId extends string>({
  suggest,
}: Pick<Problem<MessageId>, 'suggest'>): readonly Suggestion<MessageId>[] {
  return typeof suggest === 'function' ? suggest() : suggest;
}

/** A place, in this file or another one, and what is there. */
export interface Related {
  readonly at: TSESTree.Node;
  readonly says: string;
}

/** One way to mend it; the first is the one to prefer. */
export interface Suggestion<MessageId extends string> {
  readonly messageId: MessageId;
  readonly data?: Readonly<Record<string, string>>;
  readonly edits: readonly Edit[];
}

/** What a rule may look at besides the call. */
export interface RuleContext {
  /** Those that suggestions are made by: a host may ask what a rule would suggest with others. */
  readonly settings: Settings;
  readonly filename: string;
}

/** A rule: what it is about, and a pure function from a call to the problems with it. */
export interface RuleDefinition<MessageId extends string> {
  readonly name: string;
  readonly description: string;
  /** What goes wrong: S1 data lost or duplicated, S2 outage amplified or hang, S3 late failure or cost. */
  readonly severity: 'S1' | 'S2' | 'S3';
  readonly preset: 'recommended' | 'strict';
  readonly messages: Readonly<Record<MessageId, string>>;
  problems(call: SalesforceCall, context: RuleContext): readonly Problem<MessageId>[];
}
