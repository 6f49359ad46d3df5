import type { CancellationToken, Diagnostic } from 'vscode-languageserver';
import type { Service } from '../service/service.ts';
import type { Configurations } from './configurations.ts';
import type { Guard } from './guard.ts';
import type { OpenDocuments } from './open-documents.ts';
import type { Pace } from './pace.ts';

/** What was found in one version of a document. */
export interface Looked {
  readonly version: number;
  readonly diagnostics: Diagnostic[];
}

/** Looks at open documents when it is time to. */
export interface Look {
  /**
   * The diagnostics of a document as it is after waiting for its turn; undefined when it was closed, was edited
   * meanwhile, or `token` was cancelled: then they would be of a text that is there no more.
   */
  at(uri: string, token?: CancellationToken): Promise<Looked | undefined>;
  /** To be called when diagnostics have gone out: what is worth telling beyond them is told now. */
  after(uri: string): void;
  isOpen(uri: string): boolean;
  openUris(): readonly string[];
  attempt(act: () => unknown): void;
}

interface Options {
  readonly documents: OpenDocuments;
  readonly service: Service;
  readonly configurations: Configurations;
  readonly pace: Pace;
  readonly guard: Guard;
  readonly after: (uri: string) => void;
}

/** Looks with a service, when the configuration of a document is known and its turn has come. */
export function createLook({ documents, service, configurations, pace, guard, after }: Options): Look {
  return {
    async at(uri, token) {
      const asked = documents.get(uri)?.version;
      if (asked === undefined) return undefined;
      await configurations.load(uri);
      const isLarge = (documents.get(uri)?.getText().length ?? 0) > configurations.of(uri).maxFileSize * 1000;
      await pace.turn(uri, isLarge, token);
      // Settings may have changed while it was another's turn.
      await configurations.load(uri);
      const document = documents.get(uri);
      if (document?.version !== asked || token?.isCancellationRequested === true) return undefined;
      if (configurations.isShownElsewhere(uri)) return { version: asked, diagnostics: [] };
      return { version: asked, diagnostics: pace.timed(uri, () => service.diagnostics(document)) };
    },
    after,
    isOpen: (uri) => documents.get(uri) !== undefined,
    openUris: () => documents.keys(),
    attempt: (act) => guard.attempt('Looking at a document', act),
  };
}
