import { waitMs } from './pace.ts';

/** How long nothing must have been typed before the other documents are looked at. In ms. */
const PAUSE_MS = 250;

/** Sees to it that a document follows when another one that it rests on is edited. */
export interface RelatedDocuments {
  edited(uri: string): void;
}

/**
 * Looks at the other open documents when typing pauses, so that a key stroke costs only its own document. Those that rest on
 * none of the edited ones answer from what is known, and only those whose findings have changed are shown anew.
 *
 * @param review - Is given the edited documents and those to look at.
 */
export function createRelatedDocuments(
  openUris: () => readonly string[],
  review: (edited: readonly string[], others: readonly string[]) => unknown,
): RelatedDocuments {
  const edited = new Set<string>();
  let turn = 0;
  return {
    edited(uri) {
      edited.add(uri);
      turn += 1;
      const own = turn;
      void waitMs(PAUSE_MS).then(() => {
        if (own !== turn) return;
        // With two edited documents, each rests on the other perhaps.
        const others = openUris().filter((each) => edited.size > 1 || !edited.has(each));
        const changed = [...edited];
        edited.clear();
        if (others.length > 0) review(changed, others);
      });
    },
  };
}
