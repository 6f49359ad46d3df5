import type { Diagnostic } from 'vscode-languageserver-types';
import type { CallItem } from '../protocol/requests.ts';
import { type Change, movedRange } from './moved.ts';

interface Answers {
  readonly diagnostics: Diagnostic[];
  readonly calls: CallItem[];
}

/** What is shown of each document, where it is now: it stays while the text does not parse. */
export interface Shown {
  /** Remembers an answer and gives it back; the last one where there is none now. */
  last<Kind extends keyof Answers>(uri: string, kind: Kind, answer: Answers[Kind] | undefined): Answers[Kind];
  move(uri: string, changes: readonly Change[]): void;
  forget(uri: string): void;
}

/** Remembers what is shown, from nothing on. */
export function createShown(): Shown {
  const known = new Map<string, Answers>();
  const answersOf = (uri: string): Answers => known.get(uri) ?? { diagnostics: [], calls: [] };
  return {
    last(uri, kind, answer) {
      if (answer) known.set(uri, { ...answersOf(uri), [kind]: answer });
      return answersOf(uri)[kind];
    },
    move(uri, changes) {
      const { diagnostics, calls } = answersOf(uri);
      known.set(uri, {
        diagnostics: diagnostics.flatMap((one) => {
          const range = movedRange(one.range, changes);
          return range ? [{ ...one, range }] : [];
        }),
        calls: calls.flatMap((one) => {
          const range = movedRange(one.location.range, changes);
          return range ? [{ ...one, location: { uri, range } }] : [];
        }),
      });
    },
    forget: (uri) => void known.delete(uri),
  };
}
