import type { Files } from './files.ts';

/** Answers about the files of a project that are found out once for as long as none of those is taken to change. */
export interface Kept {
  /** A run begins, or a file has changed: all is found out anew, unless the files say that they are the same still. */
  begin(): void;
  /** The answer to a question, which `key` stands for. */
  once<Answer>(key: string, find: () => Answer): Answer;
}

/** Keeps answers for one run, or for a whole generation of files that have those. */
export function keptAnswers(files: Files): Kept {
  const answers = new Map<string, unknown>();
  let generation: number | undefined;
  return {
    begin() {
      const now = files.generation?.();
      if (now === undefined || now !== generation) answers.clear();
      generation = now;
    },
    once(key, find) {
      if (!answers.has(key)) answers.set(key, find());
      return answers.get(key) as ReturnType<typeof find>;
    },
  };
}
