import { waitMs } from './pace.ts';

/** How long nothing must have been typed before the other documents are looked at. In ms. */
const PAUSE_MS = 250;

/** Sees to it that a document follows when another one that it rests on is edited. */
export interface RelatedDocuments {
  edited(uri: string): void;
}

/**
 * Looks at the other open documents when typing pauses. Which of them rest on the edited one is not asked: whatever has
 * no Salesforce call costs nothing, and only those whose findings have changed are shown anew.
 */
export function createRelatedDocuments(openUris: () => readonly string[], review: (uris: readonly string[]) => unknown): RelatedDocuments {
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
        edited.clear();
        if (others.length > 0) review(others);
      });
    },
  };
}
